// FieldDescription: a field of a message as data. A client can make a form of it, or check its own
// messages with it.
//
//     auto fields = describe_fields(type_of<CreateRequest>, std::make_shared<CreateRequest>().get());
//     fields[1].path;     // "machine_count"
//     fields[1].type;     // "integer"
//     fields[1].min;      // 1
//
// Pure; any thread may call it.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {

struct FieldDescription {
    std::string path;
    std::string type;
    std::optional<std::string> format;
    bool required = false;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::vector<std::string>> choices;
    std::optional<Value> default_value;
    std::optional<bool> confidential;
    std::string help;

    static constexpr auto describe = message(
        "FieldDescription", "What a message may say in one of its fields.",
        field<&FieldDescription::path>(
            "path",
            "its name; inside a list it follows \"[].\", inside the map of a field \".\", as in items[].status"),
        field<&FieldDescription::type>("type",
                                       "boolean, integer, number, string, word (one of choices), time (integer, UTC "
                                       "microseconds), object (its fields follow), value (anything), \"list of\" such, "
                                       "\"map of\" such by strings"),
        field<&FieldDescription::format>("format", "of a string with a rule of its own: which, as in template id"),
        field<&FieldDescription::required>("required",
                                           "whether it must be given; in results and events: is always there"),
        field<&FieldDescription::min>("min", "least value; of a string, list or map: least length"),
        field<&FieldDescription::max>("max", "most value; of a string, list or map: most length"),
        field<&FieldDescription::choices>("choices", "of a word: which there are"),
        field<&FieldDescription::default_value>("default", "what counts when it isn't given"),
        field<&FieldDescription::confidential>("confidential",
                                               "true: where there are principals, answers show it to operators alone, "
                                               "and the feed to nobody"),
        field<&FieldDescription::help>("help", "what it means"));
};

// `scratch` is as for walk_fields(); null for messages that are never sent to the daemon and have
// no defaults.
std::vector<FieldDescription> describe_fields(const TypeInfo& object, void* scratch);

}  // namespace hf
