// Timestamp: a moment in UTC, in microseconds since 1970-01-01T00:00:00Z. The wire and the store
// carry it in this form; calendar dates are only for people.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace hf {

struct Timestamp {
    std::int64_t microseconds{};

    auto operator<=>(const Timestamp&) const = default;

    friend constexpr Timestamp operator+(Timestamp t, std::chrono::microseconds d) {
        return {t.microseconds + d.count()};
    }
    friend constexpr std::chrono::microseconds operator-(Timestamp a, Timestamp b) {
        return std::chrono::microseconds{a.microseconds - b.microseconds};
    }
};

}  // namespace hf
