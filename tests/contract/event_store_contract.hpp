// The contract of every EventStore. A store passes by giving a harness:
//
//     struct MyHarness {
//         std::unique_ptr<StoreClaim> claim();   // the same store each time
//     };                                         // its destructor removes the store
//     INSTANTIATE_TYPED_TEST_SUITE_P(MyStore, EventStoreContract, MyHarness);
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "core/ports/store_claim.hpp"
#include "tests/contract/store_samples.hpp"

namespace hf::testing {

// Expects that the store holds exactly the samples from 1 to `count`, outcomes included.
inline void expect_samples(const EventStore& store, std::size_t count) {
    ASSERT_EQ(store.head(), count);
    ASSERT_EQ(store.read(0, unlimited, unlimited), sample_events(1, count));
    ASSERT_EQ(store.last_outcome(), count);
    ASSERT_EQ(store.read_outcomes(0, unlimited), sample_outcomes(1, count));
    for (OutcomeNumber n = 1; n <= count; ++n) ASSERT_EQ(store.outcomes({&n, 1}), std::vector{sample_outcome(n)});
    const OutcomeNumber next = count + 1;
    ASSERT_TRUE(store.outcomes({&next, 1}).empty());
}

template <class Harness>
class EventStoreContract : public ::testing::Test {
protected:
    EventStore& store() {
        if (!store_) store_ = harness_.claim()->open();
        return *store_;
    }
    Harness& harness() { return harness_; }
    void close() { store_.reset(); }
    EventStore& reopened() {
        store_.reset();
        return store();
    }

private:
    Harness harness_;
    std::unique_ptr<EventStore> store_;
};

TYPED_TEST_SUITE_P(EventStoreContract);

TYPED_TEST_P(EventStoreContract, IsEmptyWhenNew) {
    const auto& store = this->store();
    EXPECT_EQ(store.head(), 0U);
    EXPECT_TRUE(store.read(0, 10, unlimited).empty());
    EXPECT_EQ(store.first(), 1U);
    EXPECT_EQ(store.last_outcome(), 0U);
    EXPECT_TRUE(store.read_outcomes(0, 10).empty());
    EXPECT_TRUE(store.outcomes(std::vector<OutcomeNumber>{1}).empty());
}

TYPED_TEST_P(EventStoreContract, ReadsBackWhatWasAppended) {
    auto& store = this->store();
    append_samples(store, 1);
    append_samples(store, 7);
    append_samples(store, 50);
    expect_samples(store, 58);
}

TYPED_TEST_P(EventStoreContract, KeepsEveryByte) {
    auto& store = this->store();
    auto event = sample_event(1);
    event.stream = "grüße/ö 日本";
    event.correlation_id.clear();
    event.traceparent = "";
    event.time = {-1};
    event.schema = std::numeric_limits<std::uint32_t>::max();
    event.data.msgpack.clear();
    const CommandOutcome outcome{.number = 1, .command_id = "c", .position = 1, .accepted = true, .payload = {}};
    store.append({&event, 1}, {&outcome, 1});
    auto large = sample_event(2, 3'000'000);
    large.principal.reset();
    large.on_behalf_of = "";
    store.append({&large, 1}, {});
    const std::vector<RecordedEvent> both{event, large};
    EXPECT_EQ(store.read(0, 10, unlimited), both);
    EXPECT_EQ(outcome_of(store, "c"), outcome);
    EXPECT_EQ(this->reopened().read(0, 10, unlimited), both);
}

TYPED_TEST_P(EventStoreContract, ReadsAfterAPosition) {
    auto& store = this->store();
    append_samples(store, 30);
    EXPECT_EQ(store.read(29, 10, unlimited), sample_events(30, 1));
    EXPECT_EQ(store.read(12, 10, unlimited), sample_events(13, 10));
    EXPECT_TRUE(store.read(30, 10, unlimited).empty());
    EXPECT_TRUE(store.read(31, 10, unlimited).empty());
    EXPECT_TRUE(store.read(std::numeric_limits<Position>::max(), 10, unlimited).empty());
}

TYPED_TEST_P(EventStoreContract, ReadsNoMoreThanTheLimit) {
    auto& store = this->store();
    append_samples(store, 30);
    EXPECT_TRUE(store.read(0, 0, unlimited).empty());
    EXPECT_EQ(store.read(0, 1, unlimited), sample_events(1, 1));
    EXPECT_EQ(store.read(0, 29, unlimited), sample_events(1, 29));
    EXPECT_EQ(store.read(0, 31, unlimited), sample_events(1, 30));
}

TYPED_TEST_P(EventStoreContract, ReadsNoMoreBytesThanAskedForButAtLeastOneEvent) {
    auto& store = this->store();
    store.append(sample_events(1, 10, 100), {});
    EXPECT_EQ(store.read(0, 10, 0).size(), 1U);
    EXPECT_EQ(store.read(0, 10, 99).size(), 1U);
    EXPECT_EQ(store.read(0, 10, 100).size(), 2U);  // the second takes it over
    EXPECT_EQ(store.read(0, 10, 250).size(), 3U);
    EXPECT_EQ(store.read(0, 10, 5000).size(), 10U);
    EXPECT_EQ(store.read(0, 2, 250).size(), 2U);
}

TYPED_TEST_P(EventStoreContract, KeepsItsId) {
    const auto id = this->store().id();
    EXPECT_EQ(id.size(), 36U);
    EXPECT_EQ(this->reopened().id(), id);
    TypeParam another;
    EXPECT_NE(another.claim()->id(), id);
}

TYPED_TEST_P(EventStoreContract, GoesOnAfterItWasReopened) {
    for (std::size_t total = 10; total <= 40; total += 10) {
        append_samples(this->store(), 10);
        expect_samples(this->store(), total);
        expect_samples(this->reopened(), total);
    }
}

TYPED_TEST_P(EventStoreContract, KeepsOutcomesWithoutEvents) {
    auto& store = this->store();
    append_samples(store, 3);
    const CommandOutcome refused{
        .number = 4, .command_id = "refused", .position = 3, .accepted = false, .payload = "why"};
    store.append({}, {&refused, 1});
    EXPECT_EQ(store.head(), 3U);
    EXPECT_EQ(outcome_of(store, "refused"), refused);
    append_samples(store, 1);
    EXPECT_EQ(outcome_of(this->reopened(), "refused"), refused);
    EXPECT_EQ(this->store().head(), 4U);
}

TYPED_TEST_P(EventStoreContract, AppendsNothingWhenThereIsNothing) {
    auto& store = this->store();
    store.append({}, {});
    EXPECT_EQ(store.head(), 0U);
    append_samples(store, 2);
    expect_samples(this->reopened(), 2);
}

TYPED_TEST_P(EventStoreContract, NumbersStreamsOfOneNameInTwoCategoriesApart) {
    auto& store = this->store();
    auto first = sample_event(1);
    auto second = sample_event(2);
    first.stream = second.stream = "same";
    ASSERT_NE(first.category, second.category);
    store.append(std::vector{first, second}, {});
    EXPECT_EQ(this->reopened().head(), 2U);
}

TYPED_TEST_P(EventStoreContract, RefusesPositionsThatDoNotContinueAndStoresNothing) {
    const auto refused = [this](std::vector<RecordedEvent> events) {
        const CommandOutcome outcome{
            .number = 6, .command_id = "of the refused", .position = 1, .accepted = true, .payload = {}};
        EXPECT_THROW(this->reopened().append(events, {&outcome, 1}), StoreError);
        expect_samples(this->store(), 5);
        expect_samples(this->reopened(), 5);
        EXPECT_EQ(outcome_of(this->store(), "of the refused"), std::nullopt);
    };
    append_samples(this->store(), 5);
    refused({sample_event(7)});
    refused({sample_event(5)});
    refused({sample_event(0)});
    refused({sample_event(6), sample_event(8)});
    refused({sample_event(6), sample_event(7), sample_event(7)});
    append_samples(this->reopened(), 5);
    expect_samples(this->reopened(), 10);
}

// Any number of readers may read while one thread appends. What each gets is whole, in order, and never behind a head
// that the reader has seen.
TYPED_TEST_P(EventStoreContract, IsReadWhileItIsAppendedTo) {
    constexpr Position total = 3000;
    auto& store = this->store();
    std::atomic<bool> done = false;
    std::vector<std::thread> readers;
    for (unsigned reader = 0; reader < 3; ++reader)
        readers.emplace_back([&, reader] {
            Position after = 0;
            std::size_t rounds = 0;
            while (!::testing::Test::HasFailure()) {
                const bool last_round = done;
                const auto head = store.head();
                const auto events = store.read(after, 64, unlimited);
                ASSERT_GE(events.size(), std::min<Position>(64, head - after));
                ASSERT_EQ(events, sample_events(after + 1, events.size()));
                if (head > 0) {
                    const auto known = sample_outcome(1 + (head * 7 + reader) % head);
                    ASSERT_EQ(store.outcomes({&known.number, 1}), std::vector{known});
                }
                if (last_round && events.empty()) break;
                after = events.empty() ? after : events.back().position;
                if (++rounds % 50 == 0 && !last_round) after /= 2;
            }
            EXPECT_EQ(after, total);
        });
    for (std::size_t size = 1; store.head() < total; size = size % 17 + 1)
        append_samples(store, std::min<std::size_t>(size, total - store.head()));
    done = true;
    for (auto& reader : readers) reader.join();
    expect_samples(this->reopened(), total);
}

TYPED_TEST_P(EventStoreContract, PrunesTheOldestAndGoesOn) {
    auto& store = this->store();
    append_samples(store, 60);
    EXPECT_EQ(store.first(), 1U);
    store.prune(25);
    const auto expect_the_rest = [](const EventStore& pruned, std::size_t count) {
        EXPECT_EQ(pruned.first(), 26U);
        EXPECT_EQ(pruned.head(), count);
        EXPECT_EQ(pruned.read(25, unlimited, unlimited), sample_events(26, count - 25));
        EXPECT_EQ(outcome_of(pruned, "command-3"), sample_outcome(3));
        EXPECT_THROW(static_cast<void>(pruned.read(24, 10, unlimited)), EventsPruned);
        EXPECT_THROW(static_cast<void>(pruned.read(0, 1, 0)), EventsPruned);
        EXPECT_TRUE(pruned.read(count, 10, unlimited).empty());
    };
    expect_the_rest(store, 60);
    append_samples(store, 20);
    store.prune(20);
    expect_the_rest(this->reopened(), 80);
    append_samples(this->store(), 20);
    expect_the_rest(this->reopened(), 100);
}

TYPED_TEST_P(EventStoreContract, NeverPrunesTheLastEvent) {
    auto& store = this->store();
    store.prune(7);
    EXPECT_EQ(store.first(), 1U);
    append_samples(store, 3000);
    store.prune(std::numeric_limits<Position>::max());
    EXPECT_EQ(store.first(), 3000U);
    EXPECT_EQ(this->reopened().read(2999, 10, unlimited), sample_events(3000, 1));
}

TYPED_TEST_P(EventStoreContract, RefusesOutcomesThatDoNotContinueAndStoresNothing) {
    append_samples(this->store(), 5);
    for (const auto first : std::vector<OutcomeNumber>{7, 5, 0}) {
        EXPECT_THROW(this->reopened().append(sample_events(6, 1), sample_outcomes(first, 1)), StoreError);
        expect_samples(this->reopened(), 5);
    }
    append_samples(this->reopened(), 5);
    expect_samples(this->reopened(), 10);
}

// Many repeated commands cost one call.
TYPED_TEST_P(EventStoreContract, ReadsManyOutcomesAtOnce) {
    auto& store = this->store();
    append_samples(store, 30);
    const std::vector<OutcomeNumber> numbers{17, 3, 31, 17, 30, 0, 1};
    const auto found = store.outcomes(numbers);
    for (const auto known : std::vector<OutcomeNumber>{17, 3, 30, 1})
        EXPECT_NE(std::find(found.begin(), found.end(), sample_outcome(known)), found.end()) << known;
    for (const auto& outcome : found) EXPECT_EQ(outcome, sample_outcome(outcome.number));
    EXPECT_TRUE(store.outcomes({}).empty());
}

TYPED_TEST_P(EventStoreContract, ReadsOutcomesAfterANumber) {
    auto& store = this->store();
    append_samples(store, 30);
    EXPECT_EQ(store.read_outcomes(0, 10), sample_outcomes(1, 10));
    EXPECT_EQ(store.read_outcomes(25, 10), sample_outcomes(26, 5));
    EXPECT_TRUE(store.read_outcomes(30, 10).empty());
    EXPECT_TRUE(store.read_outcomes(std::numeric_limits<OutcomeNumber>::max(), 10).empty());
    EXPECT_TRUE(store.read_outcomes(0, 0).empty());
}

TYPED_TEST_P(EventStoreContract, PrunesTheOldestOutcomesButNeverTheLast) {
    constexpr OutcomeNumber total = 25'000;
    const auto expect_from = [](const EventStore& store, OutcomeNumber first, OutcomeNumber last) {
        EXPECT_EQ(store.last_outcome(), last);
        EXPECT_EQ(store.read_outcomes(0, unlimited), sample_outcomes(first, last - first + 1));
        const std::vector<OutcomeNumber> around{first - 1, first, last};
        for (const auto& outcome : store.outcomes(around)) EXPECT_GE(outcome.number, first);
    };
    this->store().prune_outcomes(7);
    for (OutcomeNumber first = 1; first <= total; first += 1000) this->store().append({}, sample_outcomes(first, 1000));
    this->store().prune_outcomes(total - 10);
    expect_from(this->store(), total - 9, total);
    expect_from(this->reopened(), total - 9, total);
    this->store().prune_outcomes(5);
    this->store().append({}, sample_outcomes(total + 1, 5));
    expect_from(this->reopened(), total - 9, total + 5);
    this->store().prune_outcomes(std::numeric_limits<OutcomeNumber>::max());
    expect_from(this->store(), total + 5, total + 5);
    expect_from(this->reopened(), total + 5, total + 5);
    this->store().append({}, sample_outcomes(total + 6, 1));
    expect_from(this->reopened(), total + 5, total + 6);
}

TYPED_TEST_P(EventStoreContract, HasOneOwner) {
    append_samples(this->store(), 3);
    this->close();
    auto claim = this->harness().claim();
    EXPECT_THROW(static_cast<void>(this->harness().claim()), StoreError);
    const auto store = claim->open();
    claim.reset();
    EXPECT_THROW(static_cast<void>(this->harness().claim()), StoreError);
    append_samples(*store, 2);
    expect_samples(*store, 5);
}

TYPED_TEST_P(EventStoreContract, CanBeLookedIntoBeforeItIsOpened) {
    append_samples(this->store(), 30);
    const auto id = this->store().id();
    this->store().prune(4);
    this->close();
    const auto claim = this->harness().claim();
    EXPECT_EQ(claim->id(), id);
    EXPECT_EQ(claim->event_at(17), sample_event(17));
    EXPECT_EQ(claim->event_at(4), std::nullopt);
    EXPECT_EQ(claim->event_at(0), std::nullopt);
    // As if a snapshot stood at 17: the numbers of the four categories until there.
    const auto store = claim->open({17, {5, 4, 4, 4}});
    EXPECT_EQ(store->head(), 30U);
    append_samples(*store, 2);
    EXPECT_EQ(store->read(4, unlimited, unlimited), sample_events(5, 28));
}

REGISTER_TYPED_TEST_SUITE_P(EventStoreContract, PrunesTheOldestAndGoesOn, NeverPrunesTheLastEvent, IsEmptyWhenNew,
                            ReadsBackWhatWasAppended, KeepsEveryByte, ReadsAfterAPosition, ReadsNoMoreThanTheLimit,
                            ReadsNoMoreBytesThanAskedForButAtLeastOneEvent, KeepsItsId, GoesOnAfterItWasReopened,
                            KeepsOutcomesWithoutEvents, AppendsNothingWhenThereIsNothing,
                            NumbersStreamsOfOneNameInTwoCategoriesApart,
                            RefusesPositionsThatDoNotContinueAndStoresNothing, IsReadWhileItIsAppendedTo,
                            RefusesOutcomesThatDoNotContinueAndStoresNothing, ReadsManyOutcomesAtOnce,
                            ReadsOutcomesAfterANumber, PrunesTheOldestOutcomesButNeverTheLast, HasOneOwner,
                            CanBeLookedIntoBeforeItIsOpened);

}  // namespace hf::testing
