// hostfactoryctl top: shows the site's state, again after each event and each second, until q.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_top(CommandLine& line);

}  // namespace hf::ctl
