// Instance: a machine as it really is, whatever an answer has said of it.
#pragma once

#include <array>

#include "core/ports/provider.hpp"
#include "tests/simulation/run/virtual_clock.hpp"

namespace hf::simulation {

// The lightest first. An instance is worth the number in the name of its type, where units are counted.
inline constexpr std::array<std::string_view, 3> instance_types{"m1", "m2", "m4"};
constexpr std::uint32_t worth(std::string_view instance_type) {
    return static_cast<std::uint32_t>(instance_type.back() - '0');
}

struct Instance {
    ProviderMachine machine;
    std::string site;
    std::string request_id;  // of the launch that made it; empty for a stranger
    std::string template_id;
    std::uint32_t units = 1;  // that its launch counted it as
    bool has_run = false;
    std::uint64_t changes = 0;  // of its status: what was begun before the last one does not end any more
    VirtualClock::Duration ended_at{};

    [[nodiscard]] bool live() const { return is_live(machine.status); }
};

}  // namespace hf::simulation
