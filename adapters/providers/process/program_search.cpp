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

// Whether the error says something of the file, and not of a disk or a host that can't be asked just now.
bool lasts(int error) {
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP || error == ENAMETOOLONG;
}

// A file that may not be run doesn't end the search; its error is returned if no other file is found.
tl::expected<std::string, int> search(const std::string& program, std::string_view path) {
    int error = ENOENT;
    while (!path.empty()) {
        const auto folder = path.substr(0, path.find(':'));
        path.remove_prefix(std::min(path.size(), folder.size() + 1));
        // Other folders are relative to the working directory, which begins empty.
        if (!folder.starts_with('/')) continue;
        auto file = fmt::format("{}/{}", folder, program);
        const int here = error_of(file);
        if (here == 0) return file;
        if (here == EACCES) error = here;
    }
    return tl::make_unexpected(error);
}

}  // namespace

tl::expected<std::string, ProgramProblem> find_program(const std::string& program, std::string_view path) {
    const auto problem = [&](int error, const std::string& where) {
        return tl::make_unexpected(ProgramProblem{
            fmt::format("cannot run {}: {}{}", program, std::system_category().message(error), where), lasts(error)});
    };
    if (program.starts_with('/')) {
        const int error = error_of(program);
        if (error != 0) return problem(error, "");
        return program;
    }
    if (program.find('/') != std::string::npos)
        return problem(ENOENT, "; it is relative to the machine's working directory, which begins empty");
    auto found = search(program, path);
    if (!found) return problem(found.error(), fmt::format(", along the PATH {}", path));
    return std::move(*found);
}

tl::expected<std::string, ProgramProblem> find_permitted_program(const ProcessConfiguration& configuration,
                                                                 const PermittedPaths& within) {
    if (configuration.command.empty()) return {};
    const auto& program = configuration.command.front();
    const auto path = configuration.environment.find("PATH");
    auto found = find_program(program, path == configuration.environment.end() ? default_path : path->second);
    if (!found || within.everywhere()) return found;
    return within.permitted(*found).map_error(
        [&](const auto& why) { return ProgramProblem{fmt::format("cannot run {}: {}", program, why)}; });
}

}  // namespace hf::process
