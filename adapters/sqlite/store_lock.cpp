#include "adapters/sqlite/store_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "adapters/system/file_descriptor.hpp"
#include "adapters/system/file_lock.hpp"
#include "core/ports/event_store.hpp"

namespace hf::sqlite {
namespace {

std::string holder(int file) {
    std::array<char, 32> text{};
    const auto size = ::pread(file, text.data(), text.size(), 0);
    const std::string_view digits(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const auto end = digits.find('\n');
    if (end == 0 || end == std::string_view::npos) return "another process";
    return fmt::format("process {}", digits.substr(0, end));
}

}  // namespace

StoreLock::StoreLock(const std::filesystem::path& store) {
    const auto name = store.string() + ".lock";
    file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file_ < 0) throw StoreError(fmt::format("{}: {}", name, std::system_category().message(errno)));

    if (!lock_file(file_, std::chrono::seconds{2})) {
        const auto why = errno == EWOULDBLOCK
                             ? fmt::format("{} is in use by {} (which holds {})", store.string(), holder(file_), name)
                             : fmt::format("{}: {}", name, std::system_category().message(errno));
        ::close(file_);
        throw StoreError(why);
    }
    // Only for the message to others; the lock holds without it.
    const auto pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file_, 0) == 0) static_cast<void>(!::pwrite(file_, pid.data(), pid.size(), 0));
}

bool StoreLock::is_held(const std::filesystem::path& store) {
    const FileDescriptor file(::open((store.string() + ".lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    // Shared, so that two that ask do not take each other for an owner.
    return file && ::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

StoreLock::~StoreLock() {
    static_cast<void>(!::ftruncate(file_, 0));
    // Unlocked by name and not only by closing: a child between fork and exec still has the file open.
    ::flock(file_, LOCK_UN);
    ::close(file_);
}

}  // namespace hf::sqlite
