#include "adapters/providers/process/program_search.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace hf::process {
namespace {

// The errno that exec would give for the file; 0: exec would run it.
int error_of(const std::string& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return errno;
    if (!S_ISREG(about.st_mode)) return EACCES;
    return ::faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

// A file that may not be run doesn't end the search; its error is returned if no other file is found.
int search(const std::string& program, std::string_view path) {
    int error = ENOENT;
    while (!path.empty()) {
        const auto folder = path.substr(0, path.find(':'));
        path.remove_prefix(std::min(path.size(), folder.size() + 1));
        // Other folders are relative to the working directory, which begins empty.
        if (!folder.starts_with('/')) continue;
        const int here = error_of(fmt::format("{}/{}", folder, program));
        if (here == 0) return 0;
        if (here == EACCES) error = here;
    }
    return error;
}

}  // namespace

std::string problem_of_program(const std::string& program, std::string_view path) {
    const auto problem = [&](int error, const std::string& where) {
        if (error == 0) return std::string();
        return fmt::format("cannot run {}: {}{}", program, std::system_category().message(error), where);
    };
    if (program.starts_with('/')) return problem(error_of(program), "");
    if (program.find('/') != std::string::npos)
        return problem(ENOENT, "; it is relative to the machine's working directory, which begins empty");
    return problem(search(program, path), fmt::format(", along the PATH {}", path));
}

}  // namespace hf::process
