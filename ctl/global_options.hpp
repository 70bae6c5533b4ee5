// The options that every verb has.
#pragma once

#include <chrono>

#include "ctl/output.hpp"

namespace hf::ctl {

struct GlobalOptions {
    std::string config{};
    double timeout_s = 10;
    bool timeout_given = false;
    std::string format = "table";
    std::string on_behalf_of{};  // for whom a gateway asks; empty: for itself

    [[nodiscard]] Format output() const { return enum_from<Format>(format).value_or(Format::table); }
    [[nodiscard]] std::chrono::milliseconds timeout() const {
        return std::chrono::milliseconds(static_cast<std::int64_t>(timeout_s * 1000));
    }
};

}  // namespace hf::ctl
