// ValidateTemplate: has a template checked and records the findings: those of the rules at once,
// and later those of its provider, in another TemplateValidated.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct TemplateFindings {
    TemplateId template_id;
    Validity validity{};
    std::vector<Finding> findings;

    static constexpr auto describe =
        message("TemplateFindings", "What the rules say; its provider has still to say where validity is checking.",
                field<&TemplateFindings::template_id>("template_id", "which"),
                field<&TemplateFindings::validity>("validity", "checking where its rules are kept, else invalid"),
                field<&TemplateFindings::findings>("findings", "all that is wrong"));
};

struct ValidateTemplate {
    using Result = TemplateFindings;
    static constexpr auto role = Role::admin;
    TemplateId template_id;

    static constexpr bool versioned = true;
    static constexpr auto describe = message(
        "ValidateTemplate",
        "Checks a template by its rules and then at its provider; the event TemplateValidated has the findings.",
        field<&ValidateTemplate::template_id>("template_id", "which"));
};

Decision<TemplateFindings> decide(const ValidateTemplate& command, const State& state, const Context& context);

}  // namespace hf
