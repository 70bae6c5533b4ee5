// The status of a machine, and which status may follow which.
#pragma once

#include "core/domain/values/transitions.hpp"

namespace hf {

enum class MachineStatus : std::uint8_t {
    pending,    // the provider has accepted the machine and not begun to start it
    launching,  // the machine is being started
    running,
    stopping,
    stopped,
    shutting_down,  // the machine is being terminated
    terminated,
    failed,  // the machine ended without an order, or never came up
};

constexpr auto names_of(MachineStatus) {
    return std::to_array<std::string_view>(
        {"pending", "launching", "running", "stopping", "stopped", "shutting-down", "terminated", "failed"});
}

// A machine may be observed late, so a status that passes quickly may be skipped.
inline constexpr auto machine_transitions = [] {
    using enum MachineStatus;
    return Transitions<MachineStatus>{
        {pending, {launching, running, shutting_down, terminated, failed}},
        {launching, {running, stopped, shutting_down, terminated, failed}},  // one that is started again may fall back
        {running, {stopping, stopped, shutting_down, terminated, failed}},
        {stopping, {stopped, running, shutting_down, terminated, failed}},
        {stopped, {launching, running, shutting_down, terminated, failed}},
        {shutting_down, {terminated, failed}},
    };
}();

// True while there is still something at the provider that costs money.
constexpr bool is_live(MachineStatus status) { return !machine_transitions.is_final(status); }

}  // namespace hf
