#include "adapters/providers/process/keepers.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

namespace hf::process {
namespace {

constexpr int ready_fd = 3;  // in the keeper
constexpr std::size_t most_answer = 8'192;

}  // namespace

tl::expected<SpawnedKeeper, int> Keepers::spawn(const KeeperCall& call) {
    std::vector<std::string> words{"hostfactory-machine", call.directory.string(), fmt::to_string(call.grace_s),
                                   fmt::to_string(ready_fd)};
    if (!call.command.empty()) {
        if (!call.program.empty()) words.push_back(call.program);
        words.emplace_back("--");
        words.insert(words.end(), call.command.begin(), call.command.end());
    }
    auto keeper = spawn_child({.program = call.keeper.string(),
                               .arguments = std::move(words),
                               .environment = std::vector<std::string>{},
                               .output_as = ready_fd,
                               .own_session = true,
                               .silent = true});
    if (!keeper) return keeper;
    const MutexLock lock(mutex_);
    known_[keeper->pid] = {.directory = call.directory.string()};
    return keeper;
}

void Keepers::look(pid_t pid, Known& keeper) {
    if (keeper.reaped) return;
    int status = 0;
    pid_t got = 0;
    do got = ::waitpid(pid, &status, WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got == 0) return;
    keeper.reaped = true;
    // The kernel has reaped the keeper itself if this process ignores SIGCHLD. Then no status is known.
    if (got == pid) keeper.status = status;
}

KeeperFate Keepers::fate_of(pid_t pid, const std::filesystem::path& directory) {
    const MutexLock lock(mutex_);
    const auto it = known_.find(pid);
    if (it == known_.end() || it->second.directory != directory.native()) return {KeeperFate::Kind::not_ours, {}};
    look(pid, it->second);
    if (!it->second.reaped) return {KeeperFate::Kind::alive, {}};
    return {KeeperFate::Kind::ended, it->second.status};
}

void Keepers::kill(pid_t pid) {
    const MutexLock lock(mutex_);
    const auto it = known_.find(pid);
    // A keeper that is not reaped still has its pid.
    if (it != known_.end() && !it->second.reaped) ::kill(pid, SIGKILL);
}

void Keepers::reap() {
    const MutexLock lock(mutex_);
    for (auto it = known_.begin(); it != known_.end();) {
        look(it->first, it->second);
        it = it->second.reaped && it->second.dismissed ? known_.erase(it) : std::next(it);
    }
}

void Keepers::dismiss(pid_t pid, const std::filesystem::path& directory) {
    const MutexLock lock(mutex_);
    const auto it = known_.find(pid);
    if (it == known_.end() || it->second.directory != directory.native()) return;
    look(pid, it->second);
    it->second.dismissed = true;
    if (it->second.reaped) known_.erase(it);
}

std::vector<std::optional<std::string>> await_answers(std::span<const SpawnedKeeper> keepers,
                                                      std::chrono::steady_clock::time_point deadline) {
    std::vector<std::optional<std::string>> answers;
    for (auto& said : collect_output(keepers, OutputUntil::line, deadline, most_answer))
        answers.push_back(said.state == ChildOutput::State::complete ? std::optional(std::move(said.text))
                                                                     : std::nullopt);
    return answers;
}

}  // namespace hf::process
