// Records what a provider says of known machines.
#pragma once

#include "core/domain/rules/decision.hpp"
#include "core/provisioning/commands/handover.hpp"

namespace hf {

struct RecordMachines {
    using Result = Done;
    static constexpr std::string_view name = "RecordMachines";
    std::vector<ProviderMachine> seen;
    std::vector<MachineId> gone{};  // asked for, and not in the answer
    HandoverWaits waits{};
};

// What an answer tells of a live machine that is not recorded yet; nothing for most answers. Pure.
Events news_of(const Machine& machine, const ProviderMachine& seen, Timestamp now, const HandoverWaits& waits);

Decision<Done> decide(const RecordMachines& command, const State& state, const Context& context);

}  // namespace hf
