#include "core/pipeline/committer.hpp"

#include <future>
#include <thread>

#include "tests/contract/store_samples.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

Decide nothing() {
    return [](const State&, const Context&) -> AnyDecision { return AnyAccepted{}; };
}

TEST(Committer, CommitsTogetherWhatCameWhileItWaitedForTheDisk) {
    RunningBus bus;
    bus.store.hold();
    std::vector<RunningBus::ToldOutcome> told;
    told.push_back(bus.tell("c-0", create_request(1)));
    bus.store.wait_until_held();
    for (int i = 1; i < 6; ++i) told.push_back(bus.tell(fmt::format("c-{}", i), create_request(1)));
    told.push_back(bus.tell("c-6", create_request(1, "nowhere")));
    bus.store.release();
    for (auto& outcome : told) EXPECT_TRUE(got(outcome));
    using Append = GatedEventStore::Append;
    EXPECT_THAT(bus.store.appends(), ElementsAre(Append{2, 0}, Append{1, 1}, Append{5, 6}));
}

TEST(Committer, StoresNothingWhenThereIsNothing) {
    RunningBus bus;
    EXPECT_TRUE(got(bus.decide("", nothing()))->accepted);
    EXPECT_THAT(bus.store.appends(), SizeIs(1));  // the events that the site begins with
    EXPECT_TRUE(got(bus.decide("c-1", nothing()))->accepted);
    EXPECT_THAT(bus.store.appends(), SizeIs(2));
}

TEST(CommitterP1, NobodyHearsOkBeforeTheAppendHasReturned) {
    RunningBus bus;
    bus.store.hold();
    auto told = bus.tell("c-1", create_request(1));
    bus.store.wait_until_held();
    EXPECT_FALSE(has_come(told));
    EXPECT_THAT(bus.published(), SizeIs(2));
    EXPECT_EQ(bus.position_of_models(), 2U);
    bus.store.release();
    EXPECT_TRUE(got(told)->accepted);
}

// A client that gets the answer finds its effects everywhere (P5).
TEST(CommitterP5, TheAnswerComesLast) {
    RunningBus bus;
    for (int i = 0; i < 50; ++i) {
        std::promise<void> done;
        bus.ledger.decide({fmt::format("c-{}", i), "", "", {}}, deciding(create_request(1), bus.codec),
                          [&](const CommandOutcome* outcome, bool, auto) {
                              EXPECT_EQ(bus.store.head(), outcome->position);
                              EXPECT_TRUE(outcome_of(bus.store, fmt::format("c-{}", i)));
                              EXPECT_EQ(bus.position_of_models(), outcome->position);
                              EXPECT_EQ(bus.published().size(), outcome->position);
                              EXPECT_EQ(bus.observed().size(), outcome->position);
                              done.set_value();
                          });
        done.get_future().wait();
    }
}

TEST(CommitterP1, NobodyHearsOkWhenTheStoreFails) {
    RunningBus bus;
    bus.store.hold();
    bus.store.fail_appends();
    std::vector<RunningBus::ToldOutcome> told;
    told.push_back(bus.tell("c-0", create_request(1)));
    bus.store.wait_until_held();
    for (int i = 1; i < 4; ++i) told.push_back(bus.tell(fmt::format("c-{}", i), create_request(1)));
    told.push_back(bus.tell("c-0", create_request(1)));
    bus.store.release();
    for (auto& outcome : told) EXPECT_EQ(got(outcome), std::nullopt);
    EXPECT_EQ(got(bus.tell("c-9", create_request(1))), std::nullopt);

    EXPECT_THAT(bus.failures(), ElementsAre("no space left on device"));
    EXPECT_THAT(bus.store.appends(), SizeIs(2)) << "a failed store is not appended to again";
    EXPECT_THAT(bus.published(), SizeIs(2));
    EXPECT_THAT(bus.observed(), SizeIs(2));
    EXPECT_EQ(bus.position_of_models(), 2U);
}

// The first answer was lost and the outcome is unknown, yet there is an answer.
TEST(CommitterP1, ARepeatedCommandIsAnsweredAfterTheStoreHasFailed) {
    RunningBus bus;
    bus.store.fail_appends();
    EXPECT_EQ(got(bus.tell("c-1", create_request(1))), std::nullopt);
    EXPECT_EQ(got(bus.tell("c-1", create_request(1))), std::nullopt);
    EXPECT_THAT(bus.failures(), SizeIs(1));
}

class Named final : public CommitObserver {
public:
    Named(std::string name, std::vector<std::string>& heard) : name_(std::move(name)), heard_(heard) {}
    void committed(std::span<const NumberedEvent> batch, const Touched&) override {
        for (const auto& placed : batch) heard_.push_back(fmt::format("{} {}", name_, placed.meta.position));
    }

private:
    std::string name_;
    std::vector<std::string>& heard_;
};

class Deaf final : public EventPublisher {
    void publish(std::vector<RecordedEvent>) override {}
};

TEST(Committer, TellsAllObserversInTheirOrder) {
    MsgpackCodec codec;
    ManualClock clock;
    CountingIds ids;
    InMemoryEventStore store;
    CommitQueue queue;
    ReadModels models;
    Deaf feed;
    std::vector<std::string> heard;
    Named first("first", heard);
    Named second("second", heard);
    const auto fail = [](const std::string& what) { ADD_FAILURE() << what; };
    Ledger ledger({clock, ids, store, codec, {}, {}, queue, fail});
    Committer committer({clock, queue, store, codec, ledger, models, feed, fail});
    committer.start({&first, &second});
    for (const auto* name : {"a", "b"})
        ledger.decide(
            {},
            [&](const State&, const Context&) -> AnyDecision {
                return AnyAccepted{{}, {provider_registered(name)}};
            },
            [](const auto&...) {});
    committer.stop();
    // Both orders are right, since the two may or may not have been committed together.
    EXPECT_THAT(heard, ::testing::AnyOf(ElementsAre("first 1", "second 1", "first 2", "second 2"),
                                        ElementsAre("first 1", "first 2", "second 1", "second 2")));
}

