#include "core/pipeline/outcome_lookup.hpp"

#include <gtest/gtest.h>

#include <future>

#include "tests/contract/store_samples.hpp"
#include "tests/unit/support/gated_event_store.hpp"

namespace hf::testing {
namespace {

using Found = std::optional<CommandOutcome>;

class OutcomeLookupTest : public ::testing::Test {
protected:
    OutcomeLookupTest() { append_samples(store, 9); }

    Found find(OutcomeNumber number) {
        return lookup.find(sample_outcome(number).command_id, std::vector<OutcomeNumber>{number});
    }
    std::future<Found> find_meanwhile(OutcomeNumber number) {
        return std::async(std::launch::async, [this, number] { return find(number); });
    }
    void wait_until_waiting(std::size_t count) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (lookup.waiting() != count) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
            std::this_thread::yield();
        }
    }

    GatedEventStore store;
    OutcomeLookup lookup{store};
};

TEST_F(OutcomeLookupTest, FindsTheOutcomeOfACommandAmongItsNumbers) {
    const std::vector<OutcomeNumber> numbers{2, 5, 7};
    EXPECT_EQ(lookup.find("command-5", numbers), sample_outcome(5));
    EXPECT_EQ(lookup.find("command-4", numbers), std::nullopt);
    EXPECT_EQ(lookup.find("command-5", std::vector<OutcomeNumber>{4, 12}), std::nullopt);
}

TEST_F(OutcomeLookupTest, ReadsAllThatCameDuringOneReadWithTheNext) {
    store.hold_lookups(true);
    auto first = find_meanwhile(1);
    store.wait_for_lookup();
    std::vector<std::future<Found>> others;
    for (OutcomeNumber number = 2; number <= 9; ++number) others.push_back(find_meanwhile(number));
    wait_until_waiting(8);
    store.hold_lookups(false);
    EXPECT_EQ(first.get(), sample_outcome(1));
    for (OutcomeNumber number = 2; number <= 9; ++number) EXPECT_EQ(others[number - 2].get(), sample_outcome(number));
    EXPECT_EQ(store.lookups(), 2U);
}

TEST_F(OutcomeLookupTest, FailsForAllWhoShareARead) {
    store.hold_lookups(true);
    auto first = find_meanwhile(1);
    store.wait_for_lookup();
    auto second = find_meanwhile(2);
    auto third = find_meanwhile(3);
    wait_until_waiting(2);
    store.fail_outcomes(true);
    store.hold_lookups(false);
    for (auto* found : {&first, &second, &third}) EXPECT_THROW(found->get(), StoreError);
    store.fail_outcomes(false);
    EXPECT_EQ(find(2), sample_outcome(2));
}

}  // namespace
}  // namespace hf::testing
