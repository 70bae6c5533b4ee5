// Launching: starts the machines that one launch is short of.
//
//     Launching launching(dependencies, order, configuration);
//     launching.start_missing();
//     use(launching.machines());  // those that were there, and those that came up
//     use(launching.error());     // why there are fewer than were ordered; then machines() may not be all of the token
//
// A machine's directory is made first and appears whole; then a keeper is spawned on it, and claims it. So whatever
// instant a daemon is killed at, the next one finds a machine that runs or a directory without a claim, which it can
// go on with.
//
// One object for one launch, used by one thread; the caller holds the token's gate. Errors: as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/providers/process/keepers.hpp"
#include "adapters/providers/process/machine_view.hpp"
#include "adapters/providers/process/process_rules.hpp"
#include "adapters/providers/process/process_settings.hpp"
#include "adapters/providers/process/settling.hpp"
#include "core/ports/provider.hpp"

namespace hf::process {

class Launching {
public:
    struct Dependencies {
        const ProcessSettings& settings;
        const std::string& host;
        Keepers& keepers;
        MachineViews& views;
        Settling& settling;
    };

    Launching(const Dependencies& dependencies, const LaunchSpec& order, const ProcessConfiguration& configuration);

    void start_missing();
    [[nodiscard]] const std::vector<ProviderMachine>& machines() const { return machines_; }
    [[nodiscard]] const std::optional<ProviderError>& error() const { return error_; }

private:
    // Looks where the program is, if the site says where it must be. Returns whether to go on.
    bool find_program_to_run();
    // A few at once; returns whether to go on.
    bool start_some(std::uint32_t first, std::uint32_t last);
    // The machine's directory, made if need be, or made anew if no keeper could start what is there.
    MachineView prepare_directory(std::uint32_t index);
    void build_directory(const std::string& id, std::uint32_t index);
    // Waits for another keeper that is at the machine, started by another launch: it claims it or goes away.
    std::optional<MachineView> look_past_others(const std::string& id, bool busy);
    void take_answer(const std::string& id, pid_t keeper, const std::optional<std::string>& answer);
    // Takes a machine that was there or has come up meanwhile, or the reason why it is none. Returns whether it was
    // either.
    bool take_over(MachineView view);
    void note(ProviderError error);

    const Dependencies of_;
    const LaunchSpec& order_;
    const ProcessConfiguration& configuration_;
    const std::uint32_t grace_s_;
    std::string program_;                    // without links; empty: the keeper looks for it along the PATH
    std::vector<ProviderMachine> machines_;  // and not their views, each of which has a file open
    std::optional<ProviderError> error_;
};

}  // namespace hf::process
