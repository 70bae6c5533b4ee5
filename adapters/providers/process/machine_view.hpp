// MachineViews: the state of machines as their directories show it, read cheaply.
//
//     MachineViews views(root, keepers);
//     if (auto view = views.look("0193…-1-3"))
//         if (view->stage() == Stage::alive) …
//
// The order, the claim and the end never change, so they are read once and kept. Whether a
// machine lives is asked anew at every look, by its lock.
//
// Thread-safe; the mutex is never held over a system call. Errors: std::system_error.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/providers/process/keepers.hpp"
#include "adapters/providers/process/machine_directory.hpp"
#include "adapters/providers/process/machine_records.hpp"
#include "core/threads/mutex.hpp"

namespace hf::process {

enum class Stage : std::uint8_t {
    vacant,      // no keeper has claimed the machine, and none holds the lock
    coming,      // a keeper holds the lock and has not claimed the machine yet
    revoked,     // no keeper runs the machine, and none ever will
    alive,       // its command runs, or has ended and the keeper clears up after it
    unrunnable,  // claimed, but its command could not be run: it never was a machine
    ended,
    lost,  // its keeper was killed, and what the keeper left has not been ended yet
};

struct MachineFacts {
    Stamp stamp;
    MachineSpecRecord order;
    std::optional<Started> started;
    std::optional<Ended> ended;
    bool complete = false;  // a keeper could start it
};

struct MachineView {
    std::string id;
    MachineDirectory directory;
    std::shared_ptr<const MachineFacts> facts;
    bool held = false;
    bool terminating = false;
    bool stopped = false;  // looked at only if the machine lives and was not ordered to end
    KeeperFate keeper;     // looked at only if the lock is free and no end is recorded

    [[nodiscard]] Stage stage() const;
    // The keeper that runs this machine and hears orders; null: no keeper runs it, or none does any more.
    [[nodiscard]] const ProcessRecord* keeper_at_work() const;
};

class MachineViews {
public:
    MachineViews(std::filesystem::path root, Keepers& keepers) : root_(std::move(root)), keepers_(keepers) {}

    // Returns nothing if there is no such machine.
    [[nodiscard]] std::optional<MachineView> look(const std::string& id);
    // Drops what is kept of a machine whose directory was removed.
    void drop(const std::string& id);

private:
    using Facts = std::shared_ptr<const MachineFacts>;
    Facts known(const std::string& id);
    void keep(const std::string& id, Facts facts);

    const std::filesystem::path root_;
    Keepers& keepers_;
    Mutex mutex_;
    std::unordered_map<std::string, Facts> known_ GUARDED_BY(mutex_);
};

}  // namespace hf::process
