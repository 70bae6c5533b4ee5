#include "core/domain/template/template.hpp"

namespace hf {

ValueMap with_default_attributes(ValueMap attributes) {
    attributes.try_emplace("type", "X86_64");
    attributes.try_emplace("ncpus", 1);
    attributes.try_emplace("ncores", 1);
    attributes.try_emplace("nram", 1024);
    return attributes;
}

Template as_told(Template tmpl) {
    auto& attributes = tmpl.spec.attributes;
    attributes.insert(tmpl.found_attributes.begin(), tmpl.found_attributes.end());
    attributes = with_default_attributes(std::move(attributes));
    return tmpl;
}

}  // namespace hf
