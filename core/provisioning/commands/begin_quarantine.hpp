// The store was moved, copied or restored: every provider is in quarantine from now on. One that is already stays in it
// for the reason that it has.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct BeginQuarantine {
    using Result = Done;
    static constexpr std::string_view name = "BeginQuarantine";
    std::string reason;  // what has become of the store: "was at work on …"
};

Decision<Done> decide(const BeginQuarantine& command, const State& state, const Context& context);

}  // namespace hf
