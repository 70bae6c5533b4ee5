// Program: hostfactoryctl as a whole: all that it can do, on a page.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_everything(CommandLine& line);

// The exit status is how it went.
ExitStatus run_program(int count, char** words);

}  // namespace hf::ctl
