#include "adapters/system/uuid_v7_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "adapters/system/system_clock.hpp"

namespace hf {
namespace {

class SetClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return time; }
    [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override { return {}; }
    Timestamp time;
};

// In `form`, x is a hexadecimal digit, v a digit of the variant, and anything else stands for itself.
bool has_form(std::string_view text, std::string_view form) {
    return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char f) {
        if (f == 'x') return std::string_view("0123456789abcdef").find(c) != std::string_view::npos;
        if (f == 'v') return std::string_view("89ab").find(c) != std::string_view::npos;
        return c == f;
    });
}

TEST(UuidV7Source, MakesUuidsOfVersion7) {
    UuidV7Source ids;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(has_form(ids.next(), "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx"));
}

// The time of the example in RFC 9562, appendix A.6.
TEST(UuidV7Source, BeginsWithTheTimeInMilliseconds) {
    SetClock clock;
    clock.time = {0x017F'22E2'79B0 * 1000 + 999};
    EXPECT_EQ(UuidV7Source(clock).next().substr(0, 15), "017f22e2-79b0-7");
}

TEST(UuidV7Source, AscendsWithinAMillisecondAndWhenTheClockStepsBack) {
    SetClock clock;
    UuidV7Source ids(clock);
    std::string last;
    for (int i = 0; i < 30'000; ++i) {
        clock.time = {1'700'000'000'000'000 + (i < 20'000 ? i : -i * 1000)};
        auto id = ids.next();
        ASSERT_GT(id, last);
        last = std::move(id);
    }
    EXPECT_EQ(last.substr(0, 13), "018bcfe5-6813");  // 19 ms later: the latest time that was seen
}

TEST(UuidV7Source, GivesEachThreadItsOwn) {
    UuidV7Source ids;
    std::vector<std::vector<std::string>> made(4);
    std::vector<std::thread> threads;
    for (auto& mine : made)
        threads.emplace_back([&] {
            for (int i = 0; i < 5000; ++i) mine.push_back(ids.next());
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> all;
    for (const auto& mine : made) {
        EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
        all.insert(mine.begin(), mine.end());
    }
    EXPECT_EQ(all.size(), 20'000U);
}

TEST(SystemClock, TellsTheTimeOfThisHost) {
    const SystemClock clock;
    const auto before = std::chrono::system_clock::now();
    const std::chrono::system_clock::time_point now(std::chrono::microseconds(clock.now().microseconds));
    EXPECT_GE(now, before - std::chrono::microseconds(1));
    EXPECT_LE(now, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace hf
