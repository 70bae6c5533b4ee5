#include "core/domain/rules/quarantine.hpp"

namespace hf {

const ProviderAggregate* first_in_quarantine(const State& state) {
    if (!state.quarantined()) return nullptr;
    const ProviderAggregate* first = nullptr;
    for (const auto& provider : state.providers())
        if (provider.quarantined() && (!first || provider.quarantined_at < first->quarantined_at)) first = &provider;
    return first;
}

Error in_quarantine(const State& state) {
    const auto& reason = first_in_quarantine(state)->quarantine_reason;
    auto refusal = error(Code::invalid_state,
                         "the site is in quarantine, since its store {}: nothing is ordered of its providers until an "
                         "administrator resumes it (hostfactoryctl site resume)",
                         reason);
    refusal.details["quarantine"] = reason;
    return refusal;
}

}  // namespace hf
