// hostfactoryctl top: how things are, again whenever something happens and each second, until q.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_top(CommandLine& line);

}  // namespace hf::ctl
