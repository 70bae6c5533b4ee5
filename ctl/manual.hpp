// The manual page hostfactoryctl(1), made of the command line's own declarations:
//
//     hostfactoryctl man > docs/man/hostfactoryctl.1
//
// A test keeps the file the same as what this makes.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

// In mdoc, the language of manual pages.
std::string manual(const CommandLine& line);

// The verb "man", which no help tells of: it is for who builds the program.
void add_manual(CommandLine& line);

}  // namespace hf::ctl
