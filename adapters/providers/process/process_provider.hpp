// ProcessProvider: machines that are processes of this host. The provider needs nothing else, and
// its machines are real: kill one, and the daemon notices.
//
//     ProcessProvider provider({.name = "local", .directory = "/var/lib/hostfactory/local",
//                               .keeper = "/usr/libexec/hostfactory/hostfactory-machine"});
//     auto launched = provider.launch(order);
//     auto machines = provider.describe(ids);
//
// Each machine has a directory `<directory>/<machine id>` (machine_files.hpp) and a keeper. The
// keeper is a small process that outlives the daemon, runs the template's command, and writes down
// how the command ended. The directories hold all state, so a new daemon knows what the last one
// did. They must be on a local file system.
//
// A machine id is `<token>-<index>`; the index begins with 1. A machine that terminate() has ended
// is `terminated`; a machine that ended otherwise is `failed`, with the reason. A machine whose
// command could not be run is no machine: launch() says why. The log of a machine is kept until
// forget(), and is not limited in size.
//
// A stopped machine is a suspended one: the process group of its command got SIGSTOP, keeps its
// pids and its memory, and goes on with SIGCONT. The process itself is asked whether it is
// stopped, so a machine that somebody else suspends is `stopped` too, and start() wakes it.
// Processes that the command has put into another process group go on.
//
// All processes that a command starts end with it: those of its process group, and those that
// have left the group. Processes of another user, or of a set-uid program that has left the
// group, are beyond us.
//
// Thread-safe; calls wait for each other only if they launch or find the same token.
// Errors: `unreachable` for disk and rights, `no_capacity` for the number of processes, `invalid`
// for the template. An error of the template's program that may pass (it can't be read just now)
// is `no_capacity` too: nothing ran, and the provider itself is well. A machine whose directory
// can't be read is unknown for now, and hides no other machine. If the host has no files or memory
// left, nothing is known.
#pragma once

#include <string>

#include "adapters/providers/process/keepers.hpp"
#include "adapters/providers/process/machine_view.hpp"
#include "adapters/providers/process/machines_root.hpp"
#include "adapters/providers/process/process_settings.hpp"
#include "adapters/providers/process/settling.hpp"
#include "adapters/providers/token_gate.hpp"
#include "core/ports/provider.hpp"

namespace hf {

class ProcessProvider final : public Provider {
public:
    explicit ProcessProvider(ProcessSettings settings);

    [[nodiscard]] LaunchResult launch(const LaunchSpec& order) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> describe(
        std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<void> terminate(std::span<const std::string> machine_ids, Ending how) override;
    [[nodiscard]] ProviderResult<void> stop(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<void> start(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override;
    void forget(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<TemplateCheck> validate(const TemplateSpec& spec) override;
    [[nodiscard]] ProviderResult<void> health() override;

private:
    using View = process::MachineView;

    [[nodiscard]] std::vector<ProviderMachine> settled_of(const std::string& token);
    void begin_end(const std::string& id, Ending how);
    void suspend(const std::string& id);
    void wake(const std::string& id);
    [[nodiscard]] ProviderMachine machine_of(const View& view) const;

    const ProcessSettings settings_;
    const std::string host_;
    process::MachinesRoot root_;
    process::Keepers keepers_;
    process::MachineViews views_;
    process::Settling settling_;
    TokenGate gate_;
};

}  // namespace hf
