// GetTemplate: one template. Callers below the role operator get it as ListTemplates lists it, without configurations.
#pragma once

#include "core/queries/list_templates.hpp"

namespace hf {

struct GetTemplate {
    using Result = Template;
    static constexpr auto role = Role::viewer;
    TemplateId template_id;

    static constexpr auto describe =
        message("GetTemplate", "One template; its configurations are left out for callers below the role operator.",
                field<&GetTemplate::template_id>("template_id", "which"));
};

// The answer is read as a Template: a field that is left out has its default there.
Answer<ListedTemplate> answer(const GetTemplate& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
