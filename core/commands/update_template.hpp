// UpdateTemplate: changes the given fields of a template, and no others.
#pragma once

#include "core/commands/create_template.hpp"

namespace hf {

struct UpdateTemplate {
    using Result = TemplateChanged;
    static constexpr auto role = Role::admin;
    TemplateSpec spec;
    std::uint64_t given{};  // bit i: field i of TemplateSpec was in the message

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("UpdateTemplate", "Changes a template: the fields that are given, and no others.",
                flat<&UpdateTemplate::spec>().optional_but("template_id"))
            .noting<&UpdateTemplate::given>();
};

// Returns why the template must not become `changed`, or nothing.
std::optional<Error> check_change(const Template& tmpl, const TemplateSpec& changed, const State& state,
                                  const Context& context);

Decision<TemplateChanged> decide(const UpdateTemplate& command, const State& state, const Context& context);

}  // namespace hf
