#include "core/commands/audit_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const AuditProvider& command, const State& state, const Context&) {
    const auto* provider = state.find(command.name);
    if (!provider) return tl::make_unexpected(no_such_provider(command.name, state));
    // A new audit is started even while one is under way: the earlier one may have looked before
    // the discrepancy arose.
    return accept(Done{}, ProviderAuditRequested{{command.name}});
}

}  // namespace hf
