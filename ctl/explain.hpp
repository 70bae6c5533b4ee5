// hostfactoryctl explain: describes a message field by field, or the meaning of an event or an error.
#pragma once

#include "core/descriptions.hpp"
#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_explain(CommandLine& line);

// The description for people.
std::string explained(const MessageDescription& message);

}  // namespace hf::ctl
