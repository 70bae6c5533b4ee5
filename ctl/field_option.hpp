// FieldOption: a field of a message as an option of the command line.
//
//     const FieldOption option(field, default_object);
//     option.flags();                          // {"--machine-ids", "--machine-id"}
//     option.add("i-1", body);                 // may be repeated for lists and maps
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
    // `defaults` is a default-constructed object of the message, from which the help shows the defaults.
    FieldOption(const FieldInfo& field, const void* defaults);

    [[nodiscard]] const FieldInfo& field() const { return field_; }

    // The option's names; a list or map has its singular as well.
    [[nodiscard]] std::vector<std::string> flags() const;
    // For a map of values, an option such as "--configuration-file" that gives the whole map.
    [[nodiscard]] std::optional<std::string> file_flag() const;
    [[nodiscard]] bool is_flag() const { return field_.type->kind == Kind::boolean; }
    [[nodiscard]] bool repeats() const { return field_.type->kind == Kind::list || field_.type->kind == Kind::map; }

    // The name of its argument, such as "KEY=VALUE" or "N"; and as a positional, such as "MACHINE_COUNT".
    [[nodiscard]] std::string argument() const;
    [[nodiscard]] std::string placeholder() const;
    // The field's help with its bounds, choices and default.
    [[nodiscard]] std::string help() const;

    // The completions: the words of an enumeration, or ids that the daemon knows.
    [[nodiscard]] Offer offer() const;

    // Adds the user's text to the body, and returns what is wrong with it, or nothing. Bounds are
    // checked later, with the whole message.
    [[nodiscard]] std::optional<std::string> add(const std::string& text, ValueMap& body) const;

private:
    FieldInfo field_;
    std::string default_;
};

// Returns "--machine-count" for "machine_count", and "--settings" for a provider's "config".
std::string flag_of(std::string_view field_name);

}  // namespace hf::ctl
