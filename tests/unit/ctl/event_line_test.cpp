#include "ctl/event_line.hpp"

#include <gmock/gmock.h>

#include "client/wire.hpp"

namespace hf::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RecordedEvent event(std::string type) {
    RecordedEvent e;
    e.position = 42;
    e.type = std::move(type);
    e.stream = "req-1";
    e.command_id = "command-7";
    e.data.msgpack = wire_codec().encode(ValueMap{{"machine_count", 2}, {"status_reason", ""}});
    return e;
}

TEST(EventLine, TellsPositionTypeStreamAndFacts) {
    const auto line = event_line(event("RequestCreated"), {});
    EXPECT_THAT(line,
                AllOf(HasSubstr("42  "), HasSubstr("RequestCreated"), HasSubstr("req-1"), HasSubstr("machine_count")));
    EXPECT_THAT(line, AllOf(Not(HasSubstr("status_reason")), Not(HasSubstr("command-7")), Not(HasSubstr("\x1b"))));
    EXPECT_EQ(line.back(), '\n');
    EXPECT_THAT(event_line(event("RequestCreated"), {.causes = true}), HasSubstr("command-7"));
}

TEST(EventLine, TellsWhoseCommandCausedIt) {
    auto e = event("RequestCreated");
    EXPECT_THAT(event_line(e, {}), Not(HasSubstr("by ")));
    e.principal = "gate";
    EXPECT_THAT(event_line(e, {}), AllOf(HasSubstr("req-1  by gate  machine_count=2"), Not(HasSubstr("for "))));
    e.on_behalf_of = "mary\x1b[2J";
    EXPECT_THAT(event_line(e, {}), AllOf(HasSubstr("by gate  for mary"), Not(HasSubstr("\x1b"))));
    EXPECT_THAT(event_line(e, {.causes = true}), HasSubstr("by gate  for mary"));
}

TEST(EventLine, TellsTimesAmongTheFactsAsTimes) {
    auto e = event("RequestCreated");
    e.data.msgpack = wire_codec().encode(ValueMap{{"machine_count", 2}, {"deadline_at", 1'795'922'822'450'754}});
    EXPECT_THAT(event_line(e, {}), AllOf(HasSubstr("deadline_at=2026-11-"), HasSubstr("machine_count=2")));
    e.type = "NotKnownYet";
    EXPECT_THAT(event_line(e, {}), HasSubstr("deadline_at=1795922822450754"));
}

TEST(EventLine, ShowsByItsColourWhatWentWell) {
    const auto coloured = [](std::string type) { return event_line(event(std::move(type)), {.colours = true}); };
    for (const auto* type : {"RequestFailed", "LaunchFailed", "RequestTimedOut", "MachineReclaimNoticed"})
        EXPECT_THAT(coloured(type), HasSubstr("\x1b[31m")) << type;
    for (const auto* type : {"RequestCompleted", "LaunchSucceeded", "MachineStarted"})
        EXPECT_THAT(coloured(type), HasSubstr("\x1b[32m")) << type;
    EXPECT_THAT(coloured("RequestPartiallyFulfilled"), HasSubstr("\x1b[33m"));
    EXPECT_THAT(coloured("TemplateCreated"), AllOf(Not(HasSubstr("\x1b[31m")), Not(HasSubstr("\x1b[32m"))));
}

// The name of a stream must not reach the terminal as a control sequence.
TEST(EventLine, HasNoControlCharactersOfOthers) {
    auto e = event("RequestCreated");
    e.stream = "\x1b[2J";
    EXPECT_THAT(event_line(e, {}), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace hf::ctl
