#include "core/queries/get_quarantine.hpp"

#include "core/domain/rules/quarantine.hpp"
#include "core/provisioning/commands/record_audit.hpp"
#include "core/provisioning/to_do.hpp"

namespace hf {
namespace {

OrphanPolicy policy_of(const ProviderAggregate& provider, const ProviderTypes& types) {
    const auto type = types.find(provider.type);
    return type == types.end() ? OrphanPolicy::report : type->second->lane_settings(provider.config).orphans;
}

// An orphan that is not listed counts, since nothing more is known of it.
std::uint32_t orphans_to_terminate(const Audit& audit, const State& state) {
    auto count = audit.orphan_count;
    for (const auto& orphan : audit.orphans)
        if (const auto* known = state.find(MachineId{orphan.machine_id}); known && !may_be_ended(*known)) --count;
    return count;
}

ResumePreview preview_of(const ProviderAggregate& provider, const QueryContext& context, const State& state) {
    ResumePreview preview;
    preview.name = provider.name;
    preview.orphans = policy_of(provider, context.types);
    preview.compared = provider.compared();
    if (provider.audit && provider.audit_answers >= provider.quarantined_at) {
        preview.compared_at = provider.audited_at;
        preview.problem = provider.audit->problem;
    }
    if (!preview.compared) return preview;
    const auto& audit = *provider.audit;
    preview.unrecorded = audit.orphan_count;
    preview.unrecorded_machines = audit.orphans;
    if (preview.orphans == OrphanPolicy::terminate)
        preview.unrecorded_to_terminate = orphans_to_terminate(audit, state);
    preview.not_found = audit.loss_count;
    preview.machines_not_found = audit.losses;
    return preview;
}

void count_requests(std::map<ProviderName, ResumePreview>& previews, Timestamp now, const State& state) {
    for (const auto& request : state.open_requests()) {
        const auto provider = provider_of(request, state);
        const auto preview = provider ? previews.find(*provider) : previews.end();
        if (preview == previews.end()) continue;
        if (request.deadline_at && *request.deadline_at <= now)
            ++preview->second.overdue_requests;
        else if (const auto wanted = to_do(request, state).launch)
            preview->second.to_launch += wanted->machines;
    }
}

}  // namespace

Answer<QuarantineReport> answer(const GetQuarantine&, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<QuarantineReport> {
        const auto& state = view.state;
        QuarantineReport report;
        const auto* first = first_in_quarantine(state);
        if (!first) return Answered<QuarantineReport>{std::move(report), state.position()};
        report.since = first->quarantined_since;
        report.reason = first->quarantine_reason;
        std::map<ProviderName, ResumePreview> previews;
        for (const auto& provider : state.providers())
            if (provider.quarantined()) previews.emplace(provider.name, preview_of(provider, context, state));
        for (const auto& machine : state.live_machines())
            if (const auto preview = previews.find(machine.spec.provider); preview != previews.end())
                preview->second.to_terminate += machine.return_requested ? 1 : 0;
        count_requests(previews, context.clock.now(), state);
        for (auto& [name, preview] : previews) report.providers.push_back(std::move(preview));
        return Answered<QuarantineReport>{std::move(report), state.position()};
    });
}

}  // namespace hf
