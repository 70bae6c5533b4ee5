// LineRate: at most a line a second of something that strangers cause, and how many were left out.
//
//     if (const auto ending = lines.take(steady_clock::now())) log("refused" + *ending);
//     // "refused (7 more were not logged)"
//
// Used by one thread.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "core/pacing/rate_limit.hpp"

namespace hf::http {

class LineRate {
public:
    // How the line ends, if there is to be one.
    std::optional<std::string> take(RateLimit::Time now) {
        if (rate_.next_call(now) > now) {
            ++left_out_;
            return std::nullopt;
        }
        rate_.called();
        const auto before = std::exchange(left_out_, 0);
        return before > 0 ? fmt::format(" ({} more were not logged)", before) : std::string{};
    }

private:
    RateLimit rate_{1};
    std::uint64_t left_out_ = 0;
};

}  // namespace hf::http
