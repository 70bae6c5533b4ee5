// The sources of a template, by their numbers from 0 (ADR 20). A template that names none has one: its provider.
//
//     for (std::size_t source = 0; source < source_count(spec); ++source)
//         check(provider_of(spec, source), at_source(spec, source));
//
// Pure functions; thread-safe.
#pragma once

#include "core/domain/template/template.hpp"

namespace hf {

std::size_t source_count(const TemplateSpec& spec);
const ProviderName& provider_of(const TemplateSpec& spec, std::size_t source);

// The template as if it had this source alone.
TemplateSpec at_source(TemplateSpec spec, std::size_t source);

}  // namespace hf
