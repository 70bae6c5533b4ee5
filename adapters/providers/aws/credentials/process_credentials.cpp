#include "adapters/providers/aws/credentials/process_credentials.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "adapters/providers/aws/credentials/json_credentials.hpp"

namespace hf::aws {
namespace {

constexpr std::size_t most_output = 65'536;
using Clock = std::chrono::steady_clock;

struct Spawned {
    pid_t pid = -1;
    int output = -1;
};

// The command gets a process group of its own, so that its children can be killed with it.
std::optional<Spawned> spawn(const std::string& command) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    std::string shell = "/bin/sh";
    std::string option = "-c";
    std::string text = command;
    char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
    Spawned spawned{-1, ends[0]};
    const int error = posix_spawn(&spawned.pid, shell.c_str(), &files, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (error == 0) return spawned;
    ::close(ends[0]);
    return std::nullopt;
}

// Returns the whole output, or nothing if it takes too long or is too large.
std::optional<std::string> output_of(int fd, Clock::time_point deadline) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd ready{fd, POLLIN, 0};
        if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) == 0) return std::nullopt;
        const auto got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > most_output) return std::nullopt;
    }
}

}  // namespace

CredentialsResult credentials_of_process(const std::string& command, std::chrono::milliseconds timeout) {
    const auto spawned = spawn(command);
    if (!spawned) return tl::make_unexpected("credential_process could not be started");
    const auto output = output_of(spawned->output, Clock::now() + timeout);
    ::close(spawned->output);
    if (!output) ::kill(-spawned->pid, SIGKILL);
    int status = 0;
    while (::waitpid(spawned->pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!output) return tl::make_unexpected("credential_process took too long, or wrote too much");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return tl::make_unexpected("credential_process failed");
    auto credentials = json_credentials(*output);
    if (!credentials) return tl::make_unexpected("credential_process " + credentials.error());
    return std::move(*credentials);
}

}  // namespace hf::aws
