#include "core/commands/retry_request.hpp"

#include "core/domain/rules/demand_machines.hpp"
#include "core/domain/rules/request_checks.hpp"

namespace hf {
namespace {

bool may_be_retried(RequestStatus status) {
    using enum RequestStatus;
    return status == partial || status == failed || status == timeout;
}

}  // namespace

Decision<RequestRetried> decide(const RetryRequest& command, const State& state, const Context& context) {
    auto found = request_to_change(command.request_id, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    const Request& old = **found;
    if (old.request_type != RequestType::acquire)
        return refuse(Code::invalid_state, "{} is a return; its machines are still to be given back", old.request_id);
    if (!may_be_retried(old.status))
        return refuse(Code::invalid_state, "request {} is {}; one that is partial, failed or timed out can be retried",
                      old.request_id, name_of(old.status));
    if (old.retried_by) {
        // A second retry would make the shortfall twice.
        auto again =
            error(Code::invalid_state, "request {} was retried already, by {}", old.request_id, *old.retried_by);
        again.details["retried_by"] = Value(old.retried_by->value);
        return tl::make_unexpected(std::move(again));
    }

    if (old.succeeded_count >= old.machine_count)
        return refuse(Code::invalid_state, "request {} lacks no {} any more: those of its last launch came later",
                      old.request_id, name_of(old.counts));

    const auto* tmpl = state.find(*old.template_id);
    if (tmpl && tmpl->spec.counts != old.counts)
        return refuse(Code::invalid_state, "request {} has counted {}, and template \"{}\" counts {} by now; ask anew",
                      old.request_id, name_of(old.counts), *old.template_id, name_of(tmpl->spec.counts));

    MachineDemand order;
    order.template_id = *old.template_id;
    // Request::shortfall() would not do: it counts machines that are still starting as present, but
    // those come too late and are given back.
    order.machine_count = old.machine_count - std::min(old.machine_count, old.succeeded_count);
    order.tags = old.tags;
    order.priority = old.priority;
    order.user_id = old.user_id;
    order.ordered_by = old.ordered_by.value_or(context.caller.owner());
    order.configuration = old.configuration;
    order.retry_of = old.request_id;
    return demand_machines(std::move(order), state, context).map([&](RequestCreated&& created) {
        RequestRetried result{created.request_id, old.request_id, created.machine_count};
        return accept(std::move(result), std::move(created));
    });
}

}  // namespace hf
