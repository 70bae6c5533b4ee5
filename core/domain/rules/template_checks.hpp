// Checks that a template must pass before it is accepted, whichever command it came by.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

// Everything that the rules find wrong: whether its providers are configured, its attributes make sense, and its
// configuration passes the rules of the providers' types. Pure.
std::vector<Finding> template_findings(const TemplateSpec& spec, const State& state, const ProviderTypes& types);

// The same as a refusal: provider_not_found, or validation_error with all findings. Nothing for a correct template.
std::optional<Error> check_template(const TemplateSpec& spec, const State& state, const ProviderTypes& types);

// The refusal of overrides that a request may not make; nothing where it may.
std::optional<Error> check_overrides(const TemplateSpec& spec, const ValueMap& overrides, const State& state,
                                     const Limits& limits, const ProviderTypes& types);

// The refusal of tags that a request may not put on the template's machines, beside those of the template.
std::optional<Error> check_machine_tags(const TemplateSpec& spec, const Tags& of_request, const State& state,
                                        const ProviderTypes& types);

// The error template_not_found, with the id or name that was probably meant.
Error no_such_template(const TemplateId& id, const State& state);
Error no_such_template_name(std::string_view name, const State& state);

// The template, if it has the version that the client expects; else template_not_found or conflict.
Result<const Template*> template_to_change(const TemplateId& id, const State& state, const Context& context);

}  // namespace hf
