// FieldWalk: all fields of a message, those of the maps inside it included, and how
// tables speak of them. The reference, Describe and the tools' help take this one way.
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
    std::string path;              // "templates[].attributes"; what a map holds is "counters.*"
    const FieldInfo* info{};       // never null
    const void* object = nullptr;  // a default-constructed one that has this field; null where there are no defaults
};

// `scratch`: a default-constructed object of the type, which is made use of and must be thrown
// away; null where defaults don't matter. A message that says only what is to change has none.
void walk_fields(const TypeInfo& object, void* scratch, const std::function<void(const WalkedField&)>& visit);

// For people: "list of machine id", "one of acquire, return". `quote` goes around each choice.
std::string type_text(const TypeInfo& type, std::string_view quote = "");

// "0 to 9", "at most 50 elements", or nothing.
std::string bounds_text(const FieldInfo& field);

}  // namespace hf
