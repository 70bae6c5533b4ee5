// A Host Factory site's template file, in our terms.
//
//     {"templates": [{"templateId": "Small", "maxNumber": 10, "attributes": {"ncpus": ["Numeric", "1"]}, …}]}
//
// The keys that we know by another name are translated (templateId is template_id);
// fields of ours may stand under their own names, too (provider, configuration, …).
// The rest is the provider's and goes into the configuration under the very key it
// has, so that what comes back out is what went in. Pure functions.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/messages/value.hpp"

namespace hf::ctl {

struct ImportedTemplate {
    std::string template_id;
    ValueMap fields;  // of CreateTemplate; provider may be missing
    std::vector<std::string> warnings;
};

// One entry. The error says what can't be understood.
tl::expected<ImportedTemplate, std::string> import_template(const ValueMap& entry);

// The entries of a file: of its "templates", of a list alone, or the one template that it is.
tl::expected<std::vector<ValueMap>, std::string> templates_in(const Value& file);

}  // namespace hf::ctl
