#include "core/pipeline/event_handlers.hpp"

#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventHandlersTest : public ::testing::Test {
protected:
    void begin(EventHandlers& handlers) {
        handlers.start();
        bus.inform(&handlers);
    }
    void end(EventHandlers& handlers) {
        bus.inform(nullptr);
        handlers.stop();
    }
    void commit(const std::string& id) { EXPECT_TRUE(got(bus.tell(id, create_request(1)))->accepted); }

    RememberingLog log;
    RunningBus bus;
    std::vector<std::string> heard;
};

TEST_F(EventHandlersTest, HearOfTheEventsOfTheirTypeInOrder) {
    EventHandlers handlers(log);
    handlers.on<RequestCreated>([this](const RequestCreated& event, const EventMeta& meta) {
        heard.push_back(fmt::format("{} machines at {} by {}", event.machine_count, meta.position, meta.command_id));
    });
    handlers.on<RequestCreated>([this](const RequestCreated&, const EventMeta&) { heard.emplace_back("me too"); });
    handlers.on<RequestCancelled>([this](const RequestCancelled&, const EventMeta&) { heard.emplace_back("no"); });
    begin(handlers);
    commit("c-1");
    commit("c-2");
    EXPECT_TRUE(got(bus.tell("c-3", create_template("other")))->accepted);
    end(handlers);
    EXPECT_THAT(heard, ElementsAre("1 machines at 3 by c-1", "me too", "1 machines at 4 by c-2", "me too"));
    EXPECT_EQ(handlers.figures().handled, 4U);
    EXPECT_EQ(handlers.figures().waiting, 0U);
}

TEST_F(EventHandlersTest, CannotBreakACommitNorEachOther) {
    EventHandlers handlers(log);
    handlers.on<RequestCreated>(
        [](const RequestCreated&, const EventMeta&) { throw std::runtime_error("no more paper"); });
    handlers.on<RequestCreated>([](const RequestCreated&, const EventMeta&) { throw 7; });
    handlers.on<RequestCreated>([this](const RequestCreated&, const EventMeta&) { heard.emplace_back("still here"); });
    begin(handlers);
    commit("c-1");
    end(handlers);
    EXPECT_THAT(heard, ElementsAre("still here"));
    EXPECT_EQ(handlers.figures().handled, 1U);
    EXPECT_EQ(handlers.figures().failed, 2U);
    EXPECT_THAT(log.lines(),
                ElementsAre("a handler of RequestCreated (event 3) failed: no more paper",
                            "a handler of RequestCreated (event 3) failed: it threw what is no exception"));
    EXPECT_THAT(bus.failures(), IsEmpty());
}

TEST_F(EventHandlersTest, CannotDelayACommit) {
    std::promise<void> begun;
    std::promise<void> go_on;
    EventHandlers handlers(log, 5);
    handlers.on<RequestCreated>([&, first = true](const RequestCreated&, const EventMeta&) mutable {
        if (!std::exchange(first, false)) return;
        begun.set_value();
        go_on.get_future().wait();
    });
    begin(handlers);
    commit("c-1");
    got(begun.get_future());
    // All of these are answered while the handler is blocked.
    for (int i = 2; i <= 21; ++i) commit(fmt::format("c-{}", i));
    EXPECT_EQ(handlers.figures().waiting, 5U);
    EXPECT_EQ(handlers.figures().dropped, 15U);
    go_on.set_value();
    end(handlers);
    EXPECT_EQ(handlers.figures().handled, 6U);
    EXPECT_THAT(log.lines(), ElementsAre("event handlers: 15 were dropped, since 5 were waiting"));
}

}  // namespace
}  // namespace hf::testing
