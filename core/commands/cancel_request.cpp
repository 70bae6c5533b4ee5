#include "core/commands/cancel_request.hpp"

namespace hf {

Decision<Done> decide(const CancelRequest& command, const State& state, const Context& context) {
    const auto* request = state.find(command.request_id);
    if (!request) return refuse(Code::request_not_found, "request {} does not exist", command.request_id);
    if (auto conflict = version_conflict(context, *request)) return tl::make_unexpected(*conflict);
    if (request->request_type == RequestType::give_back)
        return refuse(Code::invalid_state, "{} is a return; a return can't be called off", command.request_id);
    if (!request->open())
        return refuse(Code::invalid_state, "request {} is {} already", command.request_id, name_of(request->status));
    return accept(Done{}, RequestCancelled{{command.request_id}, command.reason});
}

}  // namespace hf
