// What a scheduler must know of a machine before it may use the machine: its host name and its private
// address. EC2 is consistent in the end only, so the first answer that shows a machine running may lack both.
//
// The wait is bounded. A machine without a name goes by its address then; one without an address is of no
// use, and is given back with the reason. Pure.
#pragma once

#include <chrono>

#include "core/domain/history/event.hpp"
#include "core/ports/lane_settings.hpp"
#include "core/ports/provider.hpp"

namespace hf {

// From when a machine was first seen running. A network without host names is a site's choice, so a machine waits for
// less time for its name.
struct HandoverWaits {
    std::chrono::seconds name{LaneSettings{}.name_within_s};
    std::chrono::seconds address{LaneSettings{}.address_within_s};
};

// Whether the machine's name or its private address is not known, neither from before nor from this answer.
bool lacks_address(const MachineSpec& known, const ProviderMachine& seen);

// All that is known of a machine after this answer. What the answer lacks stays as it was.
MachineDescribed described_by(const ProviderMachine& seen, const MachineSpec& known);
bool is_news(const MachineDescribed& described, const MachineSpec& known);

// Adds what an answer means that shows the machine running, which has not been handed over yet.
void add_start(const Machine& machine, const ProviderMachine& seen, Timestamp now, const HandoverWaits& waits,
               Events& events);

}  // namespace hf
