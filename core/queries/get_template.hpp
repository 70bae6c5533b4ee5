#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct GetTemplate {
    using Result = Template;
    static constexpr auto role = Role::viewer;
    TemplateId template_id;

    static constexpr auto describe =
        message("GetTemplate", "One template.", field<&GetTemplate::template_id>("template_id", "which"));
};

Answer<Template> answer(const GetTemplate& query, const QueryContext& context);

}  // namespace hf
