// ListTemplates: templates, a page at a time. Their configurations may hold secrets, such as user data with a token, so
// these are shown only where they are asked for, and to operators alone.
#pragma once

#include "core/queries/lists/listing.hpp"

namespace hf {

// A template in a list; `given` says which of its fields the list shows.
struct ListedTemplate {
    Template tmpl;
    std::uint64_t given{};

    static constexpr auto describe =
        message("ListedTemplate", "A template, its configuration only when that was asked for.",
                flat<&ListedTemplate::tmpl>())
            .noting<&ListedTemplate::given>();
};

// Without the configuration, the sources have empty ones.
ListedTemplate listed(const Template& tmpl, bool with_configuration);

struct ListTemplates {
    using Result = Listing<ListedTemplate>;
    static constexpr auto role = Role::viewer;
    std::optional<ProviderName> provider;
    std::optional<std::string> provider_api;
    std::optional<PriceType> price_type;
    bool active_only = true;
    bool include_configuration = false;
    Page page;

    static constexpr auto describe =
        message("ListTemplates", "Templates, the newest first.",
                field<&ListTemplates::provider>("provider", "only of this provider"),
                field<&ListTemplates::provider_api>("provider_api", "only of this way to make machines"),
                field<&ListTemplates::price_type>("price_type", "only those whose machines are paid for so"),
                field<&ListTemplates::active_only>("active_only",
                                                   "leave out those that take no requests: inactive or retired ones")
                    .optional(),
                field<&ListTemplates::include_configuration>(
                    "include_configuration", "list each one's configuration, too; needs the role operator")
                    .optional(),
                flat<&ListTemplates::page>());
};

Answer<Listing<ListedTemplate>> answer(const ListTemplates& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
