// hostfactoryctl explain: what a message says, field by field; what an event or an error means.
#pragma once

#include "core/descriptions.hpp"
#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_explain(CommandLine& line);

// For people.
std::string explained(const MessageDescription& message);

}  // namespace hf::ctl
