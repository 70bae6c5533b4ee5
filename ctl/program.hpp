// Program: all verbs of hostfactoryctl, on a page.
#pragma once

namespace hf::ctl {

class CommandLine;

void add_everything(CommandLine& line);

// Runs the program, tells what went wrong, and returns its exit status.
int run_program(int count, char** words);

}  // namespace hf::ctl
