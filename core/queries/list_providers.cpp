#include "core/queries/list_providers.hpp"

namespace hf {

Answer<Listing<ProviderAggregate>> answer(const ListProviders& query, const Sources& sources) {
    return sources.models.read([&](const View& view) {
        const std::map<ProviderName, ProviderAggregate> by_name(view.state.providers().begin(),
                                                                view.state.providers().end());
        Paging<ProviderAggregate> paging(query.page);
        for (const auto& [name, provider] : by_name) paging.add(provider);
        return Answered<Listing<ProviderAggregate>>{paging.take(), view.state.position()};
    });
}

}  // namespace hf
