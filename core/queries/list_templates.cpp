#include "core/queries/list_templates.hpp"

#include "core/queries/lists/list.hpp"

namespace hf {
namespace {

constexpr std::uint64_t everything = ~std::uint64_t{0};
constexpr auto without_configuration = [] {
    constexpr auto& fields = ListedTemplate::describe.fields;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == "configuration") return everything & ~(std::uint64_t{1} << i);
    return everything;
}();
static_assert(without_configuration != everything);

}  // namespace

ListedTemplate listed(const Template& tmpl, bool with_configuration) {
    ListedTemplate shown{as_told(tmpl), with_configuration ? everything : without_configuration};
    if (with_configuration) return shown;
    for (auto& source : shown.tmpl.spec.sources) source.configuration.clear();
    return shown;
}

Answer<Listing<ListedTemplate>> answer(const ListTemplates& query, const QueryContext& context, const Caller& caller) {
    if (query.include_configuration && !caller.sees_confidential()) {
        auto refusal = *refusal_of(caller, "ListTemplates with include_configuration", Role::operator_);
        refusal.field = "include_configuration";
        return tl::make_unexpected(std::move(refusal));
    }
    return context.models.read([&](const View& view) {
        const auto& by = view.templates.by();
        Selection selection(view.templates);
        selection.only(by.provider, query.provider);
        selection.only(by.provider_api, query.provider_api);
        selection.only(by.price_type, query.price_type);
        if (query.active_only) selection.only(by.active, std::optional(true));
        return list(selection, query.page, view.state.position(), context.limits,
                    [&](const Template& tmpl) { return listed(tmpl, query.include_configuration); });
    });
}

}  // namespace hf
