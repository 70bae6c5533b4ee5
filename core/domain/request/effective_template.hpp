// The effective template of a request: its template with what the request overrides.
#pragma once

#include "core/domain/request/request.hpp"
#include "core/domain/template/template.hpp"

namespace hf {

// An override whose key is a field of every template (price_type, provider_api, attributes) replaces that field; any
// other override replaces the key of its name in the template's configuration. The findings name the overrides that
// are not allowed or not valid. `allowed` holds the keys that the site lets requests override.
struct EffectiveTemplate {
    TemplateSpec spec;
    std::vector<Finding> findings;
};
EffectiveTemplate effective_template(TemplateSpec spec, const ValueMap& overrides,
                                     const std::vector<std::string>& allowed);

// The template with overrides that were accepted before.
TemplateSpec overridden(TemplateSpec spec, const ValueMap& overrides);

// The template at the request's current source with its accepted overrides; it counts what the request counts. Tags are
// merged; the request's win.
TemplateSpec effective_template(const TemplateSpec& spec, const Request& request);

}  // namespace hf
