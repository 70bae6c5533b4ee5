// Records what a provider says of known machines.
#pragma once

#include "core/domain/rules/decision.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct RecordMachines {
    using Result = Done;
    static constexpr std::string_view name = "RecordMachines";
    std::vector<ProviderMachine> seen;
    std::vector<MachineId> gone;  // asked for, and not in the answer
};

// True if the provider says for the first time, or differently than before, that it takes the machine back.
bool news_of_reclaim(const Machine& machine, const ProviderMachine& seen);

Decision<Done> decide(const RecordMachines& command, const State& state, const Context& context);

}  // namespace hf
