#include "core/provisioning/commands/begin_quarantine.hpp"

namespace hf {

Decision<Done> decide(const BeginQuarantine& command, const State& state, const Context&) {
    Accepted<Done> accepted;
    for (const auto& provider : state.providers())
        if (!provider.quarantined()) accepted.events.emplace_back(ProviderQuarantined{{provider.name}, command.reason});
    return accepted;
}

}  // namespace hf
