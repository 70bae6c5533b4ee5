// A provider won't stop or start machines, and asking again would not help; or it won't end them for now.
#pragma once

#include "core/domain/rules/decision.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct RecordFailedOrder {
    using Result = Done;
    static constexpr std::string_view name = "RecordFailedOrder";
    std::vector<MachineId> machine_ids;
    MachineStatus wanted{};
    ProviderError error;
};

Decision<Done> decide(const RecordFailedOrder& command, const State& state, const Context& context);

}  // namespace hf
