// What is done for a store beside the commits: damage is found, reported and counted, and old outcomes are forgotten.
#include <gmock/gmock.h>

#include <set>

#include "core/retention/damage_watch.hpp"
#include "core/retention/outcome_retention.hpp"
#include "core/retention/scrubber.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/unit/support/in_memory_event_store.hpp"
#include "tests/unit/support/manual_clock.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Some of its rows can't be read.
class StoreWithDamage final : public EventStore {
public:
    std::set<Position> events;
    std::set<OutcomeNumber> damaged_outcomes;

    void append(std::span<const RecordedEvent> new_events, std::span<const CommandOutcome> new_outcomes) override {
        store_.append(new_events, new_outcomes);
    }
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit, std::size_t bytes) const override {
        auto page = store_.read(after, limit, bytes);
        for (const auto& event : page)
            if (events.contains(event.position)) throw StoreDamaged("damaged", event.position);
        return page;
    }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override {
        auto page = store_.read_outcomes(after, limit);
        for (const auto& outcome : page)
            if (damaged_outcomes.contains(outcome.number)) throw StoreDamaged("damaged", outcome.number);
        return page;
    }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
        for (const auto number : numbers)
            if (damaged_outcomes.contains(number)) throw StoreDamaged("damaged", number);
        return store_.outcomes(numbers);
    }
    [[nodiscard]] Position head() const override { return store_.head(); }
    [[nodiscard]] Position first() const override { return store_.first(); }
    void prune(Position through) override { store_.prune(through); }
    [[nodiscard]] OutcomeNumber last_outcome() const override { return store_.last_outcome(); }
    void prune_outcomes(OutcomeNumber through) override { store_.prune_outcomes(through); }
    [[nodiscard]] std::string id() const override { return store_.id(); }

private:
    InMemoryEventStore store_;
};

struct StoreCare : ::testing::Test {
    StoreCare() { append_samples(store, 1000); }

    void scrub() {
        const auto before = scrubber.figures().scrubs;
        for (int steps = 0; scrubber.figures().scrubs == before; ++steps) {
            ASSERT_LT(steps, 1000);
            clock.advance(std::chrono::duration_cast<std::chrono::microseconds>(scrubber.step()));
        }
    }

    StoreWithDamage store;
    ManualClock clock;
    RememberingLog log;
    Scrubber scrubber{store, clock, log, 24h};
};

TEST_F(StoreCare, AScrubOfAWholeStoreSaysSo) {
    scrub();
    EXPECT_EQ(scrubber.figures().scrub_position, 1000U);
    EXPECT_EQ(scrubber.figures().damaged_rows, 0U);
    EXPECT_THAT(log.lines(), Contains(HasSubstr("the store is whole: all of it up to event 1000")));
}

TEST_F(StoreCare, AScrubFindsAllDamageAndGoesOnBehindIt) {
    store.events = {17, 18, 900};
    store.damaged_outcomes = {1, 500};
    scrub();
    EXPECT_EQ(scrubber.figures().damaged_rows, 5U);
    EXPECT_EQ(scrubber.figures().first_damaged, 17U);
    EXPECT_THAT(log.lines(), Contains(HasSubstr("5 rows of the store are damaged (first event: 17)")));
    // The next one is due a day after the begin of this one, and begins to count anew.
    store.events.clear();
    store.damaged_outcomes.clear();
    EXPECT_GT(scrubber.step(), 23h);
    clock.advance(24h);
    scrub();
    EXPECT_EQ(scrubber.figures().damaged_rows, 0U);
    EXPECT_EQ(scrubber.figures().first_damaged, 0U);
}

TEST_F(StoreCare, AScrubDoesNotMissWhatWasPruned) {
    store.prune(400);
    store.prune_outcomes(600);
    scrub();
    EXPECT_EQ(scrubber.figures().damaged_rows, 0U);
}

TEST_F(StoreCare, AScrubIsDoneALittleAtOnce) {
    EXPECT_GT(scrubber.step(), 0ns);
    EXPECT_GT(scrubber.figures().scrub_position, 0U);
    EXPECT_LE(scrubber.figures().scrub_position, 100U);
}

TEST_F(StoreCare, NothingIsScrubbedWhereThatIsNotWanted) {
    Scrubber never(store, clock, log, 0h);
    EXPECT_EQ(never.step(), 1h);
    EXPECT_EQ(never.figures().scrub_position, 0U);
}

TEST_F(StoreCare, AReadThatMeetsDamageIsLoggedAndCounted) {
    auto damaged = std::make_unique<StoreWithDamage>();
    append_samples(*damaged, 10);
    damaged->events = {7};
    damaged->damaged_outcomes = {3};
    const DamageWatch watch(std::move(damaged), clock, log);
    const OutcomeNumber third = 3;
    EXPECT_THROW(static_cast<void>(watch.read(0, 10, unlimited)), StoreDamaged);
    EXPECT_THROW(static_cast<void>(watch.outcomes({&third, 1})), StoreDamaged);
    EXPECT_THROW(static_cast<void>(watch.read_outcomes(0, 10)), StoreDamaged);
    EXPECT_EQ(watch.read(0, 6, unlimited), sample_events(1, 6));
    EXPECT_EQ(watch.damaged_reads(), 3U);
    EXPECT_THAT(log.lines(), SizeIs(1));
    clock.advance(61s);
    EXPECT_THROW(static_cast<void>(watch.read(0, 10, unlimited)), StoreDamaged);
    EXPECT_THAT(log.lines(), SizeIs(2));
    EXPECT_THAT(log.lines(), Contains(HasSubstr("2 more met some")));
}

OutcomeNumber first_outcome_of(const EventStore& store) { return store.read_outcomes(0, 1).at(0).number; }

TEST_F(StoreCare, OutcomesAreForgottenByNumber) {
    OutcomeRetention outcomes(store, clock, 300, 1000h);
    outcomes.step();
    EXPECT_EQ(first_outcome_of(store), 701U);
    append_samples(store, 2);
    outcomes.step();
    EXPECT_EQ(first_outcome_of(store), 701U);
    append_samples(store, 50);
    outcomes.step();
    EXPECT_EQ(first_outcome_of(store), 753U);
    EXPECT_EQ(outcomes.remembered(), 300U);
}

TEST_F(StoreCare, WhatAnEarlierRunHasForgottenIsNotCounted) {
    store.prune_outcomes(900);
    OutcomeRetention outcomes(store, clock, 300, 1000h);
    outcomes.step();
    EXPECT_EQ(outcomes.remembered(), 100U);
}

TEST_F(StoreCare, OutcomesAreForgottenByAge) {
    OutcomeRetention outcomes(store, clock, 1'000'000, 10h);
    outcomes.step();
    clock.advance(5h);
    append_samples(store, 5);
    outcomes.step();
    clock.advance(4h);
    outcomes.step();
    EXPECT_EQ(first_outcome_of(store), 1U);
    clock.advance(1h);
    outcomes.step();
    EXPECT_EQ(first_outcome_of(store), 1001U);
    // The newest one stays, since it carries the numbering on.
    clock.advance(100h);
    outcomes.step();
    EXPECT_EQ(first_outcome_of(store), 1005U);
}

}  // namespace
}  // namespace hf::testing
