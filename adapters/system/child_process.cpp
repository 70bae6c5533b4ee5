#include "adapters/system/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

namespace hf {
namespace {

using SteadyClock = std::chrono::steady_clock;
using OutputState = ChildOutput::State;

constexpr auto between_looks = std::chrono::milliseconds(2);

// posix_spawn and not fork: the daemon has threads, and is large.
class SpawnSetup {
public:
    SpawnSetup() {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    int prepare(const ChildCommand& command, int output) {
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        ::posix_spawnattr_setpgroup(&attributes, 0);
        const int apart = command.own_session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
        ::posix_spawnattr_setflags(&attributes,
                                   static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | apart));
        if (const int error = ::posix_spawn_file_actions_adddup2(&files, output, command.output_as)) return error;
        for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            if (file == command.output_as || (file != STDIN_FILENO && !command.silent)) continue;
            if (const int error = ::posix_spawn_file_actions_addopen(&files, file, "/dev/null", O_RDWR, 0))
                return error;
        }
        return 0;
    }

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Reads a piece of what there is; whether there may be more of interest.
bool take_piece(int file, OutputUntil until, std::size_t most_bytes, ChildOutput& output) {
    std::array<char, 4096> piece;
    const auto got = ::read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) {
        output.state = got == 0 && until == OutputUntil::end ? OutputState::complete : OutputState::cut_off;
        return false;
    }
    output.text.append(piece.data(), static_cast<std::size_t>(got));
    const auto end = until == OutputUntil::line ? output.text.find('\n') : std::string::npos;
    if (end != std::string::npos) {
        output.text.resize(end);
        output.state = OutputState::complete;
        return false;
    }
    if (output.text.size() > most_bytes) output.state = OutputState::too_much;
    return output.text.size() <= most_bytes;
}

// Its status; nothing: it has not ended by the deadline.
std::optional<int> wait_for(pid_t pid, SteadyClock::time_point deadline, const std::function<bool()>& left) {
    for (;;) {
        int status = 0;
        const auto got = ::waitpid(pid, &status, WNOHANG);
        if (got == pid) return status;
        // Not ours to wait for, where the process ignores SIGCHLD: then nobody knows.
        if (got < 0 && errno != EINTR) return 0;
        if (SteadyClock::now() >= deadline || (left && left())) return std::nullopt;
        std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace

tl::expected<Child, int> spawn_child(const ChildCommand& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return tl::make_unexpected(errno);
    FileDescriptor ours(ends[0]);
    const FileDescriptor its(ends[1]);
    SpawnSetup setup;
    if (const int error = setup.prepare(command, its.get())) return tl::make_unexpected(error);
    auto words = command.arguments;
    const auto arguments = pointers_to(words);
    auto variables = command.environment.value_or(std::vector<std::string>{});
    const auto environment = pointers_to(variables);
    pid_t pid = 0;
    if (const int error = ::posix_spawn(&pid, command.program.c_str(), &setup.files, &setup.attributes,
                                        arguments.data(), command.environment ? environment.data() : environ))
        return tl::make_unexpected(error);
    return Child{pid, std::move(ours)};
}

std::vector<ChildOutput> collect_output(std::span<const Child> children, OutputUntil until,
                                        SteadyClock::time_point deadline, std::size_t most_bytes) {
    std::vector<ChildOutput> outputs(children.size());
    std::vector<pollfd> polled;
    for (const auto& child : children) polled.push_back({child.output.get(), POLLIN, 0});
    auto open = children.size();
    while (open > 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
        if (left.count() < 0) break;
        if (::poll(polled.data(), polled.size(), static_cast<int>(left.count())) <= 0) {
            if (left.count() == 0) break;
            continue;
        }
        for (std::size_t i = 0; i < polled.size(); ++i) {
            if (polled[i].fd < 0 || polled[i].revents == 0) continue;
            if (take_piece(polled[i].fd, until, most_bytes, outputs[i])) continue;
            polled[i].fd = -1;
            --open;
        }
    }
    return outputs;
}

bool ChildEnd::exited_with(int number) const { return WIFEXITED(status) && WEXITSTATUS(status) == number; }

namespace {

constexpr std::chrono::milliseconds between_questions{100};

ChildOutput hear_to_the_end(const Child& child, SteadyClock::time_point deadline, std::size_t most_bytes,
                            const std::function<bool()>& left) {
    ChildOutput whole;
    do {
        const auto until = left ? std::min(deadline, SteadyClock::now() + between_questions) : deadline;
        auto part =
            std::move(collect_output({&child, 1}, OutputUntil::end, until, most_bytes - whole.text.size()).front());
        whole.text += part.text;
        whole.state = part.state;
    } while (whole.state == OutputState::too_slowly && SteadyClock::now() < deadline && !(left && left()));
    return whole;
}

}  // namespace

tl::expected<ChildEnd, std::string> run_child(const ChildCommand& command, std::chrono::milliseconds timeout,
                                              std::size_t most_bytes, const std::function<bool()>& left) {
    const auto deadline = SteadyClock::now() + timeout;
    const auto child = spawn_child(command);
    if (!child)
        return tl::make_unexpected(
            fmt::format("could not be started: {}", std::generic_category().message(child.error())));
    auto output = hear_to_the_end(*child, deadline, most_bytes, left);
    // One that has said it all may still have something to do, but no more time than that.
    if (output.state == OutputState::complete)
        if (const auto status = wait_for(child->pid, deadline, left)) return ChildEnd{*status, std::move(output.text)};
    ::kill(-child->pid, SIGKILL);
    static_cast<void>(wait_for(child->pid, SteadyClock::time_point::max(), {}));
    if (output.state == OutputState::too_much)
        return tl::make_unexpected(fmt::format("wrote more than {} bytes", most_bytes));
    if (output.state == OutputState::cut_off) return tl::make_unexpected("could not be heard to its end");
    if (left && left()) return tl::make_unexpected("was left, since the daemon ends");
    return tl::make_unexpected(fmt::format("took longer than {} ms", timeout.count()));
}

}  // namespace hf
