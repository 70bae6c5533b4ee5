// The provisioner takes up a request, or tries again for its shortfall. From this
// decision until RecordLaunch the launch is open: a restart finds it and settles it.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct BeginLaunch {
    using Result = Done;
    static constexpr std::string_view name = "BeginLaunch";
    RequestId request_id;
    ProviderName provider;  // who is about to be called
    std::uint32_t most{};   // machines or units in one call
};

// Refused with invalid_state when there is nothing to launch any more.
Decision<Done> decide(const BeginLaunch& command, const State& state, const Context& context);

}  // namespace hf
