#include "core/commands/validate_template.hpp"

#include "core/domain/rules/template_checks.hpp"

namespace hf {

Decision<TemplateFindings> decide(const ValidateTemplate& command, const State& state, const Context& context) {
    auto found = template_to_change(command.template_id, state, context);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    TemplateValidated validated;
    validated.template_id = command.template_id;
    validated.by = Validator::rules;
    validated.findings = template_findings((*found)->spec, state, context.types);
    validated.validity = validated.findings.empty() ? Validity::checking : Validity::invalid;
    TemplateFindings result{command.template_id, validated.validity, validated.findings};
    return accept(std::move(result), std::move(validated));
}

}  // namespace hf
