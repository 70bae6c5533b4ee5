#include "core/provisioning/commands/begin_launch.hpp"

#include <algorithm>

#include "core/domain/request/effective_template.hpp"
#include "core/domain/request/launch_token.hpp"

namespace hf {

Decision<Done> decide(const BeginLaunch& command, const State& state, const Context&) {
    const auto* request = state.find(command.request_id);
    if (!request || !request->open() || request->request_type != RequestType::acquire)
        return refuse(Code::invalid_state, "request {} is over", command.request_id);
    if (!request->needs_launch()) return refuse(Code::invalid_state, "request {} needs no launch", command.request_id);

    if (request->provider != command.provider)
        return refuse(Code::invalid_state, "request {} is with provider {} by now", command.request_id,
                      *request->provider);
    if (const auto* provider = state.find(*request->provider); !provider || !provider->launches())
        return refuse(Code::invalid_state, "provider {} is disabled", *request->provider);

    // What kills all machines of a template kills the next one as well: one machine shows whether it still does.
    const auto* tmpl = state.find(*request->template_id);
    const auto most = tmpl && tmpl->failed_starts > 1 ? 1 : command.most;
    const auto count = std::min({request->shortfall(), most, request->tries_left() - request->starting});
    Accepted<Done> accepted;
    if (request->status == RequestStatus::pending)
        accepted.events.emplace_back(RequestStarted{{command.request_id}, {}});
    const auto attempt = request->attempts + 1;
    const auto api = tmpl ? std::optional(effective_template(tmpl->spec, *request).provider_api) : std::nullopt;
    // The token is the launch's own: a repeated call with it makes no further machine (P6).
    accepted.events.emplace_back(LaunchRequested{
        {command.request_id}, attempt, *request->provider, launch_token(command.request_id, attempt), count, api});
    return accepted;
}

}  // namespace hf
