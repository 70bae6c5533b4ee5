#include "adapters/zeromq/unix_listener.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "adapters/system/file_lock.hpp"
#include "adapters/zeromq/endpoint.hpp"

namespace hf::zeromq {
namespace {

// The kernel's queue of peers that wait to be accepted; the kernel limits it to net.core.somaxconn.
constexpr int backlog = 1024;

struct Address {
    explicit Address(const std::string& name) {
        if (const auto fault = fault_of_unix_name(name); !fault.empty()) throw std::runtime_error("it " + fault);
        raw.sun_family = AF_UNIX;
        std::copy(name.begin(), name.end(), raw.sun_path);
        length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        if (name.front() == '@')
            raw.sun_path[0] = '\0';
        else
            ++length;
    }
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&raw); }

    sockaddr_un raw{};
    socklen_t length{};
};

std::runtime_error failure(std::string_view doing, int error) {
    return std::runtime_error(fmt::format("{}: {}", doing, std::system_category().message(error)));
}

// Held from the look at the path until the bind, so that only one of two daemons that start at once takes
// the path. Any user who may read the directory can hold this lock for ever, so the wait is limited.
class DirectoryLock {
public:
    DirectoryLock(const std::string& path, std::chrono::milliseconds patience) {
        auto directory = std::filesystem::path(path).parent_path().string();
        if (directory.empty()) directory = ".";
        fd_ = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd_ < 0 && errno == ENOENT)
            throw std::runtime_error(
                fmt::format("the directory {} does not exist; make it, for the daemon's user", directory));
        if (fd_ < 0) throw failure(directory, errno);
        if (lock_file(fd_, patience)) return;
        const int error = errno;
        ::close(fd_);
        if (error != EWOULDBLOCK) throw failure(directory, error);
        throw std::runtime_error(
            fmt::format("another process holds the directory {} locked (flock), and still did after {} ms", directory,
                        patience.count()));
    }
    ~DirectoryLock() { ::close(fd_); }
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    int fd_;
};

int stream_socket() {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) throw failure("socket", errno);
    return fd;
}

}  // namespace

std::optional<std::string> unix_name(std::string_view endpoint) {
    constexpr std::string_view scheme = "ipc://";
    if (!endpoint.starts_with(scheme)) return std::nullopt;
    return std::string(endpoint.substr(scheme.size()));
}

int probe(const std::string& unix_name) {
    const Address address(unix_name);
    const int fd = stream_socket();
    int error = 0;
    if (::connect(fd, address.get(), address.length) != 0) error = errno;
    ::close(fd);
    // A full queue, or a socket of another type, belongs to a process as well.
    return error == EAGAIN || error == EPROTOTYPE ? 0 : error;
}

UnixListener::UnixListener(const std::string& unix_name, mode_t mode, std::chrono::milliseconds patience)
    : name_(unix_name), fd_(stream_socket()) {
    try {
        claim(mode, patience);
    } catch (...) {
        ::close(fd_);
        throw;
    }
}

void UnixListener::claim(mode_t mode, std::chrono::milliseconds patience) {
    const Address address(name_);
    const auto in_use = [&] { return EndpointInUse(fmt::format("another process listens on {}", name_)); };
    const auto bind_it = [&] {
        if (::bind(fd_, address.get(), address.length) == 0) return;
        if (errno == EADDRINUSE) throw in_use();
        throw failure("bind", errno);
    };

    if (name_.front() == '@') {
        bind_it();
        if (::listen(fd_, backlog) != 0) throw failure("listen", errno);
        return;
    }

    const DirectoryLock lock(name_, patience);
    struct stat file {};
    if (::lstat(name_.c_str(), &file) == 0) {
        if (!S_ISSOCK(file.st_mode)) throw std::runtime_error(fmt::format("{} exists and is not a socket", name_));
        const int error = probe(name_);
        if (error == 0) throw in_use();
        if (error != ECONNREFUSED) throw failure(name_, error);
        if (::unlink(name_.c_str()) != 0) throw failure(name_, errno);
    }
    // The file gets the descriptor's mode minus the umask, which is never wider than allowed;
    // chmod() then widens it to the mode.
    if (::fchmod(fd_, mode) != 0) throw failure("fchmod", errno);
    bind_it();
    if (::chmod(name_.c_str(), mode) != 0 || ::lstat(name_.c_str(), &file) != 0 || ::listen(fd_, backlog) != 0)
        throw failure(name_, errno);
    device_ = file.st_dev;
    inode_ = file.st_ino;
}

UnixListener::~UnixListener() {
    if (fd_ < 0) return;
    remove();
    ::close(fd_);
}

int UnixListener::release() { return std::exchange(fd_, -1); }

void UnixListener::remove() {
    struct stat file {};
    if (name_.front() != '@' && ::lstat(name_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_)
        ::unlink(name_.c_str());
}

}  // namespace hf::zeromq
