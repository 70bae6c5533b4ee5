// MachinesAccountedFor: P6, held against the clouds' ground truth.
//
//     machines.launching(cloud, order);         // before a launch call takes effect
//     machines.ending(cloud, id);               // before an order to end takes effect
//     machines.heard(event);                    // of each event that is on the disk
//     machines.look();                          // now and then
//     if (auto leak = machines.leaked()) …      // when everything should be at rest
//
// Used by one thread.
#pragma once

#include <optional>

#include "tests/simulation/cloud/cloud.hpp"
#include "tests/simulation/promises/account.hpp"

namespace hf::simulation {

class MachinesAccountedFor {
public:
    MachinesAccountedFor(const Account& account, const std::vector<const Cloud*>& clouds)
        : account_(account), clouds_(clouds) {}

    // What we are about to ask of a provider is an event, and on the disk.
    void launching(const Cloud& cloud, const LaunchSpec& order);
    // A machine that is or was recorded is ended only after it was given back.
    void ending(const Cloud& cloud, const std::string& id) const;
    // Machines whose end is recorded, though they live and nobody has given them back.
    [[nodiscard]] std::vector<MachineId> taken_for_dead() const;
    // Once a launch is closed, all that its token has made is recorded.
    void heard(const NumberedEvent& event) const;
    // No request has more machines than it asks for; one for units has less than one machine more.
    void look() const;
    // What differs between the clouds and the account, in words: none may, when everything is at rest.
    [[nodiscard]] std::optional<std::string> leaked() const;

private:
    struct Asked {
        std::string provider;
        std::uint32_t count{};
    };
    void check_closed(const std::string& provider, const std::string& token) const;
    [[nodiscard]] bool is_taken_for_dead(const Instance& instance) const;
    [[nodiscard]] bool may_stay(const Cloud& cloud, const Instance& instance) const;

    const Account& account_;
    const std::vector<const Cloud*>& clouds_;
};

}  // namespace hf::simulation
