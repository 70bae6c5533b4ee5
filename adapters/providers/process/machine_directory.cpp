#include "adapters/providers/process/machine_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "adapters/providers/process/machine_files.hpp"
#include "adapters/system/bounded_file.hpp"

namespace hf::process {
namespace {

constexpr std::string_view unfinished_prefix = ".new-";
constexpr auto unfinished_for = std::chrono::hours(1);
// An order is as long as its command, which the system bounds to a few million bytes, escaped for JSON.
constexpr std::size_t most_bytes = 64 << 20;

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::system_error(errno, std::system_category(), path.string());
}

void write_file(int directory, const char* name, std::string_view text, const std::filesystem::path& path) {
    const FileDescriptor file(::openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) fail(path / name);
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(path / name);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// A suffix that no other call has, of this process or of another process of this host.
std::string unique_suffix() {
    static std::atomic<std::uint64_t> count{0};
    return fmt::format("{}.{}", ::getpid(), ++count);
}

}  // namespace

void MachineDirectory::build(const std::filesystem::path& root, const std::string& id, const MachineSpecRecord& order,
                             std::string_view environment) {
    const auto path = root / fmt::format("{}{}.{}", unfinished_prefix, id, unique_suffix());
    if (::mkdir(path.c_str(), 0700) != 0) fail(path);
    try {
        const FileDescriptor directory(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!directory) fail(path);
        write_file(directory.get(), file::order, to_text(order), path);
        write_file(directory.get(), file::environment, environment, path);
        write_file(directory.get(), file::lock, "", path);
        if (::mkdirat(directory.get(), file::work, 0700) != 0) fail(path / file::work);
        // rename() succeeds over an empty directory, and fails over any other.
        if (::rename(path.c_str(), (root / id).c_str()) == 0) return;
        if (errno != ENOTEMPTY && errno != EEXIST) fail(root / id);
    } catch (...) {
        std::error_code none;
        std::filesystem::remove_all(path, none);
        throw;
    }
    std::filesystem::remove_all(path);
}

std::optional<MachineDirectory> MachineDirectory::open(const std::filesystem::path& root, const std::string& id) {
    auto path = root / id;
    FileDescriptor directory(::open(path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        fail(path);
    }
    return MachineDirectory(std::move(directory), std::move(path));
}

std::optional<std::string> MachineDirectory::read(const char* name) const {
    auto text = read_bounded_file_at(directory_.get(), name, most_bytes, O_NOFOLLOW);
    if (text) return std::move(*text);
    if (text.error() == std::errc::no_such_file_or_directory) return std::nullopt;
    throw std::system_error(text.error(), (path_ / name).string());
}

std::optional<MachineSpecRecord> MachineDirectory::order() const {
    const auto text = read(file::order);
    return text ? order_from(*text) : std::nullopt;
}

std::optional<Started> MachineDirectory::started() const {
    const auto text = read(file::started);
    return text ? std::optional(started_from(*text)) : std::nullopt;
}

std::optional<Ended> MachineDirectory::ended() const {
    const auto text = read(file::ended);
    return text ? std::optional(ended_from(*text)) : std::nullopt;
}

LockState MachineDirectory::lock() const {
    // O_NONBLOCK, since a FIFO in the lock's place would make this wait.
    const FileDescriptor file(
        ::openat(directory_.get(), file::lock, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT) return {};
        fail(path_ / file::lock);
    }
    struct stat about {};
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fstat(file.get(), &about) != 0 || ::fcntl(file.get(), F_OFD_GETLK, &whole) != 0) fail(path_ / file::lock);
    return {whole.l_type != F_UNLCK,
            Stamp{static_cast<std::uint64_t>(about.st_ino), about.st_mtim.tv_sec, about.st_mtim.tv_nsec}};
}

bool MachineDirectory::terminating() const {
    if (::faccessat(directory_.get(), file::terminating, F_OK, 0) == 0) return true;
    if (errno != ENOENT) fail(path_ / file::terminating);
    return false;
}

bool MachineDirectory::publish(const char* name, std::string_view text) {
    const auto temporary = fmt::format("{}.{}", name, unique_suffix());
    write_file(directory_.get(), temporary.c_str(), text, path_);
    const int result = ::linkat(directory_.get(), temporary.c_str(), directory_.get(), name, 0);
    const int error = errno;
    ::unlinkat(directory_.get(), temporary.c_str(), 0);
    errno = error;
    if (result != 0 && error != EEXIST) fail(path_ / name);
    return result == 0;
}

bool MachineDirectory::revoke() { return publish(file::started, fmt::format("{}\n", word::revoked)); }

bool MachineDirectory::mark_terminating() {
    return static_cast<bool>(
        FileDescriptor(::openat(directory_.get(), file::terminating, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)));
}

void MachineDirectory::record_end(const Ended& ended) { publish(file::ended, to_text(ended)); }

void MachineDirectory::remove() {
    // The path of the opened directory, for functions that want a path.
    const auto self = std::filesystem::path(fmt::format("/proc/self/fd/{}", directory_.get()));
    // The working directory goes first, since it may be large or can't be removed: then the rest stays and
    // shows what it was. The lock goes before the claim: a keeper that claims the machine anew finds no lock,
    // and knows that it came too late.
    std::filesystem::remove_all(self / file::work);
    for (const auto& entry : std::filesystem::directory_iterator(self))
        if (entry.path().filename() != file::started) std::filesystem::remove_all(entry.path());
    if (::unlinkat(directory_.get(), file::started, 0) != 0 && errno != ENOENT) fail(path_ / file::started);
    // A new directory that has taken its place is not empty, and stays.
    if (::rmdir(path_.c_str()) != 0 && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST) fail(path_);
}

bool is_unfinished(std::string_view name) { return name.starts_with(unfinished_prefix); }

void remove_unfinished(const std::filesystem::path& directory) {
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(directory, error);
    if (error || std::filesystem::file_time_type::clock::now() - changed < unfinished_for) return;
    std::filesystem::remove_all(directory, error);
}

}  // namespace hf::process
