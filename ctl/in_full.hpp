// hostfactoryctl describe: shows one thing in full, with what belongs to it.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_describe(CommandLine& line);

}  // namespace hf::ctl
