// The manual page hostfactoryctl(1), made from the command line's own declarations:
//
//     hostfactoryctl man > docs/man/hostfactoryctl.1
//
// `./dev renew` does that; a test checks that the file matches.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

// Writes the page in mdoc, the language of manual pages.
std::string manual(const CommandLine& line);

// Adds the verb "man", which no help shows: it is for building the program.
void add_manual(CommandLine& line);

}  // namespace hf::ctl
