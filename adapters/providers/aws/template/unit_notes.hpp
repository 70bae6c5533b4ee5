// What a template that counts units (ADR 30) will do otherwise than its author may expect: types without weights, types
// that are worth more than the template may have, and requests for less than a machine is worth.
//
//     for (const auto& [field, message] : unit_notes(spec, tmpl.max_number)) note(field, message);
//
// Pure.
#pragma once

#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// `max_number`: below zero there is no limit.
[[nodiscard]] std::vector<Finding> unit_notes(const LaunchSpecification& spec, std::int64_t max_number);

}  // namespace hf::aws
