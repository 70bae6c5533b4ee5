#include "ctl/top_frame.hpp"

#include <gmock/gmock.h>

#include "client/wire.hpp"
#include "ctl/table.hpp"
#include "tests/unit/support/facts.hpp"

namespace hf::ctl {
namespace {

using namespace hf::testing;
using ::testing::HasSubstr;

RecordedEvent recorded(const Event& event) {
    EventMeta meta;
    meta.position = 1;
    return record({meta, event}, wire_codec());
}

Request open_request(const std::string& id, std::uint32_t done, std::uint32_t of) {
    Request request;
    request.request_id = {id};
    request.template_id = TemplateId{"small"};
    request.status = RequestStatus::in_progress;
    request.machine_count = of;
    request.succeeded_count = done;
    return request;
}

TopFigures busy(std::size_t requests = 2) {
    TopFigures seen;
    seen.status.version = "1.2.3";
    seen.status.position = 4711;
    seen.status.requests = {{"in_progress", requests}, {"complete", 7}, {"failed", 0}};
    seen.status.machines = {{"running", 3}, {"terminated", 5}};
    seen.statistics.commands["CreateRequest"].count = 9;
    for (std::size_t i = 0; i < requests; ++i) seen.requests.push_back(open_request(fmt::format("req-{}", i), 1, 4));
    seen.open = requests;
    seen.machines = {{{"large", 1}, {"small", 2}}, 3};
    seen.failures.push_back(*failure_in(recorded(launch_failed("req-1", 2, 0))));
    return seen;
}

std::string text_of(const std::vector<ScreenLine>& lines) {
    std::string text;
    for (const auto& line : lines) text += line.text + "\n";
    return text;
}

TEST(TopFrame, TellsFiguresRequestsMachinesAndFailures) {
    const auto text = text_of(top_frame(busy(), no_window));
    EXPECT_THAT(text, HasSubstr("hostfactoryd 1.2.3"));
    EXPECT_THAT(text, HasSubstr("position 4711"));
    EXPECT_THAT(text, HasSubstr("requests  2 in_progress, 7 complete\n"));
    EXPECT_THAT(text, HasSubstr("machines  3 running, 5 terminated\n"));
    EXPECT_THAT(text, HasSubstr("commands  9, 0 refused"));
    EXPECT_THAT(text, HasSubstr("OPEN REQUESTS (2)"));
    EXPECT_THAT(text, HasSubstr("[#####...............]  1/4 up"));
    EXPECT_THAT(text, HasSubstr("small              2"));
    EXPECT_LT(text.find("small              2"), text.find("large              1")) << "most machines first";
    EXPECT_THAT(text, HasSubstr("req-1  0 of 2 at local: no_capacity: none left"));
}

TEST(TopFrame, FitsIntoEveryWindow) {
    const auto seen = busy(300);
    for (const std::size_t rows : {1U, 2U, 5U, 10U, 24U, 60U})
        for (const std::size_t columns : {1U, 10U, 80U, 300U}) {
            const auto lines = top_frame(seen, {columns, rows});
            EXPECT_LE(lines.size(), rows);
            for (const auto& line : lines) EXPECT_LE(width(line.text), columns) << line.text;
        }
    EXPECT_EQ(top_frame(seen, {80, 60}).size(), 60U) << "all of the window is used when there is more than fits";
}

TEST(TopFrame, ShowsOfLongIdsTheEndWhereAWindowIsNarrow) {
    auto seen = busy(1);
    seen.requests.front().request_id = {"req-01a212e9-7348-71c3-ac14-0ae46c0a1ef1"};
    EXPECT_THAT(text_of(top_frame(seen, {80, 24})), HasSubstr("  small     …0ae46c0a1ef1\n"));
    EXPECT_THAT(text_of(top_frame(seen, {120, 24})), HasSubstr("  req-01a212e9-7348-71c3-ac14-0ae46c0a1ef1\n"));
}

TEST(TopFrame, LeavesRoomForEverySection) {
    const auto text = text_of(top_frame(busy(300), {80, 24}));
    EXPECT_THAT(text, HasSubstr("\nsmall "));
    EXPECT_THAT(text, HasSubstr("none left"));
}

TEST(TopFrame, SaysWhenItsFiguresAreOld) {
    auto seen = busy();
    seen.trouble = "no daemon answers";
    const auto lines = top_frame(seen, {80, 24});
    EXPECT_THAT(text_of(lines), HasSubstr("since then: no daemon answers\n"));
}

TEST(TopFrame, SaysWhereThereIsNothing) {
    const auto text = text_of(top_frame(TopFigures{}, no_window));
    EXPECT_THAT(text, HasSubstr("OPEN REQUESTS (0)\nnone\n"));
    EXPECT_THAT(text, HasSubstr("LIVE MACHINES (0)\nnone\n"));
    EXPECT_THAT(text, HasSubstr("NEWEST FAILURES\nnone\n"));
}

TEST(TopFrame, LeavesTheTerminalAlone) {
    auto seen = busy();
    const std::string hostile = "\x1b]0;taken\x07\u009b2J\r\n\u202e\xff";
    seen.status.version = hostile;
    seen.trouble = hostile;
    seen.machines.counts = {{hostile, 1}};
    seen.requests.front().request_id = {hostile};
    seen.requests.front().template_id = TemplateId{hostile};
    seen.failures = {*failure_in(recorded(machine_failed("req-1", "m-1", hostile)))};
    for (const auto& line : top_frame(seen, no_window)) EXPECT_EQ(line.text, printable(line.text));
}

TEST(TopFailure, IsTakenFromTheEventsThatTellOfOne) {
    EXPECT_EQ(failure_in(recorded(machine_failed("req-1", "m-1", "exit status 3")))->words, "exit status 3");
    EXPECT_EQ(failure_in(recorded(machine_failed("req-1", "m-1")))->subject, "m-1");
    EXPECT_EQ(failure_in(recorded(request_timed_out("req-1")))->what, "timeout");
    EXPECT_FALSE(failure_in(recorded(request_cancelled("req-1"))));
    EXPECT_FALSE(failure_in(recorded(machine_terminated("req-1", "m-1"))));
    RecordedEvent unknown;
    unknown.type = "MachineTeleported";
    EXPECT_FALSE(failure_in(unknown));
}

}  // namespace
}  // namespace hf::ctl
