// hostfactoryctl key: the keys of connections over TCP.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_keys(CommandLine& line);

}  // namespace hf::ctl
