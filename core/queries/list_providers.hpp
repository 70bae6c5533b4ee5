#pragma once

#include "core/queries/lists/listing.hpp"

namespace hf {

struct ListProviders {
    using Result = Listing<ProviderAggregate>;
    static constexpr auto role = Role::viewer;
    std::optional<std::string> type;
    std::optional<bool> enabled;
    std::optional<ProviderHealth> health;
    Page page;

    static constexpr auto describe =
        message("ListProviders", "The sources of machines, the newest first.",
                field<&ListProviders::type>("type", "only those of this kind"),
                field<&ListProviders::enabled>("enabled", "only those that are enabled (or, with false, that aren't)"),
                field<&ListProviders::health>("health", "only those in this health"), flat<&ListProviders::page>());
};

Answer<Listing<ProviderAggregate>> answer(const ListProviders& query, const QueryContext& context);

}  // namespace hf
