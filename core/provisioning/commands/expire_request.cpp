#include "core/provisioning/commands/expire_request.hpp"

namespace hf {
namespace {

RequestUnclaimed unclaimed(const Request& request) {
    const auto within = std::chrono::floor<std::chrono::seconds>(*request.claim_by - request.created_at);
    return {{request.request_id}, fmt::format("nobody has asked about the request within {} s", within.count())};
}

}  // namespace

Decision<Done> decide(const ExpireRequest& command, const State& state, const Context& context) {
    const auto* request = state.find(command.request_id);
    const bool is_late = request && request->open() && request->deadline_at && *request->deadline_at <= context.now;
    const bool is_unclaimed =
        request && command.unclaimed_too && request->awaits_claim() && *request->claim_by <= context.now;
    if (is_unclaimed && !is_late) return accept(Done{}, unclaimed(*request));
    if (!is_late) return refuse(Code::invalid_state, "request {} is over, or not at its deadline", command.request_id);

    const bool acquires = request->request_type == RequestType::acquire;
    auto reason = fmt::format("{} of {} {} {} by the deadline", request->succeeded_count, request->machine_count,
                              name_of(request->counts), acquires ? "came up" : "were gone");
    const auto problem = command.problem.empty() ? request->last_problem.value_or({}) : command.problem;
    if (!problem.empty()) reason += "; the last problem: " + problem;
    if (acquires && request->succeeded_count > 0 && request->status == RequestStatus::in_progress)
        return accept(Done{}, RequestPartiallyFulfilled{{command.request_id}, request->succeeded_count, reason});
    return accept(Done{}, RequestTimedOut{{command.request_id}, reason});
}

}  // namespace hf
