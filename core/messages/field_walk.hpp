// FieldWalk: visits all fields of a message, including those of nested maps, and names them as
// tables do. The reference, Describe and the tools' help all use it.
//
//     walk_fields(type_of<ImportTemplates>, nullptr, [](const WalkedField& field) {
//         fmt::print("{}: {}\n", field.path, type_text(*field.info->type));     // "templates[].attributes: …"
//     });
//
// Pure; any thread may call it.
#pragma once

#include <functional>
#include <string>

#include "core/messages/type_info.hpp"

namespace hf {

struct WalkedField {
    std::string path;         // "templates[].attributes"; the elements of a map are "counters.*"
    const FieldInfo* info{};  // never null
    // A default-constructed object that has this field; null if defaults do not matter.
    const void* object = nullptr;
};

// `scratch` is a default-constructed object of the type, which is modified and must be thrown away
// afterwards; null if defaults do not matter. A message that states only changes has no defaults.
void walk_fields(const TypeInfo& object, void* scratch, const std::function<void(const WalkedField&)>& visit);

// The type for people: "list of machine id", "one of acquire, return". `quote` is put around each choice.
std::string type_text(const TypeInfo& type, std::string_view quote = "");

// The bounds for people: "0 to 9", "at most 50 elements"; empty if there are none.
std::string bounds_text(const FieldInfo& field);

}  // namespace hf
