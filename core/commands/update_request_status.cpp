#include "core/commands/update_request_status.hpp"

#include "core/domain/rules/illegal_transition.hpp"
#include "core/domain/rules/request_checks.hpp"

namespace hf {
namespace {

Event event_of(const Request& request, RequestStatus status, const std::string& reason) {
    const RequestEvent which{request.request_id};
    switch (status) {
        case RequestStatus::complete: return RequestCompleted{which, request.succeeded_count, reason};
        case RequestStatus::partial: return RequestPartiallyFulfilled{which, request.succeeded_count, reason};
        case RequestStatus::failed: return RequestFailed{which, reason};
        case RequestStatus::cancelled: return RequestCancelled{which, reason};
        case RequestStatus::timeout: return RequestTimedOut{which, reason};
        // No status leads back to pending.
        case RequestStatus::pending:
        case RequestStatus::in_progress: break;
    }
    return RequestStarted{which, reason};
}

}  // namespace

Decision<Done> decide(const UpdateRequestStatus& command, const State& state, const Context& context) {
    auto found = request_to_change(command.request_id, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const Request& request = **found;
    if (auto illegal = illegal_transition(request_transitions, fmt::format("request {}", request.request_id),
                                          request.status, command.new_status))
        return tl::make_unexpected(std::move(*illegal));
    if (request.request_type == RequestType::give_back && command.new_status == RequestStatus::cancelled)
        return refuse(Code::invalid_state, "{} is a return; a return can't be cancelled", request.request_id);
    return accept(Done{}, event_of(request, command.new_status, command.reason));
}

}  // namespace hf
