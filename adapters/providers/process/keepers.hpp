// Keepers: starts keepers, and knows how the keepers ended that this process has started.
//
//     auto spawned = keepers.spawn({keeper, directory, grace_s, command});
//     if (!spawned) fail(spawned.error());  // an errno of posix_spawn
//     ready.push_back(std::move(*spawned));
//     auto answers = await_answers(ready, deadline);
//
// A keeper that has ended stays a zombie until fate_of() or reap() looks at it. Keepers are waited
// for one by one, each by its pid, since the daemon may have other children.
//
// Thread-safe.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/system/child_process.hpp"
#include "core/threads/mutex.hpp"

namespace hf::process {

struct KeeperCall {
    std::filesystem::path keeper;
    std::filesystem::path directory;
    std::uint32_t grace_s{};
    std::vector<std::string> command;
    std::string program{};  // what is run in the command's name; empty: what its first word names
};

// Its answer comes on the output that is heard.
using SpawnedKeeper = Child;

struct KeeperFate {
    enum class Kind { not_ours, alive, ended } kind{};
    std::optional<int> status;  // as of waitpid, if the keeper has ended and its status is known
};

class Keepers {
public:
    Keepers() = default;
    Keepers(const Keepers&) = delete;
    Keepers& operator=(const Keepers&) = delete;

    tl::expected<SpawnedKeeper, int> spawn(const KeeperCall& call);
    [[nodiscard]] KeeperFate fate_of(pid_t pid, const std::filesystem::path& directory);
    // Kills a keeper that this process has started, if the keeper is still there.
    void kill(pid_t pid);
    void reap();
    // Says that fate_of() will not be asked about the keeper any more. A keeper that still runs is reaped later.
    void dismiss(pid_t pid, const std::filesystem::path& directory);

private:
    struct Known {
        std::string directory;
        bool reaped = false;
        bool dismissed = false;
        std::optional<int> status{};
    };
    static void look(pid_t pid, Known& keeper);

    Mutex mutex_;
    std::map<pid_t, Known> known_ GUARDED_BY(mutex_);
};

// What each has said, without the newline; nothing, if it ended without a word, didn't answer in time, or went on
// without an end.
std::vector<std::optional<std::string>> await_answers(std::span<const SpawnedKeeper> keepers,
                                                      std::chrono::steady_clock::time_point deadline);

}  // namespace hf::process
