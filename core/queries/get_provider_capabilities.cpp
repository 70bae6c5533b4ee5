#include "core/queries/get_provider_capabilities.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Answer<CapabilityReport> answer(const GetProviderCapabilities& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<CapabilityReport> {
        const auto* provider = view.state.find(query.name);
        if (!provider) return tl::make_unexpected(no_such_provider(query.name, view.state));
        CapabilityReport report{provider->name, provider->type, {}};
        // A provider whose type this version does not know has no capabilities.
        if (const auto type = context.types.find(provider->type); type != context.types.end())
            report.capabilities = type->second->capabilities();
        return Answered<CapabilityReport>{std::move(report), view.state.position()};
    });
}

}  // namespace hf
