#include "adapters/providers/process/keeper/command.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "adapters/providers/process/machine_files.hpp"

namespace hf::keeper {
namespace {

// Blocked and ignored signals pass through exec, and a program expects neither.
void default_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    // libc keeps two for itself, refuses to set them, and leaves them ignored in what
    // posix_spawn starts. Zeros are the kernel's default action on every architecture.
    const std::array<char, 64> action{};
    for (int number = 32; number < SIGRTMIN; ++number)
        ::syscall(SYS_rt_sigaction, number, action.data(), nullptr, NSIG / 8);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Returns the strings of the file as an environment; null if the file can't be read (errno).
char** load_environment() {
    const int file = ::open(process::file::environment, O_RDONLY | O_CLOEXEC);
    if (file < 0) return nullptr;
    struct stat about {};
    if (::fstat(file, &about) != 0) return nullptr;
    const auto size = static_cast<std::size_t>(about.st_size);
    // A NUL ends each entry. The further byte ends the last entry, should it lack its own.
    auto* text = static_cast<char*>(std::calloc(size + 1, 1));
    if (!text) return nullptr;
    for (std::size_t have = 0; have < size;) {
        const auto got = ::read(file, text + have, size - have);
        if (got <= 0) return nullptr;
        have += static_cast<std::size_t>(got);
    }
    ::close(file);
    std::size_t count = 0;
    for (std::size_t i = 0; i < size; ++i) count += text[i] == '\0' ? 1 : 0;
    auto** entries = static_cast<char**>(std::calloc(count + 2, sizeof(char*)));
    if (!entries) return nullptr;
    std::size_t next = 0;
    for (char* at = text; at < text + size; at += std::strlen(at) + 1) entries[next++] = at;
    return entries;
}

bool open_log() {
    const int log = ::open(process::file::log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    return log >= 0 && ::dup2(log, STDOUT_FILENO) >= 0 && ::dup2(log, STDERR_FILENO) >= 0;
}

}  // namespace

int Command::prepare(const char* program, char** argv) {
    std::array<int, 2> go{};
    std::array<int, 2> failed{};
    if (::pipe2(go.data(), O_CLOEXEC) != 0 || ::pipe2(failed.data(), O_CLOEXEC) != 0) return errno;
    keeper_ = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) return errno;
    if (pid_ == 0) {
        ::close(go[1]);
        ::close(failed[0]);
        become(program, argv, go[0], failed[1]);
    }
    ::close(go[0]);
    ::close(failed[1]);
    go_ = go[1];
    failed_ = failed[0];
    return 0;
}

void Command::become(const char* program, char** argv, int go, int failed) const {
    const auto give_up = [failed](Failure::Stage stage) {
        const Failure failure{stage, errno};
        [[maybe_unused]] const auto written = ::write(failed, &failure, sizeof failure);
        ::_exit(127);
    };
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The keeper may have died before this process asked to die with it.
    if (::getppid() != keeper_) ::_exit(127);
    char byte = 0;
    if (::read(go, &byte, 1) != 1) ::_exit(127);

    char** const environment = load_environment();
    if (!environment) give_up(Failure::environment);
    if (!open_log()) give_up(Failure::log);
    if (::chdir(process::file::work) != 0) give_up(Failure::work);
    default_signals();
    // execvp looks along the PATH of this process, which is the machine's.
    ::environ = environment;
    ::execvp(program, argv);
    give_up(Failure::program);
    ::_exit(127);
}

Command::Failure Command::go() {
    [[maybe_unused]] const auto written = ::write(go_, "", 1);
    ::close(go_);
    Failure failure{};
    ssize_t got = 0;
    do got = ::read(failed_, &failure, sizeof failure);
    while (got < 0 && errno == EINTR);
    ::close(failed_);
    if (got != static_cast<ssize_t>(sizeof failure)) return {};
    ::waitpid(pid_, nullptr, 0);
    return failure;
}

void Command::call_off() {
    ::close(go_);
    ::close(failed_);
    ::waitpid(pid_, nullptr, 0);
}

}  // namespace hf::keeper
