// What a provider was seen to say of machines that we know.
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

// Whether the provider tells for the first time, or otherwise than before, that it takes the machine back.
bool news_of_reclaim(const Machine& machine, const ProviderMachine& seen);

Decision<Done> decide(const RecordMachines& command, const State& state, const Context& context);

}  // namespace hf
