// EndedMachines: the machines of each provider that have ended lately, so that what a provider may
// still be asked to forget is found without a look at every machine there ever was.
//
//     EndedMachines ended;
//     ended.add(slot);                                                  // when the machine has ended
//     for (const Machine* machine : ended.since({"aws-eu"}, yesterday)) …
//
// "Lately" is within `window` of the provider's machine that ended last: State has no clock. What the
// index answers depends on the machines as they are and not on the way there (P9). Not thread-safe.
#pragma once

#include <chrono>
#include <unordered_map>
#include <vector>

#include "core/domain/machine/machine.hpp"
#include "core/domain/state/slot_map.hpp"

namespace hf {

class EndedMachines {
public:
    static constexpr std::chrono::hours window{30 * 24};

    void add(const Slot<Machine>& machine);

    // The provider's machines that ended later than `since`, the oldest machine first.
    [[nodiscard]] std::vector<const Machine*> since(const ProviderName& provider, Timestamp since) const;

private:
    // The time is kept beside the slot, since an ended machine is packed.
    struct Ended {
        Timestamp at;
        const Slot<Machine>* machine;
    };
    struct OfProvider {
        std::vector<Ended> machines;  // and some that are too old, until the next clearance
        Timestamp latest_end;
        std::size_t clear_at = 64;  // how many machines make a clearance worth its while
    };

    std::unordered_map<ProviderName, OfProvider> providers_;
};

}  // namespace hf
