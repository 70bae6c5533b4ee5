#include "core/queries/get_provider.hpp"

#include "core/domain/rules/provider_checks.hpp"

namespace hf {

Answer<ProviderAggregate> answer(const GetProvider& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<ProviderAggregate> {
        const auto* provider = view.state.find(query.name);
        if (!provider) return tl::make_unexpected(no_such_provider(query.name, view.state));
        return Answered<ProviderAggregate>{*provider, view.state.position()};
    });
}

}  // namespace hf
