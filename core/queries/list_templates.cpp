#include "core/queries/list_templates.hpp"

#include <algorithm>

namespace hf {

Answer<Listing<Template>> answer(const ListTemplates& query, const Sources& sources) {
    const auto matches = [&](const TemplateSpec& spec) {
        return (!query.provider || *query.provider == spec.provider) &&
               (!query.provider_api || *query.provider_api == spec.provider_api) && (!query.active_only || spec.active);
    };
    return sources.models.read([&](const View& view) {
        std::vector<const Template*> found;
        for (const auto& [id, tmpl] : view.state.templates())
            if (matches(tmpl.spec)) found.push_back(&tmpl);
        std::sort(found.begin(), found.end(),
                  [](const auto* a, const auto* b) { return a->spec.template_id < b->spec.template_id; });
        Paging<Template> paging(query.page);
        for (const auto* tmpl : found) paging.add(*tmpl);
        return Answered<Listing<Template>>{paging.take(), view.state.position()};
    });
}

}  // namespace hf
