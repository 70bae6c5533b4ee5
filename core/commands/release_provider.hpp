// ReleaseProvider: an operator says that machines which a held provider does not know any more are gone.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ReleaseProvider {
    using Result = Done;
    static constexpr auto role = Role::admin;
    static constexpr bool refused_in_quarantine = true;
    ProviderName name;
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("ReleaseProvider",
                "Believes a provider that does not know many of its machines any more: these are recorded as gone, and "
                "machines are ended there again. A provider that answers for its machines again needs no release.",
                field<&ReleaseProvider::name>("name", "which"),
                field<&ReleaseProvider::reason>("reason", "why; kept with the event").optional().at_most(1024));
};

Decision<Done> decide(const ReleaseProvider& command, const State& state, const Context& context);

}  // namespace hf
