// The verb site resume: shows what is terminated and launched once a site is resumed, asks, and resumes it.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

void add_resume(CommandLine& line);

}  // namespace hf::ctl
