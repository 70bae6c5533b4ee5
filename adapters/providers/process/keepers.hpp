// Keepers: starting keepers, and knowing how those ended that we started.
//
//     auto spawned = keepers.spawn({keeper, directory, grace_s, command});
//     if (!spawned) … spawned.error()              // an errno of posix_spawn
//     auto answers = await_answers(ready, deadline);
//
// A keeper that ended stays a zombie until it is looked at, by fate_of() or reap().
// Only our own keepers are waited for, each by its pid: the daemon may have other
// children.
//
// Thread-safe.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/system/file_descriptor.hpp"

namespace hf::process {

struct KeeperCall {
    std::filesystem::path keeper;
    std::filesystem::path directory;
    std::uint32_t grace_s{};
    std::vector<std::string> command;
};

struct SpawnedKeeper {
    pid_t pid{};
    FileDescriptor ready;  // its answer comes here
};

struct KeeperFate {
    enum class Kind { not_ours, alive, ended } kind{};
    std::optional<int> status;  // as of waitpid, when it ended and that is known
};

class Keepers {
public:
    Keepers() = default;
    Keepers(const Keepers&) = delete;
    Keepers& operator=(const Keepers&) = delete;

    tl::expected<SpawnedKeeper, int> spawn(const KeeperCall& call);
    [[nodiscard]] KeeperFate fate_of(pid_t pid, const std::filesystem::path& directory);
    // Kills one that we started, if it is still there.
    void kill(pid_t pid);
    void reap();
    // How it ended won't be asked any more. One that still runs is reaped later.
    void dismiss(pid_t pid, const std::filesystem::path& directory);

private:
    struct Child {
        std::string directory;
        bool reaped = false;
        bool dismissed = false;
        std::optional<int> status{};
    };
    static void look(pid_t pid, Child& child);

    std::mutex mutex_;
    std::map<pid_t, Child> children_;
};

// What each said, without its newline; nothing when it ended without a word or
// didn't answer in time.
std::vector<std::optional<std::string>> await_answers(std::span<const SpawnedKeeper> keepers,
                                                      std::chrono::steady_clock::time_point deadline);

}  // namespace hf::process
