#include "adapters/providers/process/keepers.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace hf::process {
namespace {

constexpr int ready_fd = 3;  // in the keeper
constexpr std::size_t most_answer = 8'192;

// posix_spawn and not fork: the daemon has threads, and is large.
class SpawnSetup {
public:
    SpawnSetup() {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    int prepare(int ready) {
        // The daemon's signal settings are its own: what it blocks and ignores, the keeper must hear.
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
        if (const int error = ::posix_spawn_file_actions_adddup2(&actions, ready, ready_fd)) return error;
        for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            if (const int error = ::posix_spawn_file_actions_addopen(&actions, file, "/dev/null", O_RDWR, 0))
                return error;
        return 0;
    }

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
};

}  // namespace

tl::expected<SpawnedKeeper, int> Keepers::spawn(const KeeperCall& call) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return tl::make_unexpected(errno);
    FileDescriptor ready(ends[0]);
    FileDescriptor answer(ends[1]);

    std::vector<std::string> words{"hostfactory-machine", call.directory.string(), fmt::to_string(call.grace_s),
                                   fmt::to_string(ready_fd)};
    if (!call.command.empty()) {
        words.emplace_back("--");
        words.insert(words.end(), call.command.begin(), call.command.end());
    }
    std::vector<char*> arguments;
    for (auto& text : words) arguments.push_back(text.data());
    arguments.push_back(nullptr);
    std::array<char*, 1> environment{nullptr};

    SpawnSetup setup;
    if (const int error = setup.prepare(answer.get())) return tl::make_unexpected(error);
    pid_t pid = 0;
    if (const int error = ::posix_spawn(&pid, call.keeper.c_str(), &setup.actions, &setup.attributes, arguments.data(),
                                        environment.data()))
        return tl::make_unexpected(error);
    const std::lock_guard lock(mutex_);
    children_[pid] = {.directory = call.directory.string()};
    return SpawnedKeeper{pid, std::move(ready)};
}

void Keepers::look(pid_t pid, Child& child) {
    if (child.reaped) return;
    int status = 0;
    pid_t got = 0;
    do got = ::waitpid(pid, &status, WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got == 0) return;
    child.reaped = true;
    // Not ours to wait for any more when the process ignores SIGCHLD.
    if (got == pid) child.status = status;
}

KeeperFate Keepers::fate_of(pid_t pid, const std::filesystem::path& directory) {
    const std::lock_guard lock(mutex_);
    const auto it = children_.find(pid);
    if (it == children_.end() || it->second.directory != directory.native()) return {KeeperFate::Kind::not_ours, {}};
    look(pid, it->second);
    if (!it->second.reaped) return {KeeperFate::Kind::alive, {}};
    return {KeeperFate::Kind::ended, it->second.status};
}

void Keepers::kill(pid_t pid) {
    const std::lock_guard lock(mutex_);
    const auto it = children_.find(pid);
    // Not reaped, so the pid is still its own.
    if (it != children_.end() && !it->second.reaped) ::kill(pid, SIGKILL);
}

void Keepers::reap() {
    const std::lock_guard lock(mutex_);
    for (auto it = children_.begin(); it != children_.end();) {
        look(it->first, it->second);
        it = it->second.reaped && it->second.dismissed ? children_.erase(it) : std::next(it);
    }
}

void Keepers::dismiss(pid_t pid, const std::filesystem::path& directory) {
    const std::lock_guard lock(mutex_);
    const auto it = children_.find(pid);
    if (it == children_.end() || it->second.directory != directory.native()) return;
    look(pid, it->second);
    it->second.dismissed = true;
    if (it->second.reaped) children_.erase(it);
}

std::vector<std::optional<std::string>> await_answers(std::span<const SpawnedKeeper> keepers,
                                                      std::chrono::steady_clock::time_point deadline) {
    std::vector<std::optional<std::string>> answers(keepers.size());
    std::vector<std::string> texts(keepers.size());
    std::vector<pollfd> polled;
    for (const auto& keeper : keepers) polled.push_back({keeper.ready.get(), POLLIN, 0});
    auto open = keepers.size();
    while (open > 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() < 0) break;
        if (::poll(polled.data(), polled.size(), static_cast<int>(left.count())) <= 0) {
            if (left.count() == 0) break;
            continue;
        }
        for (std::size_t i = 0; i < polled.size(); ++i) {
            if (polled[i].fd < 0 || polled[i].revents == 0) continue;
            std::array<char, 512> piece;
            const auto got = ::read(polled[i].fd, piece.data(), piece.size());
            if (got > 0) texts[i].append(piece.data(), static_cast<std::size_t>(got));
            const auto end = texts[i].find('\n');
            // One that goes on and on gives no answer.
            if (got > 0 && end == std::string::npos && texts[i].size() < most_answer) continue;
            if (end != std::string::npos) answers[i] = texts[i].substr(0, end);
            polled[i].fd = -1;
            --open;
        }
    }
    return answers;
}

}  // namespace hf::process
