// hostfactoryctl bench: measures the running daemon, and changes nothing that anybody sees.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_bench(CommandLine& line);

}  // namespace hf::ctl
