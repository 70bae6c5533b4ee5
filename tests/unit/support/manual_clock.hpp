// ManualClock: time stands still until a test moves it. Thread-safe.
#pragma once

#include <atomic>

#include "core/ports/clock.hpp"

namespace hf::testing {

inline constexpr Timestamp test_start{1'700'000'000'000'000};

class ManualClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override {
        return test_start + passed() + std::chrono::microseconds{set_forward_.load()};
    }
    [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
        return std::chrono::steady_clock::time_point{std::chrono::hours{1}} + passed();
    }
    void advance(std::chrono::microseconds by) { passed_ += by.count(); }
    // As an administrator may: no time passes.
    void set_forward(std::chrono::microseconds by) { set_forward_ += by.count(); }

private:
    [[nodiscard]] std::chrono::microseconds passed() const { return std::chrono::microseconds{passed_.load()}; }

    std::atomic<std::int64_t> passed_ = 0;
    std::atomic<std::int64_t> set_forward_ = 0;
};

}  // namespace hf::testing
