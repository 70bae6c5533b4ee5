#include "core/queries/get_template.hpp"

#include "core/domain/rules/template_checks.hpp"

namespace hf {

Answer<ListedTemplate> answer(const GetTemplate& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) -> Answer<ListedTemplate> {
        const auto* tmpl = view.state.find(query.template_id);
        if (!tmpl) return tl::make_unexpected(no_such_template(query.template_id, view.state));
        return Answered<ListedTemplate>{listed(*tmpl, may_see_configurations(caller)), view.state.position()};
    });
}

}  // namespace hf
