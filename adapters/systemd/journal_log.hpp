// The logger of a program's standard error: for a terminal or a file with time and name in each line, and for the
// journal, which adds these itself, with the priority of each line, by which `journalctl --priority` looks for lines.
//
//     spdlog::set_default_logger(make_standard_error_logger("hostfactoryd"));
//     spdlog::warn("the disk is slow");  // in the journal: PRIORITY=4, "warning: the disk is slow"
//
// A text of several lines has its priority in each, and all but the first are indented; control characters become "?".
// So nothing in a text that comes from outside looks like a line of the program.
//
// Any thread may use the logger. spdlog knows it by its name, so there is one of each name in a process.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>

namespace hf {

std::shared_ptr<spdlog::logger> make_standard_error_logger(const std::string& name);

// Returns the text for standard error before there is a logger: in the journal each line of it is an error.
std::string as_error(std::string text);

}  // namespace hf
