#include "core/commands/audit_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Decision<Done> decide(const AuditProvider& command, const State& state, const Context&) {
    const auto* provider = state.find(command.name);
    if (!provider) return tl::make_unexpected(no_such_provider(command.name, state));
    // Also where one is under way: it may have looked before what this is to find came about.
    return accept(Done{}, ProviderAuditRequested{{command.name}});
}

}  // namespace hf
