// MachineViews: what the machines' directories say, read cheaply.
//
//     MachineViews views(root, keepers);
//     if (auto view = views.look("0193…-1-3"))
//         if (view->stage() == Stage::alive) …
//
// What never changes (the order, the claim, the end) is read once and kept; whether
// a machine lives is asked anew at every look, by its lock.
//
// Thread-safe; the mutex is never held over a system call. Errors: std::system_error.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/providers/process/keepers.hpp"
#include "adapters/providers/process/machine_directory.hpp"
#include "adapters/providers/process/machine_records.hpp"

namespace hf::process {

enum class Stage : std::uint8_t {
    vacant,      // nobody has claimed it, and no keeper is at it
    coming,      // a keeper is at it and has not claimed it
    revoked,     // nobody runs it and nobody shall
    alive,       // or its command has ended, and its keeper clears up after it
    unrunnable,  // claimed, but its command could not be run: never a machine
    ended,
    lost,  // its keeper was killed, and nobody has looked after what it left
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
    bool stopped = false;  // asked only of one that lives and is not to end
    KeeperFate keeper;     // asked only where it matters

    [[nodiscard]] Stage stage() const;
    // The one that has this machine and can be told things; nothing: nobody runs it (any more).
    [[nodiscard]] const ProcessRecord* keeper_at_work() const;
};

class MachineViews {
public:
    MachineViews(std::filesystem::path root, Keepers& keepers) : root_(std::move(root)), keepers_(keepers) {}

    // Nothing: there is no such machine.
    [[nodiscard]] std::optional<MachineView> look(const std::string& id);
    // Its directory was removed.
    void drop(const std::string& id);

private:
    using Facts = std::shared_ptr<const MachineFacts>;
    Facts known(const std::string& id);
    void keep(const std::string& id, Facts facts);

    const std::filesystem::path root_;
    Keepers& keepers_;
    std::mutex mutex_;
    std::unordered_map<std::string, Facts> known_;
};

}  // namespace hf::process
