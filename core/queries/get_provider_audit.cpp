#include "core/queries/get_provider_audit.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Answer<AuditReport> answer(const GetProviderAudit& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<AuditReport> {
        const auto* provider = view.state.find(query.name);
        if (!provider) return tl::make_unexpected(no_such_provider(query.name, view.state));
        AuditReport report{provider->name, provider->auditing(), provider->audited_at, provider->audit_answers,
                           provider->audit.value_or({})};
        return Answered<AuditReport>{std::move(report), view.state.position()};
    });
}

}  // namespace hf
