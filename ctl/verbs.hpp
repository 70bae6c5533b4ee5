// The verbs of hostfactoryctl that are a command or a query: a row each. Options,
// checks and help come from the message's own description.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/bus/message_type.hpp"

namespace hf::ctl {

struct Column {
    std::string heading;
    std::string_view field;
    bool wide = false;  // only with -o wide
};

struct Verb {
    std::string_view noun;  // empty: the verb stands alone
    std::string_view verb;
    MessageType message;
    bool is_command = false;
    std::vector<std::string_view> positionals;  // fields that may be given without their option
    std::vector<Column> columns;                // of each item of the result's list
    bool can_wait = false;                      // --wait: until the request of the result has ended
};

// "request" and what is done with it, for the help.
struct Noun {
    std::string_view name;
    std::string_view help;
};

std::span<const Noun> nouns();
std::span<const Verb> verbs();

// The verb of a message, or null. A command and a query may share a name.
const Verb* verb_of(std::string_view message, bool is_command);
// The list whose items are of this type, or null.
const Verb* list_of(const TypeInfo* item);

// What the user types to have it: "hostfactoryctl request create".
std::string in_words(const Verb& verb);

}  // namespace hf::ctl
