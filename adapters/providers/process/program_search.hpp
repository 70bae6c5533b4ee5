// Looks for a program as a machine will: as the command's execvp does, along the machine's PATH.
//
//     auto program = find_program("worker", default_path);
//     if (!program) fail(program.error().words);
//     // "cannot run worker: No such file or directory, along the PATH /usr/local/bin:/usr/bin:/bin"
//
// A program that is found now may be gone when a machine starts. The interpreter of a script is not
// looked for. Thread-safe; has no state.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "adapters/providers/process/process_rules.hpp"
#include "adapters/system/permitted_paths.hpp"

namespace hf::process {

// The PATH of a machine whose template sets none.
inline constexpr std::string_view default_path = "/usr/local/bin:/usr/bin:/bin";

struct ProgramProblem {
    std::string words;
    bool lasts = true;  // false: the same program may be found the next time, as the host can't say just now
};

// Returns the path of the program, if it is there and we may run it.
tl::expected<std::string, ProgramProblem> find_program(const std::string& program, std::string_view path);

// The same of the program of a template's command, which must lie where the site permits it; then without links, so
// that no link decides anew what is run. Empty for a template without a command.
tl::expected<std::string, ProgramProblem> find_permitted_program(const ProcessConfiguration& configuration,
                                                                 const PermittedPaths& within);

}  // namespace hf::process
