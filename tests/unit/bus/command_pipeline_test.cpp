#include "core/bus/command_pipeline.hpp"

#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;

class CommandPipelineTest : public ::testing::Test {
protected:
    using Told = std::future<Reply>;

    explicit CommandPipelineTest(std::size_t workers = 1, std::size_t most_in_flight = 3)
        : pipeline({bus.clock, bus.codec, bus.commands, bus.ledger, workers, most_in_flight}) {}
    ~CommandPipelineTest() override { bus.store.release(); }

    [[nodiscard]] std::string message(const std::string& id, ValueMap more = {}) const {
        more.merge(ValueMap{{"v", Value(protocol_version)},
                            {"id", Value(id)},
                            {"type", Value("CreateRequest")},
                            {"body", Value(ValueMap{{"template_id", Value("small")}, {"machine_count", Value(1U)}})}});
        return bus.codec.encode(more);
    }
    Told submit(std::string message) {
        auto promise = std::make_shared<std::promise<Reply>>();
        auto told = promise->get_future();
        pipeline.submit(std::move(message), [this, promise](const std::string& encoded) {
            Reply reply;
            const auto problem = bus.codec.decode(encoded, reply);
            if (problem) throw std::logic_error(problem->message);
            promise->set_value(std::move(reply));
        });
        return told;
    }
    // The only worker stands still, in the reply to a message of ours, until the promise is kept.
    void occupy_the_worker(const std::shared_future<void>& until) {
        std::promise<void> begun;
        pipeline.submit("garbage", [&begun, until](const std::string&) {
            begun.set_value();
            until.wait();
        });
        got(begun.get_future());
    }
    static Error refusal(Told told) {
        auto reply = got(std::move(told));
        EXPECT_EQ(reply.status, ReplyStatus::error);
        return reply.error.value_or(Error{});
    }

    RunningBus bus;
    CommandPipeline pipeline;
};

TEST_F(CommandPipelineTest, AnswersOkOnlyWhenTheEventsAreOnTheDisk) {
    bus.store.hold();
    auto told = submit(message("c-1"));
    bus.store.wait_until_held();
    EXPECT_FALSE(has_come(told));
    bus.store.release();
    const auto reply = got(told);
    EXPECT_EQ(reply.status, ReplyStatus::ok);
    EXPECT_EQ(reply.id, "c-1");
    EXPECT_EQ(reply.position, bus.store.head());
    EXPECT_FALSE(reply.duplicate);
}

TEST_F(CommandPipelineTest, ARepeatedCommandIsAnsweredAsADuplicate) {
    const auto first = got(submit(message("c-1")));
    const auto second = got(submit(message("c-1")));
    EXPECT_EQ(second.status, ReplyStatus::ok);
    EXPECT_EQ(second.position, first.position);
    EXPECT_EQ(second.duplicate, true);
    EXPECT_EQ(second.result->msgpack, first.result->msgpack);
    EXPECT_EQ(pipeline.counters()["duplicates"], 1U);
}

TEST_F(CommandPipelineTest, AnswersWhateverItIsTold) {
    EXPECT_EQ(refusal(submit("")).code, Code::malformed);
    EXPECT_EQ(refusal(submit(message("c-1", {{"surprise", Value(1U)}}))).code, Code::malformed);
    EXPECT_EQ(refusal(submit(message("c-1", {{"v", Value(7U)}}))).code, Code::unsupported_version);
    EXPECT_EQ(refusal(submit(message("c-1", {{"type", Value("MakeRequest")}}))).code, Code::handler_not_found);
    EXPECT_EQ(refusal(submit(message("c-1", {{"body", Value(ValueMap{})}}))).code, Code::validation_error);
    EXPECT_EQ(pipeline.counters()["refused"], 5U);
    EXPECT_EQ(pipeline.counters()["in_flight"], 0U);
}

TEST_F(CommandPipelineTest, IsBusyWhenTooMuchIsInFlight) {
    bus.store.hold();
    std::vector<Told> accepted;
    for (int i = 0; i < 3; ++i) accepted.push_back(submit(message(fmt::format("c-{}", i))));
    const auto busy = refusal(submit(message("c-3")));
    EXPECT_EQ(busy.code, Code::busy);
    EXPECT_TRUE(busy.retryable);
    EXPECT_TRUE(busy.retry_after_ms);
    bus.store.release();
    for (auto& told : accepted) EXPECT_EQ(got(told).status, ReplyStatus::ok);
    EXPECT_EQ(got(submit(message("c-3"))).status, ReplyStatus::ok) << "a busy daemon has not decided anything";
}

TEST_F(CommandPipelineTest, DoesNothingAfterTheDeadline) {
    std::promise<void> go_on;
    occupy_the_worker(go_on.get_future().share());
    auto late = submit(message("c-1", {{"deadline_ms", Value(100U)}}));
    auto in_time = submit(message("c-2", {{"deadline_ms", Value(100'000U)}}));
    bus.clock.advance(101ms);
    go_on.set_value();
    EXPECT_EQ(refusal(std::move(late)).code, Code::deadline_exceeded);
    EXPECT_EQ(got(in_time).status, ReplyStatus::ok);
    EXPECT_EQ(got(submit(message("c-1"))).duplicate, std::nullopt) << "it was never decided, so it may be told again";
}

TEST_F(CommandPipelineTest, WhenDrainedAnswersWhatItHadAndRefusesWhatComes) {
    bus.store.hold();
    std::vector<Told> accepted;
    for (int i = 0; i < 3; ++i) accepted.push_back(submit(message(fmt::format("c-{}", i))));
    bus.store.release();
    pipeline.drain();
    for (auto& told : accepted) EXPECT_EQ(got(told).status, ReplyStatus::ok);
    const auto stopping = refusal(submit(message("c-9")));
    EXPECT_EQ(stopping.code, Code::shutting_down);
    EXPECT_TRUE(stopping.retryable);
}

TEST_F(CommandPipelineTest, WhenTheStoreFailsNobodyHearsOk) {
    bus.store.fail_appends();
    const auto lost = refusal(submit(message("c-1")));
    EXPECT_EQ(lost.code, Code::storage_error);
    EXPECT_TRUE(lost.retryable);
}

}  // namespace
}  // namespace hf::testing
