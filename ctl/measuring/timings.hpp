// Timings: how long each of many calls took, and what that comes to.
//
//     Timings timings;
//     timings.add(elapsed);
//     const Timing timing = timings.over(duration);   // of a run that took so long
//
// Not thread-safe.
#pragma once

#include <chrono>
#include <vector>

#include "core/messages/describe.hpp"

namespace hf::ctl {

struct Timing {
    std::uint64_t count{};
    std::uint64_t per_s{};
    std::uint64_t p50_us{};
    std::uint64_t p99_us{};

    bool operator==(const Timing&) const = default;

    static constexpr auto describe =
        message("Timing", "How long many calls took.", field<&Timing::count>("count", "how many were made"),
                field<&Timing::per_s>("per_s", "how many in a second"),
                field<&Timing::p50_us>("p50_us", "microseconds that half of them took at most"),
                field<&Timing::p99_us>("p99_us", "microseconds that 99 in 100 took at most"));
};

class Timings {
public:
    void add(std::chrono::nanoseconds elapsed) { all_.push_back(elapsed); }
    [[nodiscard]] std::size_t count() const { return all_.size(); }
    [[nodiscard]] Timing over(std::chrono::nanoseconds duration) const;

private:
    std::vector<std::chrono::nanoseconds> all_;
};

}  // namespace hf::ctl
