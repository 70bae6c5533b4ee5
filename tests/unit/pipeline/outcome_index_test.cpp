#include "core/pipeline/outcome_index.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace hf::testing {
namespace {

using Numbers = std::vector<OutcomeNumber>;

TEST(OutcomeIndex, FindsWhatWasAdded) {
    OutcomeIndex index(10);
    EXPECT_EQ(index.add(111), 1U);
    EXPECT_EQ(index.add(222), 2U);
    EXPECT_EQ(index.find(111), Numbers{1});
    EXPECT_EQ(index.find(222), Numbers{2});
    EXPECT_EQ(index.find(333), Numbers{});
}

TEST(OutcomeIndex, TellsAllNumbersOfOneHashOldestFirst) {
    OutcomeIndex index(3, 4);
    for (OutcomeNumber number = 5; number <= 9; ++number) EXPECT_EQ(index.add(42), number);
    EXPECT_EQ(index.find(42), (Numbers{7, 8, 9}));
    EXPECT_EQ(index.find(42, 7), (Numbers{8, 9}));
    EXPECT_EQ(index.find(42, 9), Numbers{});
}

TEST(OutcomeIndex, CountsButRemembersNothingWithoutCapacity) {
    OutcomeIndex index(0, 7);
    EXPECT_EQ(index.add(1), 8U);
    EXPECT_EQ(index.newest(), 8U);
    EXPECT_EQ(index.find(1), Numbers{});
}

// Compares the index with a simple implementation. The hashes are from a small range, so that they
// collide, repeat and wrap around the table's end.
TEST(OutcomeIndex, ForgetsTheOldestAndOnlyTheOldest) {
    std::mt19937_64 random(1);
    for (const std::size_t capacity : {1U, 2U, 7U, 64U, 100U}) {
        OutcomeIndex index(capacity, 999);
        std::deque<std::pair<std::uint64_t, std::uint64_t>> expected;
        for (OutcomeNumber number = 1000; number < 4000; ++number) {
            const auto hash = random() % (3 * capacity) + (number % 2 == 0 ? 0 : ~std::uint64_t{0} - 3 * capacity);
            ASSERT_EQ(index.add(hash), number);
            expected.emplace_back(hash, number);
            if (expected.size() > capacity) expected.pop_front();
            for (std::uint64_t probe : {hash, expected.front().first, random() % (3 * capacity)}) {
                Numbers numbers;
                for (const auto& [h, n] : expected)
                    if (h == probe) numbers.push_back(n);
                ASSERT_EQ(index.find(probe), numbers);
            }
        }
    }
}

}  // namespace
}  // namespace hf::testing
