#include "core/provisioning/commands/record_unsettled_launch.hpp"

namespace hf {

Decision<Done> decide(const RecordUnsettledLaunch& command, const State& state, const Context&) {
    const auto* request = state.find(command.request_id);
    if (!request || !request->launch || request->launch->token != command.token)
        return refuse(Code::invalid_state, "launch {} is not open", command.token);
    // A fact is written once, however often the provider is asked.
    if (request->unsettled) return Accepted<Done>{};
    return accept(Done{}, LaunchUnsettled{{request->request_id}, *request->provider, command.token, command.reason});
}

}  // namespace hf
