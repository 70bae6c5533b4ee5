// ReadAhead: the pages in their order, what goes wrong in its place, and an end at any time.
#include "core/snapshots/read_ahead.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace hf::testing {
namespace {

struct Pages : ::testing::TestWithParam<bool> {
    std::launch policy() const { return GetParam() ? std::launch::async : std::launch::deferred; }

    std::vector<int> read(int count, int throws_at = -1) {
        int next = 0;
        ReadAhead<std::vector<int>> pages(
            [&](std::vector<int>& page) {
                if (next == throws_at) throw std::runtime_error("damaged");
                page.assign(3, next++);
                return next < count;
            },
            policy());
        std::vector<int> seen;
        while (const auto* page = pages.next()) {
            EXPECT_EQ(*page, std::vector<int>(3, page->front()));
            seen.push_back(page->front());
            if (throws_at >= 0 && page->front() + 1 == throws_at) {
                EXPECT_THROW(pages.next(), std::runtime_error);
            }
        }
        return seen;
    }
};

TEST_P(Pages, ComeInTheirOrder) {
    std::vector<int> all;
    for (int i = 0; i < 500; ++i) all.push_back(i);
    EXPECT_EQ(read(500), all);
    EXPECT_EQ(read(1), std::vector<int>{0});
}

TEST_P(Pages, WhatGoesWrongIsThrownInItsPlace) { EXPECT_EQ(read(10, 4), (std::vector{0, 1, 2, 3})); }

TEST_P(Pages, OneThatIsInUseStaysAsItIs) {
    std::atomic<int> next = 0;
    ReadAhead<int> pages([&](int& page) { return page = next++, true; }, policy());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    for (int i = 0; i < 100; ++i) {
        const auto* page = pages.next();
        while (GetParam() && next < i + 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        EXPECT_EQ(*page, i);
    }
}

TEST_P(Pages, NeedNotBeReadToTheEnd) {
    const auto endless = [](int& page) { return ++page, true; };
    { const ReadAhead<int> unread(endless, policy()); }
    ReadAhead<int> pages(endless, policy());
    EXPECT_TRUE(pages.next());
}

INSTANTIATE_TEST_SUITE_P(OnAThreadOfItsOwn, Pages, ::testing::Bool());

}  // namespace
}  // namespace hf::testing
