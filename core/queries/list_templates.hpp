#pragma once

#include "core/queries/listing.hpp"

namespace hf {

struct ListTemplates {
    using Result = Listing<Template>;
    std::optional<ProviderName> provider;
    std::optional<std::string> provider_api;
    bool active_only = true;
    Page page;

    static constexpr auto describe =
        message("ListTemplates", "Templates, by their ids.",
                field<&ListTemplates::provider>("provider", "only of this provider"),
                field<&ListTemplates::provider_api>("provider_api", "only of this way to make machines"),
                field<&ListTemplates::active_only>("active_only", "leave out those that take no requests").optional(),
                flat<&ListTemplates::page>());
};

Answer<Listing<Template>> answer(const ListTemplates& query, const Sources& sources);

}  // namespace hf
