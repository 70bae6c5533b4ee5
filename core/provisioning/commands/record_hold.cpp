#include "core/provisioning/commands/record_hold.hpp"

namespace hf {

Decision<Done> decide(const RecordHold& command, const State& state, const Context&) {
    const auto* provider = state.find(command.provider);
    if (!provider) return refuse(Code::provider_not_found, "provider \"{}\" is not known", command.provider);
    const bool holds = command.missing > 0;
    if (provider->held() == holds) return Accepted<Done>{};
    if (!holds) return accept(Done{}, ProviderReleased{{command.provider}, false, "it answers for its machines again"});
    auto reason =
        fmt::format("did not know {} of {} machines any more, all at once", command.missing, command.machines);
    return accept(Done{}, ProviderHeld{{command.provider}, command.missing, command.machines, std::move(reason)});
}

}  // namespace hf
