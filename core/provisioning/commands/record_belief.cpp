#include "core/provisioning/commands/record_belief.hpp"

namespace hf {

Decision<Done> decide(const RecordBelief& command, const State& state, const Context&) {
    const auto* provider = state.find(command.provider);
    if (!provider) return refuse(Code::provider_not_found, "provider \"{}\" is not known", command.provider);
    if (!provider->trusted()) return Accepted<Done>{};
    return accept(Done{}, ProviderBelieved{{command.provider}, command.missing});
}

}  // namespace hf
