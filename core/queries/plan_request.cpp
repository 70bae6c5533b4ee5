#include "core/queries/plan_request.hpp"

#include <algorithm>

#include "core/domain/request/effective_template.hpp"
#include "core/domain/rules/demand_machines.hpp"
#include "core/domain/rules/quarantine.hpp"
#include "core/domain/rules/sources.hpp"
#include "core/provisioning/launch_spec.hpp"

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

// The data that a plan is made of, copied from the read models at one moment.
struct Basis {
    TemplateSpec spec;
    struct At {
        std::uint8_t source;
        ProviderAggregate provider;
    };
    std::optional<std::string> quarantine;
    std::vector<At> sources;
    Position position{};
};

PlannedSource plan_at(const Basis::At& at, const TemplateSpec& tmpl, const PlanRequest& query,
                      const QueryContext& context) {
    auto spec = effective_template(at_source(tmpl, at.source), query.configuration, context.limits.overridable).spec;
    for (const auto& [key, value] : query.tags) spec.tags.insert_or_assign(key, value);
    PlannedSource planned{
        at.source, at.provider.name, spec.provider_api, spec.price_type, at.provider.health, 1, query.machine_count,
        {}};
    const auto type = context.types.find(at.provider.type);
    if (type == context.types.end()) return planned;
    const auto most = type->second->lane_settings(at.provider.config).machines_per_call;
    planned.machines_per_launch = std::min(query.machine_count, most);
    planned.launches = (query.machine_count + most - 1) / most;
    auto launch = launch_spec(std::move(spec), planned.machines_per_launch);
    launch.begun_at = context.clock.now();
    launch.deadline_at =
        launch.begun_at + std::chrono::seconds{query.timeout_s.value_or(context.limits.request_timeout_s)};
    planned.calls = type->second->plan(launch, at.provider.config);
    return planned;
}

Result<Basis> basis_of(const PlanRequest& query, const QueryContext& context, const Caller& caller) {
    MachineDemand order;
    order.ordered_by = caller.owner();
    order.template_id = query.template_id;
    order.machine_count = query.machine_count;
    order.tags = query.tags;
    order.configuration = query.configuration;
    return context.models.read([&](const View& view) -> Result<Basis> {
        const auto tmpl = check_demand(order, caller, view.state, context.limits, context.types);
        if (!tmpl) return tl::make_unexpected(tmpl.error());
        Basis basis{(*tmpl)->spec, {}, {}, view.state.position()};
        if (const auto* provider = first_in_quarantine(view.state)) basis.quarantine = provider->quarantine_reason;
        for (const auto source : in_order(basis.spec, view.state))
            basis.sources.push_back({source, *view.state.find(provider_of(basis.spec, source))});
        return basis;
    });
}

}  // namespace

Answer<RequestPlan> answer(const PlanRequest& query, const QueryContext& context, const Caller& caller) {
    const auto basis = basis_of(query, context, caller);
    if (!basis) return tl::make_unexpected(basis.error());
    RequestPlan plan{query.template_id,     query.machine_count, basis->spec.counts,
                     basis->spec.selection, basis->quarantine,   {}};
    // Plan after the read models' lock is released, since a plan may take long.
    for (const auto& at : basis->sources) plan.sources.push_back(plan_at(at, basis->spec, query, context));
    return Answered<RequestPlan>{std::move(plan), basis->position};
}

}  // namespace hf
