// ProcessProvider: machines that are processes of this host. It needs nothing, and
// is real: kill one, and the daemon notices.
//
//     ProcessProvider provider({.name = "local", .directory = "/var/lib/hostfactory/local",
//                               .keeper = "/usr/libexec/hostfactory/hostfactory-machine"});
//     auto launched = provider.launch(order);
//     auto machines = provider.describe(ids);
//
// Each machine has a directory `<directory>/<machine id>` (machine_files.hpp) and a
// keeper, a small process that outlives the daemon, runs the template's command, and
// writes down how it ended. All state is there, so a new daemon knows what the last
// one did. The directory must be on a local file system.
//
// A machine id is `<token>-<index>`, the index from 1. A machine that was told to end
// by terminate() is `terminated`; one that ended otherwise `failed`, with the reason.
// A machine whose command could not be run is no machine: launch() says why. The log
// of a machine is kept until forget(), and not limited in size.
//
// A stopped machine is a suspended one: its command's process group got SIGSTOP, keeps its
// pids and its memory, and goes on with SIGCONT. Whether it is stopped is asked of the
// process, so one that somebody else suspends is `stopped` too, and start() wakes it.
// What a command put into another process group goes on.
//
// What a command starts ends with it: its process group, and what left that. Processes
// of another user, or of a set-uid program that has left, are beyond us.
//
// Thread-safe; calls wait for each other only if they launch or find the same token.
// Errors: of disk and rights `unreachable`, of the number of processes `no_capacity`,
// of the template `invalid`. Those of the template's program that may pass (it can't be
// read just now) are `no_capacity` too: nothing ran, and the provider itself is well.
// A machine whose directory can't be read is unknown for now, and hides no other; where
// the host has no files or memory left, nothing is known.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "adapters/providers/process/keepers.hpp"
#include "adapters/providers/process/machine_view.hpp"
#include "adapters/providers/token_gate.hpp"
#include "core/ports/provider.hpp"

namespace hf {

struct ProcessSettings {
    std::string name;
    std::filesystem::path directory;
    std::filesystem::path keeper;  // the program hostfactory-machine
    std::uint32_t grace_s = 10;    // from SIGTERM to SIGKILL, where the template says nothing
    std::chrono::milliseconds start_timeout{5000};
};

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
    struct Plan;  // of a launch
    using View = process::MachineView;

    // Of the launch; what was there or comes up.
    void start_missing(const Plan& plan, LaunchResult& result);
    // Starts a few machines at once; whether to go on.
    bool launch_some(const Plan& plan, std::uint32_t first, std::uint32_t last, LaunchResult& result);
    // The machine's directory, made if need be.
    View prepare_directory(const Plan& plan, std::uint32_t index);
    void take_answer(const std::string& id, pid_t keeper, const std::optional<std::string>& answer,
                     LaunchResult& result);
    // One that was there or came up meanwhile, or the reason why it is no machine.
    void take_over(View view, LaunchResult& result);

    // Claims it if nobody has; then what it is, for good.
    std::optional<View> settle(View view);
    // All that the token has, for good. Starts nothing.
    std::vector<ProviderMachine> settled_of(const std::string& token);
    // One whose launch is closed. A crash of the host may have lost its claim: nobody will make
    // another, so it is made to be over.
    std::optional<View> look_at_launched(const std::string& id);
    // Of those that are lost: ends what their keepers left, and writes down what is known.
    void bury(std::vector<View>& views);
    void remove(View& view);
    void begin_end(const std::string& id, Ending how);
    void suspend(const std::string& id);
    void wake(const std::string& id);

    [[nodiscard]] std::vector<std::string> ids() const;
    [[nodiscard]] ProviderMachine machine_of(const View& view) const;
    [[nodiscard]] std::vector<ProviderMachine> machines_of(std::vector<View>& views);

    const ProcessSettings settings_;
    const std::string host_;
    const std::string boot_;
    process::Keepers keepers_;
    process::MachineViews views_;
    TokenGate gate_;
};

}  // namespace hf
