// provider audit: has a provider's machines compared with those that are known, and shows
// what differs.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_audit(CommandLine& line);

}  // namespace hf::ctl
