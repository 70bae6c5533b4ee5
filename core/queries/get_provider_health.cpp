#include "core/queries/get_provider_health.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Answer<HealthReport> answer(const GetProviderHealth& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<HealthReport> {
        const auto* p = view.state.find(query.name);
        if (!p) return tl::make_unexpected(no_such_provider(query.name, view.state));
        HealthReport report{p->name,         p->launches(), p->health,      p->health_reason,
                            p->health_since, p->checked_at, p->checking,    p->quota_exhausted_at,
                            p->quota_reason, p->held_since, p->held_reason, p->open_requests,
                            p->live_machines};
        return Answered<HealthReport>{std::move(report), view.state.position()};
    });
}

}  // namespace hf
