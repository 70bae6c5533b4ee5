// Looks for a program as a machine will: as the command's execvp does, along the machine's PATH.
//
//     auto problem = problem_of_program("worker", default_path);
//     // "cannot run worker: No such file or directory, along the PATH /usr/local/bin:/usr/bin:/bin"
//
// A program that is found now may be gone when a machine starts. The interpreter of a script is not
// looked for. Thread-safe; has no state.
#pragma once

#include <string>
#include <string_view>

namespace hf::process {

// The PATH of a machine whose template sets none.
inline constexpr std::string_view default_path = "/usr/local/bin:/usr/bin:/bin";

// Returns an empty text if the program is there and we may run it.
std::string problem_of_program(const std::string& program, std::string_view path);

}  // namespace hf::process
