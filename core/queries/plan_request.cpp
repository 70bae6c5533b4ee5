#include "core/queries/plan_request.hpp"

#include <algorithm>

#include "core/commands/order_machines.hpp"
#include "core/domain/effective_template.hpp"
#include "core/domain/sources.hpp"
#include "core/provisioning/launch_order.hpp"

namespace hf {
namespace {

std::vector<std::uint8_t> in_order(const TemplateSpec& spec, const State& state) {
    std::vector<std::uint8_t> order;
    SourceSearch search;
    while (const auto next = choose_source(spec, search, state)) {
        order.push_back(*next);
        search.hopeless |= source_bit(*next);
    }
    if (spec.selection == SourceSelection::weighted) std::ranges::sort(order);
    return order;
}

PlannedSource plan_at(std::uint8_t source, const TemplateSpec& tmpl, const PlanRequest& query, const State& state,
                      const Sources& sources) {
    auto spec = effective_template(at_source(tmpl, source), query.configuration, sources.limits.overridable).spec;
    for (const auto& [key, value] : query.tags) spec.tags.insert_or_assign(key, value);
    const auto& provider = *state.find(spec.provider);
    PlannedSource planned{
        source, provider.name, spec.provider_api, spec.price_type, provider.health, 1, query.machine_count, {}};
    const auto type = sources.types.find(provider.type);
    if (type == sources.types.end()) return planned;
    const auto most = type->second->lane_settings(provider.config).machines_per_call;
    planned.machines_per_launch = std::min(query.machine_count, most);
    planned.launches = (query.machine_count + most - 1) / most;
    auto order = launch_order(std::move(spec), planned.machines_per_launch);
    const std::chrono::seconds timeout{query.timeout_s.value_or(sources.limits.request_timeout_s)};
    if (sources.clock) order.deadline_at = sources.clock->now() + timeout;
    planned.calls = type->second->plan(order, provider.config);
    return planned;
}

}  // namespace

Answer<RequestPlan> answer(const PlanRequest& query, const Sources& sources) {
    MachineOrder order;
    order.template_id = query.template_id;
    order.machine_count = query.machine_count;
    order.tags = query.tags;
    order.configuration = query.configuration;
    return sources.models.read([&](const View& view) -> Answer<RequestPlan> {
        const auto tmpl = check_order(order, view.state, sources.limits, sources.types);
        if (!tmpl) return tl::make_unexpected(tmpl.error());
        const auto& spec = (*tmpl)->spec;
        RequestPlan plan{query.template_id, query.machine_count, spec.selection, {}};
        for (const auto source : in_order(spec, view.state))
            plan.sources.push_back(plan_at(source, spec, query, view.state, sources));
        return Answered<RequestPlan>{std::move(plan), view.state.position()};
    });
}

}  // namespace hf
