// Translates the template file of a Host Factory site.
//
//     {"templates": [{"templateId": "Small", "maxNumber": 10, "attributes": {"ncpus": ["Numeric", "1"]}, …}]}
//
// Keys that have another name here are translated (templateId becomes template_id); hostfactory's own
// fields are accepted under their own names, too (provider, configuration, …). Keys of other brokers' files are put
// under the keys that say the same here. All other keys belong to the provider and go unchanged into the
// configuration, so that an export equals the import. Pure functions, but for the files that a template names.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/messages/value.hpp"
#include "ctl/key_notes.hpp"
#include "ctl/native_specs.hpp"

namespace hf::ctl {

struct ImportedTemplate {
    std::string template_id;
    ValueMap fields;            // the fields of CreateTemplate; provider may be missing
    std::string provider_type;  // which kind of provider the file means; empty: it does not say
    KeyNotes notes;
};

// Reads no file.
tl::expected<Value, std::string> no_files(const std::string& path);

// Translates one entry. The error says what cannot be understood.
tl::expected<ImportedTemplate, std::string> import_template(const ValueMap& entry, const FileReader& files = no_files);

// The entries of a file: of its "templates", of a plain list, or a single template.
tl::expected<std::vector<ValueMap>, std::string> templates_in(const Value& file);

// True for a key of a configuration that the scheduler alone reads.
[[nodiscard]] bool is_the_schedulers(std::string_view key);

}  // namespace hf::ctl
