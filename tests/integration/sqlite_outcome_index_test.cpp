#include "adapters/sqlite/outcome_index.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace hf::sqlite {
namespace {

using Numbers = std::vector<std::uint64_t>;

TEST(OutcomeIndex, FindsWhatWasAdded) {
    OutcomeIndex index(10);
    index.add(111, 1);
    index.add(222, 2);
    EXPECT_EQ(index.find(111), Numbers{1});
    EXPECT_EQ(index.find(222), Numbers{2});
    EXPECT_EQ(index.find(333), Numbers{});
}

TEST(OutcomeIndex, TellsAllRowsOfOneHashOldestFirst) {
    OutcomeIndex index(3);
    for (std::uint64_t number = 5; number <= 9; ++number) index.add(42, number);
    EXPECT_EQ(index.find(42), (Numbers{7, 8, 9}));
}

TEST(OutcomeIndex, RemembersNothingWithoutCapacity) {
    OutcomeIndex index(0);
    index.add(1, 1);
    EXPECT_EQ(index.find(1), Numbers{});
}

// Compares the index with a simple implementation. The hashes are from a small range, so that they
// collide, repeat and wrap around the table's end.
TEST(OutcomeIndex, ForgetsTheOldestAndOnlyTheOldest) {
    std::mt19937_64 random(1);
    for (const std::size_t capacity : {1U, 2U, 7U, 64U, 100U}) {
        OutcomeIndex index(capacity);
        std::deque<std::pair<std::uint64_t, std::uint64_t>> expected;
        for (std::uint64_t number = 1000; number < 4000; ++number) {
            const auto hash = random() % (3 * capacity) + (number % 2 == 0 ? 0 : ~std::uint64_t{0} - 3 * capacity);
            index.add(hash, number);
            expected.emplace_back(hash, number);
            if (expected.size() > capacity) expected.pop_front();
            for (std::uint64_t probe : {hash, expected.front().first, random() % (3 * capacity)}) {
                Numbers rows;
                for (const auto& [h, n] : expected)
                    if (h == probe) rows.push_back(n);
                ASSERT_EQ(index.find(probe), rows);
            }
        }
    }
}

}  // namespace
}  // namespace hf::sqlite
