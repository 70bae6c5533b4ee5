#include "adapters/providers/process/keeper/records.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "adapters/providers/process/machine_files.hpp"

namespace hf::keeper {
namespace {

using process::file::ended;
using process::file::lock;
using process::file::started;
namespace word = process::word;

using Text = std::array<char, 2048>;

bool read_text(const char* path, Text& text) {
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const auto size = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    text[size > 0 ? static_cast<std::size_t>(size) : 0] = '\0';
    return size >= 0;
}

// Returns the start of a process, in clock ticks since the boot. It is field 22; fields are counted
// from behind the name, which may hold blanks and parentheses.
unsigned long long start_of(pid_t pid) {
    Text text{};
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/%d/stat", static_cast<int>(pid));
    if (!read_text(path.data(), text)) return 0;
    const char* at = std::strrchr(text.data(), ')');
    if (!at) return 0;
    unsigned long long start = 0;
    const int found = std::sscanf(
        at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &start);
    return found == 1 ? start : 0;
}

long long now_us() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
}

bool write_whole(const char* path, const Text& text) {
    const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const auto size = std::strlen(text.data());
    const auto written = ::write(file, text.data(), size);
    const int error = written < 0 ? errno : ENOSPC;
    ::close(file);
    if (written == static_cast<ssize_t>(size)) return true;
    ::unlink(path);
    errno = error;
    return false;
}

// The name appears when the file is complete, and never in the place of another file.
bool publish(const char* name, const Text& text) {
    std::array<char, 64> temporary{};
    std::snprintf(temporary.data(), temporary.size(), "%s.%d", name, static_cast<int>(::getpid()));
    if (!write_whole(temporary.data(), text)) return false;
    const int result = ::link(temporary.data(), name);
    const int error = errno;
    ::unlink(temporary.data());
    errno = error;
    return result == 0;
}

int lock_file = -1;

bool lock_is_removed() {
    struct stat about {};
    return ::fstat(lock_file, &about) == 0 && about.st_nlink == 0;
}

}  // namespace

int take_lock() {
    const int file = ::open(lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return errno;
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    // The file is never closed, since the open file holds the lock. It has O_CLOEXEC, so that the
    // command doesn't hold the lock too.
    if (::fcntl(file, F_OFD_SETLK, &whole) == 0) {
        lock_file = file;
        return 0;
    }
    const int error = errno == EACCES ? EAGAIN : errno;
    ::close(file);
    return error;
}

Claim claimed() {
    Text text{};
    if (!read_text(started, text)) return errno == ENOENT ? Claim::made : Claim::failed;
    return std::strncmp(text.data(), word::revoked, std::strlen(word::revoked)) == 0 ? Claim::revoked : Claim::already;
}

Claim claim(pid_t command) {
    Text boot{};
    if (!read_text("/proc/sys/kernel/random/boot_id", boot)) return Claim::failed;
    boot[std::strcspn(boot.data(), "\n")] = '\0';

    const auto keeper = ::getpid();
    Text text{};
    std::snprintf(text.data(), text.size(), "%s %d\n%s %llu\n%s %d\n%s %llu\n%s %.64s\n%s %lld\n", word::keeper,
                  static_cast<int>(keeper), word::keeper_start, start_of(keeper), word::command,
                  static_cast<int>(command), word::command_start, command > 0 ? start_of(command) : 0ULL, word::boot,
                  boot.data(), word::time, now_us());
    if (publish(started, text)) {
        if (!lock_is_removed()) return Claim::made;
        // The process that removes the directory had claimed the machine before: the lock goes before the claim.
        ::unlink(started);
        return Claim::gone;
    }
    if (errno != EEXIST) return Claim::failed;
    const auto other = claimed();
    return other == Claim::made ? Claim::failed : other;
}

void write_end(const End& end) {
    Text how{};
    switch (end.how) {
        case End::How::exited: std::snprintf(how.data(), how.size(), "%s %d", word::exit, end.value); break;
        case End::How::signalled: std::snprintf(how.data(), how.size(), "%s %d", word::signal, end.value); break;
        case End::How::unrunnable:
            std::snprintf(how.data(), how.size(), "%s %s %.1536s", word::unrunnable, end.kind, end.reason);
            break;
    }
    // The name of the program may hold newlines, and the record must stay one line.
    for (char* c = how.data(); *c != '\0'; ++c)
        if (static_cast<unsigned char>(*c) < ' ') *c = '?';
    Text text{};
    std::snprintf(text.data(), text.size(), "%.1800s\n%s %d\n%s %lld\n", how.data(), word::ordered, end.ordered ? 1 : 0,
                  word::time, now_us());
    static_cast<void>(publish(ended, text));
}

}  // namespace hf::keeper
