// The verbs of hostfactoryctl that are a single command or query, a row each. Options, checks and
// help come from the message's own description.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/bus/message_type.hpp"

namespace hf::ctl {

struct Column {
    std::string heading;
    std::string_view field;
    bool wide = false;  // only shown with -o wide
};

struct Verb {
    std::string_view noun;  // empty: the verb stands alone
    std::string_view verb;
    MessageType message;
    bool is_command = false;
    std::vector<std::string_view> positionals;  // fields that may be given as positionals
    std::vector<Column> columns;                // for each item of the result's list
    // What a table shows of the result unless --counters is given; null: all of it.
    Value (*brief)(const Value& result) = nullptr;
    bool can_wait = false;  // has --wait, until the request of the result has ended
};

// A noun such as "request", and its help.
struct Noun {
    std::string_view name;
    std::string_view help;
};

std::span<const Noun> nouns();
std::span<const Verb> verbs();

// The verb of a message, or null. A command and a query may share a name.
const Verb* verb_of(std::string_view message, bool is_command);
// The verb that lists items of this type, or null.
const Verb* list_of(const TypeInfo* item);

// The words that the user types for it: "hostfactoryctl request create".
std::string in_words(const Verb& verb);

}  // namespace hf::ctl
