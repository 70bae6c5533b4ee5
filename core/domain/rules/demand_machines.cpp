#include "core/domain/rules/demand_machines.hpp"

#include <fmt/ranges.h>

#include "core/domain/request/effective_template.hpp"
#include "core/domain/rules/allowance.hpp"
#include "core/domain/rules/sources.hpp"
#include "core/domain/rules/template_checks.hpp"
#include "core/domain/rules/units.hpp"

namespace hf {
namespace {

std::optional<Error> check_count(const MachineDemand& order, const Limits& limits) {
    const auto most = order.as_template_allows ? Limits::most_machines : limits.machines_per_request;
    if (order.machine_count <= most) return std::nullopt;
    auto too_many =
        error(Code::validation_error, "machine_count must be from 1 to {}, not {}", most, order.machine_count);
    too_many.field = "machine_count";
    return too_many;
}

// A template's max_number limits the live and awaited machines of all its requests, so this check needs the whole state
// and not one aggregate.
std::optional<Error> check_capacity(const Template& tmpl, std::uint32_t count, const State& state) {
    const auto left = state.capacity_left(tmpl);
    if (count <= left) return std::nullopt;
    auto full = error(Code::limit_exceeded, "template \"{}\" allows {} {}, {} of them are left, {} were asked for",
                      tmpl.spec.template_id, tmpl.spec.max_number, name_of(tmpl.spec.counts), left, count);
    full.details["available"] = Value(left);
    return full;
}

std::vector<std::string> names_of_providers(const TemplateSpec& spec) {
    std::vector<std::string> names;
    for (const auto& source : spec.sources) names.push_back(source.provider.value);
    return names;
}

Error nobody_launches(const TemplateSpec& spec, const State& state) {
    if (spec.sources.size() > 1)
        return error(Code::invalid_state, "none of the providers of template \"{}\" launches machines now: {}",
                     spec.template_id, fmt::join(names_of_providers(spec), ", "));
    const auto* provider = state.find(spec.provider);
    return error(Code::invalid_state, "provider \"{}\" of template \"{}\" is {}", spec.provider, spec.template_id,
                 provider && !provider->missing ? "disabled" : "not configured any more");
}

}  // namespace

Result<const Template*> check_demand(const MachineDemand& order, const Caller& caller, const State& state,
                                     const Limits& limits, const ProviderTypes& types) {
    if (auto wrong = check_count(order, limits)) return tl::make_unexpected(std::move(*wrong));
    const auto* tmpl = state.find(order.template_id);
    if (!tmpl) return tl::make_unexpected(no_such_template(order.template_id, state));
    if (!tmpl->takes_requests())
        return refuse(Code::invalid_state, "template \"{}\" is {}", order.template_id,
                      tmpl->retired ? "retired" : "not active");
    if (!choose_source(tmpl->spec, {}, state)) return tl::make_unexpected(nobody_launches(tmpl->spec, state));
    if (auto wrong = check_machine_tags(tmpl->spec, order.tags, state, types))
        return tl::make_unexpected(std::move(*wrong));
    if (auto wrong = check_overrides(tmpl->spec, order.configuration, state, limits, types))
        return tl::make_unexpected(std::move(*wrong));
    if (auto full = check_capacity(*tmpl, order.machine_count, state)) return tl::make_unexpected(std::move(*full));
    if (auto full = check_allowance(order, caller, state)) return tl::make_unexpected(std::move(*full));
    return tmpl;
}

Result<RequestCreated> demand_machines(MachineDemand order, const State& state, const Context& context) {
    const auto tmpl = check_demand(order, context.caller, state, context.limits, context.types);
    if (!tmpl) return tl::make_unexpected(tmpl.error());
    const auto& spec = (*tmpl)->spec;
    const std::chrono::seconds timeout{order.timeout_s.value_or(context.limits.request_timeout_s)};
    RequestCreated created;
    created.request_id = RequestId{"req-" + context.ids.next()};
    created.request_type = RequestType::acquire;
    created.source = choose_source(spec, {created.request_id.value}, state).value_or(0);
    created.provider = provider_of(spec, created.source);
    created.template_id = std::move(order.template_id);
    created.machine_count = order.machine_count;
    created.counts = spec.counts;
    created.excess = excess_of(spec, order.configuration, state, context.types);
    created.deadline_at = context.now + timeout;
    created.tags = std::move(order.tags);
    created.priority = order.priority;
    created.user_id = std::move(order.user_id);
    created.ordered_by = std::move(order.ordered_by);
    created.configuration = std::move(order.configuration);
    created.retry_of = std::move(order.retry_of);
    if (order.unclaimed_s) created.claim_by = context.now + std::chrono::seconds{*order.unclaimed_s};
    return created;
}

}  // namespace hf
