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

Answer<Listing<ListedTemplate>> answer(const ListTemplates& query, const QueryContext& context) {
    return context.models.read([&](const View& view) {
        const auto& by = view.templates.by();
        Selection selection(view.templates);
        selection.only(by.provider, query.provider);
        selection.only(by.provider_api, query.provider_api);
        selection.only(by.price_type, query.price_type);
        if (query.active_only) selection.only(by.active, std::optional(true));
        return list(selection, query.page, view.state.position(), context.limits, [&](const Template& tmpl) {
            return ListedTemplate{as_told(tmpl), query.include_configuration ? everything : without_configuration};
        });
    });
}

}  // namespace hf
