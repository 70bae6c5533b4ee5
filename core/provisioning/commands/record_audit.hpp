// Records what a comparison of a provider's machines with the recorded ones has found. Orphans that are
// to be adopted and can be become machines of the request whose launch made them; so do the machines of a launch that
// can't be settled, whatever the policy.
#pragma once

#include "core/domain/rules/decision.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct RecordAudit {
    using Result = Done;
    static constexpr std::string_view name = "RecordAudit";
    ProviderName provider;
    std::optional<Position> answers;  // the request for it; none: it was a sweep, of which only news is recorded
    std::vector<ProviderMachine> orphans;
    OrphanOutcome outcome{};  // of all of them but those that were recorded once, which are only reported
    std::vector<std::string> not_terminated{};  // those of them that the provider would not end
    bool adopt = false;                         // those that can be
    std::vector<MachineId> losses;
    std::string problem;
    std::vector<ProviderMachine> unsettled{};  // machines of launches that can't be settled
};

// Whether a machine that was recorded, has ended, and is at its provider all the same may be ended there: only where it
// was given back, before that or since. Any other may be at work: its end is recorded since it could not be seen for a
// while, or since an operator has said so.
[[nodiscard]] bool may_be_ended(const Machine& recorded);

Decision<Done> decide(const RecordAudit& command, const State& state, const Context& context);

}  // namespace hf
