// Program: all verbs of hostfactoryctl, on a page.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_everything(CommandLine& line);

// Runs the program, and returns its exit status.
ExitStatus run_program(int count, char** words);

}  // namespace hf::ctl
