// Translates the template file of a Host Factory site.
//
//     {"templates": [{"templateId": "Small", "maxNumber": 10, "attributes": {"ncpus": ["Numeric", "1"]}, …}]}
//
// Keys that have another name here are translated (templateId becomes template_id); hostfactory's own
// fields are accepted under their own names, too (provider, configuration, …). All other keys belong to the
// provider and go unchanged into the configuration, so that an export equals the import. Pure functions.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/messages/value.hpp"

namespace hf::ctl {

struct ImportedTemplate {
    std::string template_id;
    ValueMap fields;  // the fields of CreateTemplate; provider may be missing
    std::vector<std::string> warnings;
};

// Translates one entry. The error says what cannot be understood.
tl::expected<ImportedTemplate, std::string> import_template(const ValueMap& entry);

// The entries of a file: of its "templates", of a plain list, or a single template.
tl::expected<std::vector<ValueMap>, std::string> templates_in(const Value& file);

}  // namespace hf::ctl
