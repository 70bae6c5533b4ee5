// Looking for a program as a machine will: the command's execvp, along the machine's PATH.
//
//     auto problem = problem_of_program("worker", default_path);
//     // "cannot run worker: No such file or directory, along the PATH /usr/local/bin:/usr/bin:/bin"
//
// Thread-safe; has no state. What is found now may be gone when a machine starts, and
// a script's interpreter is not looked for.
#pragma once

#include <string>
#include <string_view>

namespace hf::process {

// Of a machine whose template sets none.
inline constexpr std::string_view default_path = "/usr/local/bin:/usr/bin:/bin";

// Nothing: it is there, and we may run it.
std::string problem_of_program(const std::string& program, std::string_view path);

}  // namespace hf::process
