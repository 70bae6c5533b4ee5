#include "adapters/providers/process/keeper/watch.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace hf::keeper {
namespace {

constexpr long long ms = 1'000'000;
constexpr long long leftovers_most = 5'000 * ms;

long long monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<long long>(now.tv_sec) * 1000 * ms + now.tv_nsec;
}

// Returns the signal that came, or a negative number if none did in time. A negative wait has no end.
int next_signal(const sigset_t& set, long long wait_ns) {
    timespec wait{};
    wait.tv_sec = static_cast<time_t>(wait_ns / (1000 * ms));
    wait.tv_nsec = static_cast<long>(wait_ns % (1000 * ms));
    return ::sigtimedwait(&set, nullptr, wait_ns < 0 ? nullptr : &wait);
}

// Returns whether the command has ended. Reaps other children that have.
bool has_ended(pid_t command, siginfo_t& info) {
    for (;;) {
        info.si_pid = 0;
        if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return false;
        if (info.si_pid == command) return true;
        ::waitpid(info.si_pid, nullptr, WNOHANG);
    }
}

// No other process gets a child's number before we reap the child.
void kill_children() {
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/self/task/%d/children", static_cast<int>(::getpid()));
    const int file = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    std::array<char, 4096> text{};
    const auto size = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    if (size <= 0) return;
    // A number that was cut off at the end is left to the next round.
    auto end = static_cast<std::size_t>(size);
    while (end > 0 && text[end - 1] != ' ') --end;
    text[end] = '\0';
    char* at = text.data();
    for (;;) {
        char* after = nullptr;
        const long pid = std::strtol(at, &after, 10);
        if (after == at) return;
        if (pid > 1) ::kill(static_cast<pid_t>(pid), SIGKILL);
        at = after;
    }
}

}  // namespace

sigset_t keeper_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGCHLD}) ::sigaddset(&set, number);
    return set;
}

End watch_alone() {
    const auto set = keeper_signals();
    for (;;) {
        const int number = next_signal(set, -1);
        if (number == SIGTERM || number == SIGINT)
            return {.how = End::How::signalled, .value = number, .ordered = true};
        // A command would have died of SIGKILL.
        if (number == SIGQUIT) return {.how = End::How::signalled, .value = SIGKILL, .ordered = true};
    }
}

End watch(pid_t command, unsigned grace_s) {
    const auto set = keeper_signals();
    bool ordered = false;
    bool killed = false;
    long long deadline = 0;
    siginfo_t info{};
    while (!has_ended(command, info)) {
        const auto left = deadline - monotonic_ns();
        if (ordered && !killed && left <= 0) {
            ::kill(-command, SIGKILL);
            killed = true;
        }
        switch (next_signal(set, ordered && !killed ? left : -1)) {
            case SIGTERM:
            case SIGINT:
                if (ordered) break;
                ordered = true;
                deadline = monotonic_ns() + static_cast<long long>(grace_s) * 1000 * ms;
                ::kill(-command, SIGTERM);
                ::kill(-command, SIGCONT);  // a stopped group would not hear SIGTERM
                break;
            case SIGQUIT:
                ordered = true;
                deadline = 0;
                break;
            case SIGTSTP:
                // A command that was ordered to end must be able to.
                if (!ordered) ::kill(-command, SIGSTOP);
                break;
            case SIGCONT: ::kill(-command, SIGCONT); break;
            default: break;
        }
    }
    return {.how = info.si_code == CLD_EXITED ? End::How::exited : End::How::signalled,
            .value = info.si_status,
            .ordered = ordered};
}

void end_leftovers(pid_t command) {
    ::kill(-command, SIGKILL);
    ::waitpid(command, nullptr, 0);
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    // Each child that dies may leave us its own children, so this is repeated until there is none.
    // A process that hangs in the kernel must not hold the machine for ever.
    const auto most = monotonic_ns() + leftovers_most;
    while (monotonic_ns() < most) {
        pid_t reaped = 0;
        do reaped = ::waitpid(-1, nullptr, WNOHANG);
        while (reaped > 0);
        if (reaped < 0 && errno == ECHILD) return;
        kill_children();
        next_signal(children, 10 * ms);
    }
}

}  // namespace hf::keeper
