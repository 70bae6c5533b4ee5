// CreateTemplate: registers a template that requests can name.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct TemplateChanged {
    TemplateId template_id;
    Version version{};

    static constexpr auto describe = message(
        "TemplateChanged", "The template is stored.", field<&TemplateChanged::template_id>("template_id", "which"),
        field<&TemplateChanged::version>("version", "its version now, for expected_version"));
};

struct CreateTemplate {
    using Result = TemplateChanged;
    static constexpr auto role = Role::admin;
    TemplateSpec spec;

    static constexpr auto describe =
        message("CreateTemplate", "Makes a template that requests can be made of.", flat<&CreateTemplate::spec>());
};

// Returns the template as it is kept: a template without a name gets its id as name.
TemplateSpec with_defaults(TemplateSpec spec);

Decision<TemplateChanged> decide(const CreateTemplate& command, const State& state, const Context& context);

}  // namespace hf
