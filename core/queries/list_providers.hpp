#pragma once

#include "core/queries/listing.hpp"

namespace hf {

struct ListProviders {
    using Result = Listing<ProviderAggregate>;
    Page page;

    static constexpr auto describe =
        message("ListProviders", "The sources of machines, by their names.", flat<&ListProviders::page>());
};

Answer<Listing<ProviderAggregate>> answer(const ListProviders& query, const Sources& sources);

}  // namespace hf
