#include "core/domain/template.hpp"

namespace hf {

ValueMap with_default_attributes(ValueMap attributes) {
    attributes.try_emplace("type", "X86_64");
    attributes.try_emplace("ncpus", 1);
    attributes.try_emplace("ncores", 1);
    attributes.try_emplace("nram", 1024);
    return attributes;
}

}  // namespace hf
