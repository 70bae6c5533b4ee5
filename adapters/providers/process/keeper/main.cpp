// hostfactory-machine DIR GRACE_SECONDS READY_FD [[PROGRAM] -- COMMAND ARG…]
//
// COMMAND is looked for along the machine's PATH; PROGRAM is a path, and is run under the name COMMAND in its place.
//
// The keeper of one machine of a `process` provider. It holds the machine's lock while the machine
// lives, runs the machine's command, and writes down how the command ended. It outlives the daemon,
// and asks nothing of the daemon. machine_files.hpp says what DIR holds.
//
// A keeper never starts a machine twice. The lock keeps a second keeper out while this one lives;
// `started`, which is never removed before the rest of the directory, keeps it out for ever.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <tuple>

#include "adapters/providers/process/keeper/answer.hpp"
#include "adapters/providers/process/keeper/command.hpp"
#include "adapters/providers/process/keeper/records.hpp"
#include "adapters/providers/process/keeper/watch.hpp"
#include "adapters/providers/process/machine_files.hpp"

namespace hf::keeper {
namespace {

namespace word = process::word;

enum Exit : int { machine_ended = 0, usage = 64, refused = 69, failed = 71 };

struct Call {
    const char* directory = nullptr;
    unsigned grace_s = 0;
    int ready = -1;
    const char* program = nullptr;
    char** command = nullptr;
};

bool number(const char* text, unsigned& value) {
    char* end = nullptr;
    errno = 0;
    const auto got = std::strtoul(text, &end, 10);
    value = static_cast<unsigned>(got);
    return errno == 0 && *text >= '0' && *text <= '9' && *end == '\0' && got <= 1'000'000'000;
}

bool parse(int argc, char** argv, Call& call) {
    const bool has_program = argc > 4 && std::strcmp(argv[4], "--") != 0;
    const int dashes = has_program ? 5 : 4;
    if (argc != 4 && argc < dashes + 2) return false;
    if (argc > 4 && std::strcmp(argv[dashes], "--") != 0) return false;
    unsigned ready = 0;
    if (!number(argv[2], call.grace_s) || !number(argv[3], ready) || ready < 3) return false;
    call.directory = argv[1];
    call.ready = static_cast<int>(ready);
    call.command = argc > 4 ? argv + dashes + 1 : nullptr;
    if (call.command) call.program = has_program ? argv[4] : call.command[0];
    return true;
}

void close_range_of(unsigned first, unsigned last) {
    if (first > last) return;
    if (::syscall(SYS_close_range, first, last, 0U) == 0) return;
    // Kernels before 5.9 have no close_range.
    const long limit = ::sysconf(_SC_OPEN_MAX);
    for (unsigned file = first; file <= last && static_cast<long>(file) < limit; ++file)
        ::close(static_cast<int>(file));
}

// Where the daemon is spared when the host runs out of memory (OOMScoreAdjust in its unit), its machines are not.
void be_spared_no_more() {
    const int file = ::open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    char sign = 0;
    if (::read(file, &sign, 1) == 1 && sign == '-') std::ignore = ::pwrite(file, "0", 1, 0);
    ::close(file);
}

// Nothing of the daemon may live on in a machine: no file, no terminal, no signal setting.
void stand_alone(int ready) {
    const auto kept = static_cast<unsigned>(ready);
    close_range_of(3, kept - 1);
    close_range_of(kept + 1, ~0U);
    ::fcntl(ready, F_SETFD, FD_CLOEXEC);
    const int null = ::open("/dev/null", O_RDWR);
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (null >= 0 && null != file) ::dup2(null, file);
    if (null > STDERR_FILENO) ::close(null);

    be_spared_no_more();
    ::setsid();
    ::prctl(PR_SET_NAME, "hf-machine");
    // Orphans of the command become our children, and not init's.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
    ::signal(SIGCHLD, SIG_DFL);
    const auto mine = keeper_signals();
    ::sigprocmask(SIG_SETMASK, &mine, nullptr);
}

int refuse(Answer& answer, Claim claim, const char* directory) {
    const int error = errno;
    switch (claim) {
        case Claim::already: answer.give(word::already, directory); return refused;
        case Claim::revoked: answer.give(word::revoked, directory); return refused;
        case Claim::gone:
            // The process that removes the directory may have failed at this because of us. A new directory that has
            // taken its place is not empty.
            ::rmdir(directory);
            answer.give(word::gone, directory);
            return refused;
        default: break;
    }
    if (error == ENOENT)
        answer.give(word::gone, directory);
    else
        answer.give(word_for(error), "cannot claim", directory, error);
    return failed;
}

// True for errors of exec that another try can't mend.
const char* word_for_program(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
        case EACCES:
        case EPERM:
        case ENOEXEC:
        case ELIBBAD:
        case EISDIR:
        case ELOOP:
        case ENAMETOOLONG:
        case EINVAL:
        case E2BIG: return word::invalid;
        // The host may mend such an error (EIO, ESTALE). Nothing ran, and other programs may be well.
        default: return word::no_capacity;
    }
}

int give_up(Answer& answer, const Command::Failure& failure, const char* program) {
    using Failure = Command::Failure;
    std::array<char, 1536> reason{};
    const auto* why = std::strerror(failure.error);
    switch (failure.stage) {
        case Failure::environment:
            std::snprintf(reason.data(), reason.size(), "cannot read the environment: %s", why);
            break;
        case Failure::work:
            std::snprintf(reason.data(), reason.size(), "cannot enter the working directory: %s", why);
            break;
        case Failure::log: std::snprintf(reason.data(), reason.size(), "cannot open the log: %s", why); break;
        default: std::snprintf(reason.data(), reason.size(), "cannot run %.1300s: %s", program, why); break;
    }
    const auto* kind = failure.stage == Failure::program ? word_for_program(failure.error) : word_for(failure.error);
    write_end({.how = End::How::unrunnable, .kind = kind, .reason = reason.data()});
    answer.give(kind, reason.data());
    return failed;
}

int keep(const Call& call) {
    Answer answer(call.ready);
    if (::chdir(call.directory) != 0) {
        const int error = errno;
        answer.give(error == ENOENT ? word::gone : word_for(error), "cannot enter", call.directory, error);
        return failed;
    }
    // This is asked before the lock is taken, so that the lock of a machine that has ended stays free.
    if (const auto before = claimed(); before != Claim::made) return refuse(answer, before, call.directory);
    if (const int error = take_lock(); error != 0) {
        const auto* kind = error == EAGAIN ? word::busy : error == ENOENT ? word::gone : word_for(error);
        answer.give(kind, "cannot lock", call.directory, error);
        return refused;
    }

    Command command;
    if (call.command) {
        if (const int error = command.prepare(call.program, call.command); error != 0) {
            answer.give(word_for(error), "cannot fork for", call.command[0], error);
            return failed;
        }
    }
    if (const auto made = claim(command.pid()); made != Claim::made) {
        const int error = errno;
        if (call.command) command.call_off();
        errno = error;
        return refuse(answer, made, call.directory);
    }
    if (call.command) {
        if (const auto failure = command.go(); failure.stage != Command::Failure::none)
            return give_up(answer, failure, call.command[0]);
    }
    std::array<char, 32> pid{};
    std::snprintf(pid.data(), pid.size(), "%d", static_cast<int>(::getpid()));
    answer.give(word::ok, pid.data());

    if (!call.command) {
        write_end(watch_alone());
        return machine_ended;
    }
    const auto end = watch(command.pid(), call.grace_s);
    // The end is written last: if we were killed in between with the end written, no daemon would look for
    // processes that are left.
    end_leftovers(command.pid());
    write_end(end);
    return machine_ended;
}

}  // namespace
}  // namespace hf::keeper

int main(int argc, char** argv) {
    hf::keeper::Call call;
    if (!hf::keeper::parse(argc, argv, call)) {
        std::fputs(
            "usage: hostfactory-machine DIR GRACE_SECONDS READY_FD [[PROGRAM] -- COMMAND ARG...]\n"
            "Started by hostfactoryd, one for each machine of a process provider.\n",
            stderr);
        return hf::keeper::usage;
    }
    hf::keeper::stand_alone(call.ready);
    return hf::keeper::keep(call);
}
