#include "core/commands/cancel_request.hpp"

#include "core/domain/rules/request_checks.hpp"

namespace hf {

Decision<Done> decide(const CancelRequest& command, const State& state, const Context& context) {
    auto found = request_to_change(command.request_id, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const Request& request = **found;
    if (request.request_type == RequestType::give_back)
        return refuse(Code::invalid_state, "{} is a return; a return can't be cancelled", command.request_id);
    if (!request.open())
        return refuse(Code::invalid_state, "request {} is {} already", command.request_id, name_of(request.status));
    return accept(Done{}, RequestCancelled{{command.request_id}, command.reason});
}

}  // namespace hf
