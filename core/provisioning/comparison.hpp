// Comparison: compares a provider's list with the recorded machines. Sweeps and requested audits
// share it.
//
//     auto books = Books::of(name, state);             // before the provider is asked
//     auto listed = provider.list(site);
//     auto found = compare(books, *listed, state);     // the state as it is after the answer
//
// Machines come and go while the provider is asked, so neither moment alone would do: what was
// launched meanwhile is no orphan, and what was recorded meanwhile is no loss. A machine whose
// launch is open is about to be recorded, and is none of both. If its launch can't be settled, it is recorded for what
// it is: a machine of that launch.
#pragma once

#include <span>
#include <vector>

#include "core/domain/state/state.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct Books {
    Position position{};
    std::vector<MachineId> live;  // those whose end was not requested

    static Books of(const ProviderName& provider, const State& state);
};

struct Comparison {
    std::vector<ProviderMachine> orphans;
    std::vector<ProviderMachine> unsettled;  // of open launches of which the provider doesn't say what they have made
    std::vector<MachineId> losses;
};

Comparison compare(const Books& before, std::span<const ProviderMachine> listed, const State& now);

}  // namespace hf
