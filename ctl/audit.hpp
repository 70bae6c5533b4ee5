// The verb provider audit: has a provider's machines compared with the known ones, and shows the
// differences.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_audit(CommandLine& line);

}  // namespace hf::ctl
