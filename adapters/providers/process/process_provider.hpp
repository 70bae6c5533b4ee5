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
// What a command starts ends with it: its process group, and what left that. Processes
// of another user, or of a set-uid program that has left, are beyond us.
//
// Thread-safe; calls wait for each other only if they launch or find the same token.
// Errors: of disk and rights `unreachable`, of the number of processes `no_capacity`,
// of the template `invalid`.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "adapters/providers/process/keepers.hpp"
#include "adapters/providers/process/machine_view.hpp"
#include "adapters/providers/process/token_gate.hpp"
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

    [[nodiscard]] LaunchResult launch(const LaunchOrder& order) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> describe(
        std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<void> terminate(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override;
    void forget(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<void> health() override;

private:
    struct Plan;  // of a launch
    using View = process::MachineView;

    // Starts a few machines at once; whether to go on.
    bool launch_some(const Plan& plan, std::uint32_t first, std::uint32_t last, LaunchResult& result);
    // The machine's directory, made if need be.
    View place(const Plan& plan, std::uint32_t index);
    void take_answer(const std::string& id, pid_t keeper, const std::optional<std::string>& answer,
                     LaunchResult& result);
    // One that was there or came up meanwhile, or the reason why it is no machine.
    void take_over(View view, LaunchResult& result);

    // Claims it if nobody has; then what it is, for good.
    std::optional<View> settle(View view);
    // Of those that are lost: ends what their keepers left, and writes down what is known.
    void bury(std::vector<View>& views);
    void remove(View& view);
    void begin_end(const std::string& id);

    [[nodiscard]] std::vector<std::string> ids() const;
    [[nodiscard]] ProviderMachine machine_of(const View& view) const;
    [[nodiscard]] std::vector<ProviderMachine> machines_of(std::vector<View>& views);

    const ProcessSettings settings_;
    const std::string host_;
    const std::string boot_;
    process::Keepers keepers_;
    process::MachineViews views_;
    process::TokenGate gate_;
};

}  // namespace hf
