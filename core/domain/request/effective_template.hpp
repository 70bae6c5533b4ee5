// What machines of a request are made of: its template, with what the request overrides.
#pragma once

#include "core/domain/request/request.hpp"
#include "core/domain/template/template.hpp"

namespace hf {

// A key that is a field of every template (price_type, provider_api, attributes) replaces that
// field, any other one the key of its name in the template's configuration. The findings tell
// what can't be; `allowed` are the keys that a site lets requests override.
struct EffectiveTemplate {
    TemplateSpec spec;
    std::vector<Finding> findings;
};
EffectiveTemplate effective_template(TemplateSpec spec, const ValueMap& overrides,
                                     const std::vector<std::string>& allowed);

// At the source that the request asks now, of overrides that were accepted once; with the tags of both, where the
// request's come first.
TemplateSpec effective_template(const TemplateSpec& spec, const Request& request);

}  // namespace hf
