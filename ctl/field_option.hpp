// FieldOption: a field of a message as an option of the command line.
//
//     const FieldOption option(field, default_object);
//     option.flags();                          // {"--machine-ids", "--machine-id"}
//     option.add("i-1", body);                 // may be called again for lists and maps
//
// Lists and maps are given one element at a time; booleans are flags. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"
#include "ctl/offer.hpp"

namespace hf::ctl {

class FieldOption {
public:
    // `defaults`: a default-constructed object of the message, to tell what counts when nothing is given.
    FieldOption(const FieldInfo& field, const void* defaults);

    [[nodiscard]] const FieldInfo& field() const { return field_; }

    // The names that it goes by; a list or map by its singular, too.
    [[nodiscard]] std::vector<std::string> flags() const;
    // For a map of values: "--configuration-file", which gives it whole.
    [[nodiscard]] std::optional<std::string> file_flag() const;
    [[nodiscard]] bool is_flag() const { return field_.type->kind == Kind::boolean; }
    [[nodiscard]] bool repeats() const { return field_.type->kind == Kind::list || field_.type->kind == Kind::map; }

    // What its argument is called: "KEY=VALUE", "N"; and when it is given by its place: "MACHINE_COUNT".
    [[nodiscard]] std::string argument() const;
    [[nodiscard]] std::string placeholder() const;
    // The field's help with its bounds, choices and default.
    [[nodiscard]] std::string help() const;

    // What may stand there: the words of an enumeration, ids of what the daemon has.
    [[nodiscard]] Offer offer() const;

    // Adds what the user wrote to the body; says what is wrong with it, or nothing.
    // Bounds are checked with the whole message.
    [[nodiscard]] std::optional<std::string> add(const std::string& text, ValueMap& body) const;

private:
    FieldInfo field_;
    std::string default_;
};

// "--machine-count" of "machine_count"; "--settings" of a provider's "config".
std::string flag_of(std::string_view field_name);

}  // namespace hf::ctl
