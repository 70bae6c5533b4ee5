// The verbs of hostfactoryctl that are a command or a query: a row each. Options,
// checks and help come from the message's own description.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/bus/message_type.hpp"

namespace hf::ctl {

struct Column {
    std::string heading;
    std::string_view field;
};

struct Verb {
    std::string_view noun;  // empty: the verb stands alone
    std::string_view verb;
    MessageType message;
    bool is_command = false;
    std::vector<std::string_view> positionals;  // fields that may be given without their option
    std::vector<Column> columns;                // of each item of the result's list
    bool can_wait = false;                      // --wait: until the request of the result has ended
    std::shared_ptr<void> (*make)() = nullptr;  // a default-constructed message
};

// "request" and what is done with it, for the help.
struct Noun {
    std::string_view name;
    std::string_view help;
};

std::span<const Noun> nouns();
std::span<const Verb> verbs();

// The table of a list that is part of a result: machines of a request.
const std::vector<Column>& machine_columns();

}  // namespace hf::ctl
