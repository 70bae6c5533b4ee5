// What a template must satisfy before it is accepted, however it came.
#pragma once

#include "core/bus/decision.hpp"

namespace hf {

// Its provider is configured and enabled, its attributes make sense, its configuration
// passes the provider's own rules. The first problem, or nothing.
std::optional<Error> check_template(const TemplateSpec& spec, const State& state, const Context& context);

// template_not_found, with the name that was probably meant.
Error no_such_template(const TemplateId& id, const State& state);

}  // namespace hf
