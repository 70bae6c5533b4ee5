// How calls to a provider are paced: backoff, circuit breaker, rate limit, what is due.
#include <gtest/gtest.h>

#include "core/pacing/backoff.hpp"
#include "core/pacing/circuit_breaker.hpp"
#include "core/pacing/due_list.hpp"
#include "core/pacing/rate_limit.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;
constexpr CircuitBreaker::Time start{1h};

TEST(Backoff, DoublesUpToItsMostWithFullJitter) {
    Backoff backoff(100ms, 1s, 42);
    for (std::uint32_t failures = 1; failures < 100; ++failures) {
        const auto ceiling = std::min<std::chrono::milliseconds>(1s, 100ms * (1 << std::min(failures - 1, 10U)));
        const auto wait = backoff.after(failures);
        EXPECT_GE(wait, 0ms);
        EXPECT_LE(wait, ceiling);
    }
    std::chrono::milliseconds most{};
    for (int i = 0; i < 200; ++i) most = std::max(most, backoff.after(10));
    EXPECT_GT(most, 800ms);
}

TEST(CircuitBreaker, OpensAfterFailuresInARowAndTriesAgainAfterARest) {
    CircuitBreaker breaker;
    for (std::uint32_t i = 1; i < CircuitBreaker::failures_to_open; ++i) EXPECT_FALSE(breaker.failed(start));
    EXPECT_LE(breaker.next_call(), start);
    EXPECT_TRUE(breaker.failed(start)) << "reported once";
    EXPECT_EQ(breaker.next_call(), start + CircuitBreaker::rest);
    EXPECT_FALSE(breaker.failed(start + CircuitBreaker::rest)) << "not reported again";
    EXPECT_EQ(breaker.next_call(), start + 2 * CircuitBreaker::rest);
    EXPECT_TRUE(breaker.succeeded());
    EXPECT_FALSE(breaker.open());
    EXPECT_FALSE(breaker.succeeded());
}

TEST(CircuitBreaker, ASuccessInBetweenStartsTheCountAnew) {
    CircuitBreaker breaker;
    for (int round = 0; round < 3; ++round) {
        for (std::uint32_t i = 1; i < CircuitBreaker::failures_to_open; ++i) EXPECT_FALSE(breaker.failed(start));
        EXPECT_FALSE(breaker.succeeded());
    }
}

TEST(RateLimit, AllowsABurstOfASecondAndThenItsRate) {
    RateLimit limit(10);
    for (int i = 0; i < 10; ++i) {
        EXPECT_LE(limit.next_call(start), start);
        limit.called();
    }
    const auto next = limit.next_call(start);
    EXPECT_GT(next, start);
    EXPECT_LE(next, start + 101ms);
    EXPECT_LE(limit.next_call(next), next);
}

TEST(RateLimit, SavesUpNoMoreThanASecond) {
    RateLimit limit(10);
    EXPECT_LE(limit.next_call(start), start);
    int calls = 0;
    while (limit.next_call(start + 1h) <= start + 1h) {
        limit.called();
        ++calls;
    }
    EXPECT_EQ(calls, 10);
}

TEST(DueList, GivesWhatIsDueTheEarliestFirstAndAsManyAsAreWanted) {
    DueList<int> list;
    list.want(1, start + 2s);
    list.want(2, start + 1s);
    list.want(3, start + 3s);
    EXPECT_EQ(list.first(), start + 1s);
    EXPECT_EQ(list.take_due(start, 9), std::vector<int>{});
    EXPECT_EQ(list.take_due(start + 2s, 1), std::vector{2});
    EXPECT_EQ(list.take_due(start + 2s, 9), std::vector{1});
    EXPECT_EQ(list.waiting(), 1U);
}

TEST(DueList, KeepsATimeThatWasSetUntilItIsHastened) {
    DueList<int> list;
    list.want(1, start + 2s);
    list.want(1, start);
    list.hasten(1, start + 3s);
    EXPECT_EQ(list.first(), start + 2s);
    list.hasten(1, start + 1s);
    EXPECT_EQ(list.first(), start + 1s);
}

TEST(DueList, WhatIsInHandIsDoneOnceMoreOrOver) {
    DueList<int> list;
    EXPECT_FALSE(list.finish(1)) << "nobody has it in hand";
    list.want(1);
    EXPECT_FALSE(list.finish(1)) << "it waits";
    list.take_due(start, 1);
    list.want(1);
    EXPECT_TRUE(list.in_hand(1));
    EXPECT_FALSE(list.first());
    EXPECT_TRUE(list.finish(1, start + 1s));
    EXPECT_EQ(list.take_due(start + 1s, 1), std::vector{1});
    EXPECT_TRUE(list.finish(1));
    EXPECT_FALSE(list.contains(1));
}

TEST(DueList, WhatIsDroppedIsInNobodysHandAnyMore) {
    DueList<int> list;
    list.want(1);
    list.take_due(start, 1);
    list.drop(1);
    EXPECT_FALSE(list.finish(1, start));
    list.want(2);
    list.drop(2);
    EXPECT_EQ(list.ids(), std::set<int>{});
    EXPECT_FALSE(list.first());
}

}  // namespace
}  // namespace hf
