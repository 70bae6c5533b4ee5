#include "adapters/audit/audit_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "adapters/system/make_directories.hpp"

namespace hf::audit {

AuditFile::~AuditFile() {
    if (file_ >= 0) ::close(file_);
}

std::string AuditFile::failed(std::string_view doing) const {
    return fmt::format("{}: cannot {}: {}", path_.string(), doing, std::system_category().message(errno));
}

std::optional<std::string> AuditFile::open() {
    try {
        make_directories(std::filesystem::absolute(path_).parent_path(), 0750);
    } catch (const std::system_error& problem) {
        return problem.what();
    }
    constexpr int how = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY;
    int file = ::open(path_.c_str(), how | O_EXCL, 0640);
    const bool is_new = file >= 0;
    if (!is_new && errno == EEXIST) file = ::open(path_.c_str(), how, 0640);
    if (file < 0) return failed("open");
    // A new file gets this mode despite the umask; an existing file keeps the mode that its
    // administrator gave it.
    if (is_new && ::fchmod(file, 0640) != 0) {
        auto error = failed("set the mode");
        ::close(file);
        return error;
    }
    if (file_ >= 0) ::close(file_);
    file_ = file;
    torn_ = false;
    const auto end = ::lseek(file_, 0, SEEK_END);
    bytes_ = end > 0 ? static_cast<std::uint64_t>(end) : 0;
    return std::nullopt;
}

std::size_t AuditFile::write(std::string_view bytes) {
    std::size_t written = 0;
    while (written < bytes.size()) {
        const auto got = ::write(file_, bytes.data() + written, bytes.size() - written);
        if (got > 0)
            written += static_cast<std::size_t>(got);
        else if (got == 0 || errno != EINTR)
            break;
    }
    bytes_ += written;
    return written;
}

std::optional<std::string> AuditFile::begin_anew() {
    bytes_ = 0;  // where it can't be moved, that is tried again after as many lines
    struct stat status {};
    if (::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    // Somebody else may have moved it away already.
    if (::rename(path_.c_str(), (path_.string() + ".older").c_str()) != 0 && errno != ENOENT) return failed("move");
    return open();
}

std::optional<std::string> AuditFile::append(std::string_view lines) {
    std::optional<std::string> error;
    if (reopen_.exchange(false)) error = open();
    if (most_bytes_ > 0 && bytes_ > 0 && bytes_ + lines.size() > most_bytes_) error = begin_anew();
    if (torn_) {
        if (write("\n") == 0) return failed("write");
        torn_ = false;
    }
    const auto written = write(lines);
    if (written == lines.size()) return error;
    error = failed("write");
    torn_ = written > 0 && lines[written - 1] != '\n';
    return error;
}

}  // namespace hf::audit
