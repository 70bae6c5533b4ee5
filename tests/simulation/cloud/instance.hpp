// Instance: a machine as it really is, whatever an answer has said of it.
#pragma once

#include "core/ports/provider.hpp"
#include "tests/simulation/run/virtual_clock.hpp"

namespace hf::simulation {

struct Instance {
    ProviderMachine machine;
    std::string site;
    std::string request_id;  // of the launch that made it; empty for a stranger
    std::string template_id;
    bool has_run = false;
    std::uint64_t changes = 0;  // of its status: what was begun before the last one does not end any more
    VirtualClock::Duration ended_at{};

    [[nodiscard]] bool live() const { return is_live(machine.status); }
};

}  // namespace hf::simulation
