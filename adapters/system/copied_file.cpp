#include "adapters/system/copied_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "adapters/system/file_descriptor.hpp"
#include "adapters/system/sync_directory.hpp"

namespace hf {
namespace {

std::string problem_with(const std::filesystem::path& path, std::string_view doing) {
    return fmt::format("{}: {}: {}", path.string(), doing, std::system_category().message(errno));
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto size = ::write(file, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

}  // namespace

std::optional<std::string> copy_file_whole(const std::filesystem::path& from, const std::filesystem::path& to) {
    const FileDescriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!source) return problem_with(from, "open");
    struct stat what {};
    if (::fstat(source.get(), &what) != 0) return problem_with(from, "look");
    if (!S_ISREG(what.st_mode)) return fmt::format("{} is no regular file", from.string());
    const auto unfinished = to.string() + ".new";
    if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT) return problem_with(unfinished, "remove");
    const FileDescriptor copy(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!copy) return problem_with(unfinished, "create");
    const auto give_up = [&](const std::filesystem::path& path, std::string_view doing) {
        auto problem = problem_with(path, doing);
        ::unlink(unfinished.c_str());
        return problem;
    };
    std::string part(std::size_t{1} << 20, '\0');
    while (true) {
        const auto size = ::read(source.get(), part.data(), part.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return give_up(from, "read");
        if (size == 0) break;
        if (!write_all(copy.get(), std::string_view(part).substr(0, static_cast<std::size_t>(size))))
            return give_up(unfinished, "write");
    }
    if (::fsync(copy.get()) != 0) return give_up(unfinished, "sync");
    if (::rename(unfinished.c_str(), to.c_str()) != 0) return give_up(to, "create");
    if (!sync_directory(to.parent_path())) return problem_with(to.parent_path(), "sync");
    return std::nullopt;
}

}  // namespace hf
