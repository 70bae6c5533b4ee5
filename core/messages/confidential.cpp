#include "core/messages/confidential.hpp"

#include "core/messages/field_walk.hpp"

namespace hf {

std::vector<std::string> confidential_fields(const TypeInfo& object) {
    std::vector<std::string> paths;
    walk_fields(object, nullptr, [&](const WalkedField& field) {
        if (field.info->confidential) paths.push_back(field.path);
    });
    return paths;
}

}  // namespace hf