TEST(Committer, TellsWithTheOutcomeWhatACommandHasCaused) {
    RunningBus bus;
    std::vector<std::string> caused;
    const auto tell = [&](const std::string& id, const Decide& decision) {
        bus.ledger.decide({id, id, id, {}}, decision, [&, id](const CommandOutcome*, bool, const auto& events) {
            auto line = id + ":";
            for (const auto& placed : events) line += fmt::format(" {}", placed.meta.position);
            caused.push_back(line);
        });
    };
    bus.store.hold();
    auto before = bus.tell("c-0", create_request(1));
    bus.store.wait_until_held();
    // These are committed together, and the last one repeats one that is still under way.
    tell("c-1", deciding(create_request(1), bus.codec));
    tell("c-2", [](const State&, const Context&) -> AnyDecision {
        return AnyAccepted{{}, {provider_registered("a"), provider_registered("b")}};
    });
    tell("c-3", deciding(create_request(1, "nowhere"), bus.codec));
    tell("c-4", deciding(create_request(1), bus.codec));
    tell("c-1", deciding(create_request(1), bus.codec));
    bus.store.release();
    got(bus.tell("last", create_request(1)));
    EXPECT_THAT(caused, ElementsAre("c-1: 4", "c-1:", "c-2: 5 6", "c-3:", "c-4: 7"));
}

TEST(Committer, CountsWhatItBringsToTheDisk) {
    RunningBus bus;
    bus.store.hold();
    std::vector<RunningBus::ToldOutcome> told;
    told.push_back(bus.tell("c-0", create_request(1)));
    bus.store.wait_until_held();
    for (int i = 1; i < 4; ++i) told.push_back(bus.tell(fmt::format("c-{}", i), create_request(1)));
    EXPECT_EQ(bus.committer.waiting(), 4U);
    bus.clock.advance(std::chrono::milliseconds{3});
    bus.store.release();
    for (auto& outcome : told) got(outcome);
    EXPECT_EQ(bus.committer.waiting(), 0U);
    const auto figures = bus.committer.figures();
    EXPECT_EQ(figures.batches, 3U);  // including the batch that the site begins with
    EXPECT_EQ(figures.events, 6U);
    EXPECT_EQ(figures.events_per_batch, 2.0);
    EXPECT_GT(figures.sync.max_us, 2'900.0);
    EXPECT_GE(figures.sync.p99_us, figures.sync.p50_us);
}

TEST(Committer, CommitsWhatIsQueuedBeforeItStops) {
    RunningBus bus;
    bus.store.hold();
    std::vector<RunningBus::ToldOutcome> told;
    for (int i = 0; i < 5; ++i) told.push_back(bus.tell(fmt::format("c-{}", i), create_request(1)));
    bus.store.release();
    bus.committer.stop();
    for (auto& outcome : told) {
        ASSERT_TRUE(has_come(outcome));
        EXPECT_TRUE(got(outcome)->accepted);
    }
    EXPECT_EQ(bus.store.head(), 7U);
    bus.committer.stop();
}

TEST(Committer, CommitsOnTheThreadOfACallerWhoIsAlone) {
    RunningBus bus;
    std::thread::id answered_by;
    const auto decide = [&] {
        bus.ledger.decide({"c-1", "", "", {}}, deciding(create_request(1), bus.codec),
                          [&](const CommandOutcome*, bool, auto) { answered_by = std::this_thread::get_id(); });
    };
    bus.committer.step();  // waits until what the site begins with is committed
    EXPECT_TRUE(bus.committer.commit_here(decide));
    EXPECT_EQ(answered_by, std::this_thread::get_id());
    EXPECT_EQ(bus.store.head(), 3U);
}

TEST(Committer, LetsNobodyCommitWhileItCommitsItself) {
    RunningBus bus;
    bus.store.hold();
    auto told = bus.tell("c-1", create_request(1));
    bus.store.wait_until_held();
    EXPECT_FALSE(bus.committer.commit_here([] { FAIL() << "this must not be called"; }));
    bus.store.release();
    EXPECT_TRUE(got(told)->accepted);
}

TEST(Committer, CommitsWhatComesWhileACallerCommits) {
    RunningBus bus;
    bus.committer.step();  // waits until what the site begins with is committed
    bus.store.hold();
    auto first = std::async(std::launch::async, [&] {
        RunningBus::ToldOutcome told;
        EXPECT_TRUE(bus.committer.commit_here([&] { told = bus.tell("c-1", create_request(1)); }));
        return got(told)->position;
    });
    bus.store.wait_until_held();
    auto second = bus.tell("c-2", create_request(1));
    bus.store.release();
    EXPECT_EQ(got(first), 3U);
    EXPECT_EQ(got(second)->position, 4U) << "the committer's own thread is woken for it";
}

TEST(Committer, KeepsTheOutcomesOfItsCommands) {
    RunningBus bus;
    const auto accepted = got(bus.tell("c-1", create_request(1))).value();
    const auto refused = got(bus.tell("c-2", create_request(1, "nowhere"))).value();
    EXPECT_EQ(outcome_of(bus.store, "c-1"), (CommandOutcome{1, "c-1", 3, true, accepted.payload}));
    EXPECT_EQ(outcome_of(bus.store, "c-2"), (CommandOutcome{2, "c-2", 3, false, refused.payload}));
    EXPECT_EQ(outcome_of(bus.store, ""), std::nullopt);
}

}  // namespace
}  // namespace hf::testing
