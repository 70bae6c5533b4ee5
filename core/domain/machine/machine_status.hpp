// What state a machine is in, and what may follow.
#pragma once

#include "core/domain/values/transitions.hpp"

namespace hf {

enum class MachineStatus : std::uint8_t {
    pending,    // the provider has accepted it and not begun
    launching,  // it is being started
    running,
    stopping,
    stopped,
    shutting_down,  // it is being terminated
    terminated,
    failed,  // it ended by itself, or never came up
};

constexpr auto names_of(MachineStatus) {
    return std::to_array<std::string_view>(
        {"pending", "launching", "running", "stopping", "stopped", "shutting-down", "terminated", "failed"});
}

// A machine may be seen late, so states that pass quickly may be skipped.
inline constexpr auto machine_transitions = [] {
    using enum MachineStatus;
    return Transitions<MachineStatus>{
        {pending, {launching, running, shutting_down, terminated, failed}},
        {launching, {running, shutting_down, terminated, failed}},
        {running, {stopping, stopped, shutting_down, terminated, failed}},
        {stopping, {stopped, running, shutting_down, terminated, failed}},
        {stopped, {launching, running, shutting_down, terminated, failed}},
        {shutting_down, {terminated, failed}},
    };
}();

// Whether there is still something at the provider that costs money.
constexpr bool is_live(MachineStatus status) { return !machine_transitions.is_final(status); }

}  // namespace hf
