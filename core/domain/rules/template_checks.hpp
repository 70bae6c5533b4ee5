// What a template must satisfy before it is accepted, however it came.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

// Everything that the rules find wrong: its provider is configured, its attributes make
// sense, its configuration passes the rules of the provider's type. Pure.
std::vector<Finding> template_findings(const TemplateSpec& spec, const State& state, const ProviderTypes& types);

// The same as a refusal: provider_not_found, or validation_error with all findings; or nothing.
std::optional<Error> check_template(const TemplateSpec& spec, const State& state, const ProviderTypes& types);

// Whether a request may override the template so.
std::optional<Error> check_overrides(const TemplateSpec& spec, const ValueMap& overrides, const State& state,
                                     const Limits& limits, const ProviderTypes& types);

// template_not_found, with the name that was probably meant.
Error no_such_template(const TemplateId& id, const State& state);
Error no_such_template_name(std::string_view name, const State& state);

// The template, at the version that the client expects; else template_not_found or conflict.
Result<const Template*> template_to_change(const TemplateId& id, const State& state, const Context& context);

}  // namespace hf
