#include "core/queries/list_providers.hpp"

#include "core/queries/lists/list.hpp"

namespace hf {

Answer<Listing<ProviderAggregate>> answer(const ListProviders& query, const QueryContext& context) {
    return context.models.read([&](const View& view) {
        const auto& by = view.providers.by();
        Selection selection(view.providers);
        selection.only(by.type, query.type);
        selection.only(by.enabled, query.enabled);
        selection.only(by.health, query.health);
        return list(selection, query.page, view.state.position(), context.limits);
    });
}

}  // namespace hf
