#include "core/pipeline/command_pipeline.hpp"

#include <latch>
#include <stdexcept>

#include "core/threads/mutex.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;

class CommandPipelineTest : public ::testing::Test {
protected:
    using Told = std::future<Reply>;

    enum class Decided : std::uint8_t { by_submitter, by_worker };

    explicit CommandPipelineTest(Decided decided = Decided::by_submitter)
        : pipeline({bus.clock, bus.codec, bus.access, bus.commands, bus.ledger,
                    decided == Decided::by_submitter ? &bus.committer : nullptr, 1, 3}) {}
    ~CommandPipelineTest() override { bus.store.release(); }

    [[nodiscard]] std::string message(const std::string& id, ValueMap more = {}) const {
        more.merge(ValueMap{{"v", Value(protocol_version)},
                            {"id", Value(id)},
                            {"type", Value("CreateRequest")},
                            {"body", Value(ValueMap{{"template_id", Value("small")}, {"machine_count", Value(1U)}})}});
        return bus.codec.encode(more);
    }
    Told submit(std::string message, bool alone = false, Sender sender = {}) {
        auto promise = std::make_shared<std::promise<Reply>>();
        auto told = promise->get_future();
        const auto submit = alone ? &CommandPipeline::submit_alone : &CommandPipeline::submit;
        const auto reply_to = [this, promise](const std::string& encoded) {
            Reply reply;
            const auto problem = bus.codec.decode(encoded, reply);
            if (problem) throw std::logic_error(problem->message);
            promise->set_value(std::move(reply));
        };
        (pipeline.*submit)(std::move(message), reply_to, std::move(sender));
        return told;
    }
    Told submit_alone(std::string message) { return submit(std::move(message), true); }
    // Blocks the only worker in the reply to a message, until the promise is kept.
    void occupy_the_worker(const std::shared_future<void>& until) {
        std::promise<void> begun;
        pipeline.submit(std::string(20'000, 'x'),
                        [&begun, until](const std::string&) {
                            begun.set_value();
                            until.wait();
                        },
                        {});
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

class WorkedPipelineTest : public CommandPipelineTest {
protected:
    WorkedPipelineTest() : CommandPipelineTest(Decided::by_worker) {}
};

class Listener final : public CommandObserver {
public:
    void finished(FinishedCommand command) override {
        const MutexLock lock(mutex_);
        heard_.push_back(std::move(command));
    }
    // The outcome of each command, with the fields that matter.
    [[nodiscard]] std::vector<std::string> lines() const {
        const MutexLock lock(mutex_);
        std::vector<std::string> lines;
        for (const auto& each : heard_)
            lines.push_back(
                fmt::format("{} {} {}{}", each.id, each.type, each.outcome, each.duplicate ? " again" : ""));
        return lines;
    }
    [[nodiscard]] FinishedCommand last() const {
        const MutexLock lock(mutex_);
        return heard_.back();
    }

private:
    mutable Mutex mutex_;
    std::vector<FinishedCommand> heard_ GUARDED_BY(mutex_);
};

// Notes which command is answered when.
class RemembersOrder {
public:
    CommandPipeline::Reply told(std::string id) {
        return [this, id = std::move(id)](const std::string&) {
            const MutexLock lock(mutex_);
            order_.push_back(id);
            changed_.notify_all();
        };
    }
    std::vector<std::string> wait_for(std::size_t count) {
        MutexLock lock(mutex_);
        while (order_.size() < count) changed_.wait(lock);
        return order_;
    }

private:
    Mutex mutex_;
    Condition changed_;
    std::vector<std::string> order_ GUARDED_BY(mutex_);
};

class ObservedPipelineTest : public CommandPipelineTest {
protected:
    Listener listener;
    CommandPipeline observed{{bus.clock, bus.codec, bus.access, bus.commands, bus.ledger, nullptr, 1, 2, &listener}};

    Told tell(std::string message, std::string peer = {}) {
        auto promise = std::make_shared<std::promise<Reply>>();
        observed.submit(std::move(message),
                        [this, promise](const std::string& encoded) {
                            Reply reply;
                            EXPECT_FALSE(bus.codec.decode(encoded, reply));
                            promise->set_value(std::move(reply));
                        },
                        {.address = std::move(peer)});
        return promise->get_future();
    }
};

TEST_F(ObservedPipelineTest, TellsWhoseCommandItWasAndWhatItCaused) {
    const auto reply =
        got(tell(message("c-1", {{"client", "alice@head1 a program"}, {"correlation_id", "job-1"}}), "192.0.2.7"));
    const auto heard = listener.last();
    EXPECT_EQ(heard.at, test_start);
    EXPECT_EQ(heard.client, "alice@head1 a program");
    EXPECT_EQ(heard.peer, "192.0.2.7");
    EXPECT_EQ(heard.type, "CreateRequest");
    EXPECT_EQ(heard.id, "c-1");
    EXPECT_EQ(heard.correlation_id, "job-1");
    EXPECT_EQ(heard.outcome, "ok");
    EXPECT_EQ(heard.duplicate, std::nullopt);
    EXPECT_EQ(heard.position, reply.position);
    EXPECT_EQ(heard.events, 1U);
    EXPECT_THAT(heard.aggregates, ::testing::ElementsAre("request." + bus.stored().back().stream));
}

TEST_F(ObservedPipelineTest, TellsOfEveryCommandWhateverBecameOfIt) {
    got(tell(message("c-1")));
    got(tell(message("c-1")));
    got(tell(message("c-2", {{"body", Value(ValueMap{{"template_id", "nowhere"}, {"machine_count", 1}})}})));
    got(tell(message("c-3", {{"body", Value(ValueMap{})}})));
    got(tell(message("c-4", {{"type", Value(std::string(1000, 'x'))}})));
    got(tell("garbage"));
    bus.store.hold();
    auto first = tell(message("c-5"));
    auto second = tell(message("c-6"));
    got(tell(message("c-7")));
    bus.store.release();
    got(first);
    got(second);
    observed.drain();
    got(tell(message("c-8")));
    EXPECT_THAT(listener.lines(),
                ::testing::ElementsAre("c-1 CreateRequest ok", "c-1 CreateRequest ok again",
                                       "c-2 CreateRequest template_not_found", "c-3 CreateRequest validation_error",
                                       "c-4 " + std::string(64, 'x') + "… handler_not_found", "  malformed",
                                       "c-7 CreateRequest busy", "c-5 CreateRequest ok", "c-6 CreateRequest ok",
                                       "c-8 CreateRequest shutting_down"));
}

TEST_F(ObservedPipelineTest, TellsOfWhatTheStoreHasLost) {
    bus.store.fail_appends();
    got(tell(message("c-1")));
    EXPECT_EQ(listener.last().outcome, "storage_error");
    EXPECT_EQ(listener.last().position, std::nullopt);
    EXPECT_EQ(listener.last().events, 0U);
}

// A return of thousands of machines is reported in a short line.
TEST_F(ObservedPipelineTest, TellsOnlyTheFirstOfManyAggregates) {
    Events facts{request_created("req-a", 300), request_started("req-a"), launch_requested("req-a", 300)};
    ValueList ids;
    for (int i = 0; i < 300; ++i) {
        ids.emplace_back(fmt::format("m-{}", i));
        facts.push_back(machine_launched("req-a", fmt::format("m-{}", i)));
    }
    got(bus.decide("facts", [&](const State&, const Context&) -> AnyDecision { return AnyAccepted{{}, facts}; }));
    got(tell(message("c-1", {{"type", "ReturnMachines"}, {"body", ValueMap{{"machine_ids", ids}}}})));
    EXPECT_EQ(listener.last().outcome, "ok");
    EXPECT_EQ(listener.last().events, 301U);
    EXPECT_EQ(listener.last().aggregates.size(), FinishedCommand::most_aggregates);
    EXPECT_EQ(listener.last().aggregates[1], "machine.m-0");
}

TEST_F(CommandPipelineTest, CountsByTypeWhatCameAndWhatWasRefused) {
    got(submit(message("c-1")));
    got(submit(message("c-2", {{"body", Value(ValueMap{})}})));
    got(submit(message("c-3", {{"type", "Nonsense"}})));
    got(submit("garbage"));
    const auto figures = pipeline.statistics();
    ASSERT_EQ(figures.size(), 2U);
    EXPECT_EQ(figures.at("CreateRequest").count, 2U);
    EXPECT_EQ(figures.at("CreateRequest").refused, 1U);
    EXPECT_EQ(figures.at("unknown").count, 2U);
    EXPECT_EQ(figures.at("unknown").refused, 2U);
    EXPECT_EQ(pipeline.waiting(), 0U);
    EXPECT_EQ(pipeline.in_flight(), 0U);
}

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
    EXPECT_EQ(refusal(submit(message("c-1", {{"v", Value(0U)}}))).code, Code::unsupported_version);
    EXPECT_EQ(refusal(submit(message("c-1", {{"type", Value("MakeRequest")}}))).code, Code::handler_not_found);
    EXPECT_EQ(refusal(submit(message("c-1", {{"body", Value(ValueMap{})}}))).code, Code::validation_error);
    EXPECT_EQ(pipeline.counters()["refused"], 6U);
    EXPECT_EQ(pipeline.counters()["in_flight"], 0U);
}

TEST_F(CommandPipelineTest, HandsOnTheConversationAndTheTrace) {
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    got(submit(message("c-1", {{"traceparent", Value(trace)}, {"correlation_id", Value("conversation-1")}})));
    EXPECT_EQ(bus.stored().back().correlation_id, "conversation-1");
    EXPECT_EQ(bus.stored().back().traceparent, trace);
    got(submit(message("c-2")));
    EXPECT_EQ(bus.stored().back().correlation_id, "c-2");
    EXPECT_EQ(bus.stored().back().traceparent, std::nullopt);
}

TEST_F(CommandPipelineTest, HandsOnWhoAsksAndForWhom) {
    const auto last = [this] {
        const auto event = bus.stored().back();
        return event.principal.value_or("nobody") + " for " + event.on_behalf_of.value_or("nobody else");
    };
    // Without principals the daemon believes no name.
    got(submit(message("c-1", {{"on_behalf_of", Value("mary")}})));
    EXPECT_EQ(last(), "nobody for nobody else");
    const auto principals =
        Principals::of({{.name = {"gate"}, .unix_user = "gate", .roles = {Role::operator_}, .acts_for = ActsFor::any}});
    bus.access.admit_only(*principals);
    const Sender gate{.credential = principals->credential_of_user("gate").value()};
    got(submit(message("c-2"), false, gate));
    EXPECT_EQ(last(), "gate for nobody else");
    got(submit(message("c-3", {{"on_behalf_of", Value("mary")}}), false, gate));
    EXPECT_EQ(last(), "gate for mary");
}

TEST_F(CommandPipelineTest, RefusesATraceThatIsNone) {
    const auto wrong = refusal(submit(message("c-1", {{"traceparent", Value("00-1-1-1")}, {"zzz", Value(1)}})));
    EXPECT_EQ(wrong.code, Code::malformed);
    EXPECT_EQ(wrong.field, "traceparent");
    EXPECT_EQ(wrong.details.at("findings").as<ValueList>()->size(), 2U);
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

// Nothing of one party's that waits for its turn delays the command of another.
TEST_F(CommandPipelineTest, CommandsOfAPartyWaitForTheirTurn) {
    RemembersOrder order;
    CommandPipeline fair({.clock = bus.clock,
                          .codec = bus.codec,
                          .access = bus.access,
                          .bus = bus.commands,
                          .ledger = bus.ledger,
                          .committer = &bus.committer,
                          .workers = 1,
                          .most_at_once = 2});
    bus.store.hold();
    for (int i = 0; i < 5; ++i)
        fair.submit(message(fmt::format("a-{}", i)), order.told(fmt::format("a-{}", i)), {.connection = "a"});
    fair.submit(message("b-0"), order.told("b-0"), {.connection = "b"});
    EXPECT_EQ(fair.in_flight(), 6U);
    EXPECT_EQ(fair.waiting(), 3U) << "two of the first one's are decided";
    bus.store.release();
    fair.drain();
    EXPECT_THAT(order.wait_for(6), ::testing::ElementsAre("a-0", "a-1", "b-0", "a-2", "a-3", "a-4"));
    EXPECT_EQ(fair.in_flight(), 0U);
}

TEST_F(CommandPipelineTest, IsBusyForWhoHasHisPartAlone) {
    CommandPipeline fair({.clock = bus.clock,
                          .codec = bus.codec,
                          .access = bus.access,
                          .bus = bus.commands,
                          .ledger = bus.ledger,
                          .workers = 1,
                          .most_of_one = 2});
    std::vector<Told> told;
    const auto submit = [&](std::string id, std::string party) {
        auto promise = std::make_shared<std::promise<Reply>>();
        told.push_back(promise->get_future());
        fair.submit(message(id),
                    [this, promise](const std::string& encoded) {
                        Reply reply;
                        EXPECT_FALSE(bus.codec.decode(encoded, reply));
                        promise->set_value(std::move(reply));
                    },
                    {.connection = std::move(party)});
    };
    bus.store.hold();
    submit("a-0", "a");
    submit("a-1", "a");
    submit("a-2", "a");
    submit("b-0", "b");
    EXPECT_EQ(refusal(std::move(told[2])).code, Code::busy);
    bus.store.release();
    for (const auto i : {0U, 1U, 3U}) EXPECT_EQ(got(told[i]).status, ReplyStatus::ok);
}

TEST_F(WorkedPipelineTest, DoesNothingAfterTheDeadline) {
    std::promise<void> go_on;
    occupy_the_worker(go_on.get_future().share());
    auto late = submit(message("c-1", {{"deadline_ms", Value(100U)}}));
    auto in_time = submit(message("c-2", {{"deadline_ms", Value(100'000U)}}));
    bus.clock.advance(101ms);
    go_on.set_value();
    EXPECT_EQ(refusal(std::move(late)).code, Code::deadline_exceeded);
    EXPECT_EQ(got(in_time).status, ReplyStatus::ok);
    EXPECT_EQ(got(submit(message("c-1"))).duplicate, std::nullopt) << "it was never decided, so it may be sent again";
}

class FillingDisk final : public DiskRoom {
public:
    std::uint64_t free = 1000;
    [[nodiscard]] std::optional<std::uint64_t> free_bytes() const override { return free; }
};

class RoomyPipelineTest : public CommandPipelineTest {
protected:
    FillingDisk disk;
    RememberingLog log;
    StoreRoom room{disk, 1000, log};
    CommandPipeline limited{{.clock = bus.clock,
                             .codec = bus.codec,
                             .access = bus.access,
                             .bus = bus.commands,
                             .ledger = bus.ledger,
                             .workers = 1,
                             .room = &room}};

    Reply ask(const std::string& id, ValueMap more = {}) {
        auto promise = std::make_shared<std::promise<Reply>>();
        limited.submit(message(id, std::move(more)),
                       [this, promise](const std::string& encoded) {
                           Reply reply;
                           EXPECT_FALSE(bus.codec.decode(encoded, reply));
                           promise->set_value(std::move(reply));
                       },
                       {});
        return got(promise->get_future());
    }
    // Cancels the request that a reply has accepted.
    Reply cancel(const std::string& id, const Reply& ordered) {
        RequestAccepted accepted;
        EXPECT_FALSE(bus.codec.decode(ordered.result.value().msgpack, accepted));
        return ask(id, {{"type", Value("CancelRequest")},
                        {"body", Value(ValueMap{{"request_id", Value(accepted.request_id.value)}})}});
    }
    void left(std::uint64_t bytes) {
        disk.free = bytes;
        room.look();
    }
};

TEST_F(RoomyPipelineTest, RefusesNewCommandsForWantOfRoomAndTakesThemAgain) {
    EXPECT_EQ(ask("c-1").status, ReplyStatus::ok);
    left(10);
    const auto refused = ask("c-2");
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->code, Code::busy);
    EXPECT_EQ(refused.error->retry_after_ms, 5000U);
    EXPECT_EQ(ask("c-1").duplicate, true) << "a repeated one gets its outcome";
    auto own = bus.tell("", create_request(1));
    EXPECT_TRUE(got(own)->accepted) << "what the daemon has to record is for the reserve";
    left(5000);
    const auto taken = ask("c-2");
    EXPECT_EQ(taken.status, ReplyStatus::ok);
    EXPECT_EQ(taken.duplicate, std::nullopt) << "nothing of the refusal was kept";
}

TEST_F(RoomyPipelineTest, TakesWhatEndsCostsAsLongAsAQuarterOfTheReserveIsLeft) {
    const auto first = ask("c-1");
    const auto second = ask("c-2");
    left(900);
    ASSERT_TRUE(ask("c-3").error);
    EXPECT_EQ(cancel("c-4", first).status, ReplyStatus::ok);
    left(200);
    const auto refused = cancel("c-5", second);
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->code, Code::busy);
    EXPECT_EQ(refused.error->details.at("limit"), Value("min_free_bytes"));
    left(400);
    EXPECT_EQ(cancel("c-5", second).duplicate, std::nullopt) << "nothing of the refusal was kept";
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

TEST_F(CommandPipelineTest, AnswersAMessageThatIsAloneOnTheCallersThread) {
    bus.committer.step();  // waits until what the site begins with is committed
    for (const auto* id : {"c-1", "c-2"}) {
        auto told = submit_alone(message(id));
        ASSERT_TRUE(has_come(told)) << "no other thread was needed";
        EXPECT_EQ(got(told).status, ReplyStatus::ok);
        EXPECT_EQ(outcome_of(bus.store, id)->accepted, true);
    }
    EXPECT_EQ(refusal(submit_alone("garbage")).code, Code::malformed);
    EXPECT_EQ(got(submit_alone(message("c-1"))).duplicate, true);
    EXPECT_EQ(pipeline.in_flight(), 0U);
}

TEST_F(CommandPipelineTest, AMessageIsNotAloneWhileAnotherIsInFlight) {
    bus.store.hold();
    auto first = submit(message("c-1"));
    bus.store.wait_until_held();
    auto second = submit_alone(message("c-2"));
    EXPECT_FALSE(has_come(second)) << "the caller does not wait for the disk";
    bus.store.release();
    EXPECT_EQ(got(first).status, ReplyStatus::ok);
    EXPECT_EQ(got(second).status, ReplyStatus::ok);
    auto third = submit_alone(message("c-3"));
    EXPECT_EQ(got(third).status, ReplyStatus::ok);
}

TEST_F(CommandPipelineTest, WaitsForItsTurnWhileSomethingElseIsCommitted) {
    bus.store.hold();
    auto own = bus.tell("", create_request(1));  // as a lane of the daemon does
    bus.store.wait_until_held();
    auto told = submit_alone(message("c-1"));
    EXPECT_FALSE(has_come(told));
    bus.store.release();
    EXPECT_EQ(got(told).status, ReplyStatus::ok);
}

TEST_F(CommandPipelineTest, ALongMessageIsDecodedByAWorker) {
    std::promise<void> go_on;
    occupy_the_worker(go_on.get_future().share());
    const auto longer =
        message("c-1", {{"correlation_id", Value(std::string(100, 'c'))}}) + std::string(1U << 14U, ' ');
    auto told = submit_alone(longer);
    EXPECT_FALSE(has_come(told));
    go_on.set_value();
    EXPECT_EQ(refusal(std::move(told)).code, Code::malformed);
}

TEST_F(CommandPipelineTest, WorkersDecodeWhereMuchIsInFlight) {
    CommandPipeline crowded({bus.clock, bus.codec, bus.access, bus.commands, bus.ledger, &bus.committer, 1, 1000});
    bus.store.hold();
    const auto answered = std::make_shared<std::latch>(256);  // the last to count may outlive this test's frame
    for (int i = 0; i < 256; ++i)
        crowded.submit(message(fmt::format("c-{}", i)), [answered](const auto&) { answered->count_down(); },
                       {.connection = std::to_string(i)});
    EXPECT_EQ(crowded.in_flight(), 256U);
    std::promise<std::thread::id> by;
    crowded.submit("garbage", [&](const auto&) { by.set_value(std::this_thread::get_id()); }, {});
    EXPECT_NE(got(by.get_future()), std::this_thread::get_id());
    bus.store.release();
    answered->wait();
}

TEST_F(CommandPipelineTest, WhenDrainedAnswersWhatACallerCarriesOut) {
    bus.committer.step();  // else the committer's thread may be at what the site begins with, and takes this one, too
    bus.store.hold();
    auto alone = std::async(std::launch::async, [this] { return got(submit_alone(message("c-1"))).status; });
    bus.store.wait_until_held();
    auto drained = std::async(std::launch::async, [this] { pipeline.drain(); });
    while (refusal(submit("garbage")).code != Code::shutting_down) std::this_thread::yield();
    EXPECT_FALSE(has_come(drained));
    bus.store.release();
    got(drained);
    EXPECT_EQ(got(alone), ReplyStatus::ok);
}

TEST_F(CommandPipelineTest, WhenDrainedDoesNotWaitForACallerWhoseReplyThrew) {
    const auto fail = [](const std::string&) { throw std::runtime_error("no memory"); };
    EXPECT_THROW(pipeline.submit("no message", fail, {}), std::runtime_error);
    EXPECT_THROW(pipeline.submit_alone("no message", fail, {}), std::runtime_error);

    auto drained = std::async(std::launch::async, [&] { pipeline.drain(); });
    ASSERT_EQ(drained.wait_for(30s), std::future_status::ready);
    EXPECT_EQ(pipeline.in_flight(), 0U);
}

TEST_F(CommandPipelineTest, AWorkerLooksUpWhatOnlyTheStoreKnows) {
    const auto first = got(submit(message("c-1")));
    bus.store.hold_lookups(true);
    auto again = submit(message("c-1"));
    auto other = submit(message("c-2"));
    EXPECT_EQ(got(other).status, ReplyStatus::ok) << "nobody waits for the store to be read for another";
    EXPECT_FALSE(has_come(again));
    bus.store.hold_lookups(false);
    EXPECT_EQ(got(again).position, first.position);
}

TEST_F(CommandPipelineTest, WhenTheStoreFailsNobodyHearsOk) {
    bus.store.fail_appends();
    const auto lost = refusal(submit(message("c-1")));
    EXPECT_EQ(lost.code, Code::storage_error);
    EXPECT_TRUE(lost.retryable);
}

}  // namespace
}  // namespace hf::testing
