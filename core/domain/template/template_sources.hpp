// The sources of a template, each named by its index. A template that lists none has one: its provider
// (ADR 20). Pure functions.
#pragma once

#include "core/domain/template/template.hpp"

namespace hf {

std::size_t source_count(const TemplateSpec& spec);
const ProviderName& provider_of(const TemplateSpec& spec, std::size_t source);

// The template as if this were its only source.
TemplateSpec at_source(TemplateSpec spec, std::size_t source);

}  // namespace hf
