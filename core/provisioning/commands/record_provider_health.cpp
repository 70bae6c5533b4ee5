#include "core/provisioning/commands/record_provider_health.hpp"

namespace hf {

Decision<Done> decide(const RecordProviderHealth& command, const State& state, const Context&) {
    const auto* provider = state.find(command.provider);
    if (!provider) return refuse(Code::provider_not_found, "provider \"{}\" is not known", command.provider);
    if (provider->health == command.health) return Accepted<Done>{};
    return accept(Done{}, ProviderHealthChanged{{command.provider}, command.health, command.reason});
}

}  // namespace hf
