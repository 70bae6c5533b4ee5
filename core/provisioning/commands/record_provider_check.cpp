#include "core/provisioning/commands/record_provider_check.hpp"

namespace hf {

Decision<Done> decide(const RecordProviderCheck& command, const State& state, const Context&) {
    const auto* provider = state.find(command.provider);
    if (!provider || !provider->checking)
        return refuse(Code::invalid_state, "no check of {} was requested", command.provider);
    return accept(
        Done{},
        ProviderChecked{
            {command.provider}, command.health, command.reason, static_cast<std::uint64_t>(command.duration.count())});
}

}  // namespace hf
