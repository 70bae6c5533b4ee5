// Site: how a simulated daemon is set up, by the seed of the run.
#pragma once

#include "core/access/caller.hpp"
#include "core/access/principals.hpp"
#include "core/access/visibility.hpp"
#include "core/domain/rules/limits.hpp"
#include "core/provisioning/commands/register_providers.hpp"
#include "core/retention/retention.hpp"
#include "tests/simulation/chance/randomness.hpp"

namespace hf::simulation {

struct Site {
    std::string host = "alpha";
    Limits limits;
    std::vector<ConfiguredProvider> in_file;     // what the administrator has written
    std::vector<ConfiguredProvider> configured;  // what a start finds
    std::uint64_t snapshot_events{};             // 0: no snapshots
    RetentionRules retention;
    bool retains = false;  // everything, else: old events are archived and pruned
    std::chrono::seconds heartbeat{60};
    std::optional<Principals> principals;  // none: everybody may do everything
    Visibility visibility = Visibility::all;
    std::size_t commands_at_once = 64;  // of one of them

    // As whom the daemon knows somebody of this name.
    [[nodiscard]] Sender sender(const std::string& name) const {
        const auto credential = principals ? principals->credential_of_user(name) : std::nullopt;
        return {.credential = credential.value_or(""), .connection = name};
    }
};

}  // namespace hf::simulation
