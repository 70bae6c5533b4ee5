// SystemClock: the time of this host.
//
//     SystemClock clock;
//     const Timestamp decided = clock.now();
//
// Thread-safe; has no state. Never fails.
#pragma once

#include "core/ports/clock.hpp"

namespace hf {

class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override {
        const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
        return {std::chrono::floor<std::chrono::microseconds>(since_epoch).count()};
    }
    [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
        return std::chrono::steady_clock::now();
    }
};

}  // namespace hf
