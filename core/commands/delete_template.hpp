// DeleteTemplate: deletes a template that has no machines left, or retires it until it has none.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct TemplateRemoval {
    TemplateId template_id;
    bool retired = false;

    static constexpr auto describe =
        message("TemplateRemoval", "The template is gone, or will be.",
                field<&TemplateRemoval::template_id>("template_id", "which"),
                field<&TemplateRemoval::retired>("retired", "it is retired: it goes when its last machine does"));
};

struct DeleteTemplate {
    using Result = TemplateRemoval;
    static constexpr auto role = Role::admin;
    TemplateId template_id;
    std::string reason;
    bool force = false;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("DeleteTemplate", "Deletes a template that has no open request and no live machine.",
                field<&DeleteTemplate::template_id>("template_id", "which"),
                field<&DeleteTemplate::reason>("reason", "why; kept with the event").optional().at_most(1024),
                field<&DeleteTemplate::force>(
                    "force", "if it has some, retire it: it takes no more requests and goes when its last machine does")
                    .optional());
};

Decision<TemplateRemoval> decide(const DeleteTemplate& command, const State& state, const Context& context);

}  // namespace hf
