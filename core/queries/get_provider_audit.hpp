// GetProviderAudit: the recorded result of a provider's last audit; the provider is not called
// (P4). The command AuditProvider starts a new audit.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct AuditReport {
    ProviderName name;
    bool auditing = false;
    std::optional<Timestamp> audited_at;
    Position answers{};
    Audit audit;

    static constexpr auto describe = message(
        "AuditReport", "What the last audit of a provider has found.", field<&AuditReport::name>("name", "which"),
        field<&AuditReport::auditing>("auditing", "whether a requested audit is under way"),
        field<&AuditReport::audited_at>("audited_at", "when it was made; not there: never"),
        field<&AuditReport::answers>(
            "answers", "it was made after the AuditProvider whose reply had this position, or an earlier one"),
        flat<&AuditReport::audit>());
};

struct GetProviderAudit {
    using Result = AuditReport;
    static constexpr auto role = Role::viewer;
    ProviderName name;

    static constexpr auto describe = message("GetProviderAudit", "What the last recorded audit of a provider found.",
                                             field<&GetProviderAudit::name>("name", "which"));
};

Answer<AuditReport> answer(const GetProviderAudit& query, const QueryContext& context);

}  // namespace hf
