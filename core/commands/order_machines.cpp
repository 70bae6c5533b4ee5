#include "core/commands/order_machines.hpp"

#include "core/commands/template_checks.hpp"
#include "core/domain/effective_template.hpp"

namespace hf {
namespace {

std::optional<Error> check_count(std::uint32_t count, const Limits& limits) {
    if (count <= limits.machines_per_request) return std::nullopt;
    auto too_many =
        error(Code::validation_error, "machine_count must be from 1 to {}, not {}", limits.machines_per_request, count);
    too_many.field = "machine_count";
    return too_many;
}

// A template's max_number counts live and pending machines of all its requests, so this
// looks at the whole state and not at one aggregate.
std::optional<Error> check_capacity(const Template& tmpl, std::uint32_t count, const State& state) {
    const auto left = state.capacity_left(tmpl);
    if (count <= left) return std::nullopt;
    auto full =
        error(Code::limit_exceeded, "template \"{}\" allows {} machines, {} of them are left, {} were asked for",
              tmpl.spec.template_id, tmpl.spec.max_number, left, count);
    full.details["available"] = Value(left);
    return full;
}

}  // namespace

Result<RequestCreated> order_machines(MachineOrder order, const State& state, const Context& context) {
    if (auto wrong = check_count(order.machine_count, context.limits)) return tl::make_unexpected(std::move(*wrong));
    std::vector<Finding> findings;
    check_tags(order.tags, findings);
    if (auto wrong = invalid(findings)) return tl::make_unexpected(std::move(*wrong));
    const auto* tmpl = state.find(order.template_id);
    if (!tmpl) return tl::make_unexpected(no_such_template(order.template_id, state));
    if (!tmpl->takes_requests())
        return refuse(Code::invalid_state, "template \"{}\" is {}", order.template_id,
                      tmpl->retired ? "retired" : "not active");
    const auto* provider = state.find(tmpl->spec.provider);
    if (!provider || !provider->launches())
        return refuse(Code::invalid_state, "provider \"{}\" of template \"{}\" is {}", tmpl->spec.provider,
                      order.template_id, provider && !provider->missing ? "disabled" : "not configured any more");
    if (auto wrong = check_overrides(tmpl->spec, order.configuration, state, context))
        return tl::make_unexpected(std::move(*wrong));
    if (auto full = check_capacity(*tmpl, order.machine_count, state)) return tl::make_unexpected(std::move(*full));

    const std::chrono::seconds timeout{order.timeout_s.value_or(context.limits.request_timeout_s)};
    RequestCreated created;
    created.request_id = RequestId{"req-" + context.ids.next()};
    created.request_type = RequestType::acquire;
    created.template_id = std::move(order.template_id);
    created.provider = tmpl->spec.provider;
    created.machine_count = order.machine_count;
    created.deadline_at = context.now + timeout;
    created.tags = std::move(order.tags);
    created.priority = order.priority;
    created.user_id = std::move(order.user_id);
    created.configuration = std::move(order.configuration);
    created.retry_of = std::move(order.retry_of);
    return created;
}

}  // namespace hf
