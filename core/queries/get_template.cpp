#include "core/queries/get_template.hpp"

#include "core/domain/rules/template_checks.hpp"

namespace hf {

Answer<Template> answer(const GetTemplate& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<Template> {
        const auto* tmpl = view.state.find(query.template_id);
        if (!tmpl) return tl::make_unexpected(no_such_template(query.template_id, view.state));
        return Answered<Template>{as_told(*tmpl), view.state.position()};
    });
}

}  // namespace hf
