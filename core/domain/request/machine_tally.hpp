// MachineTally: what a machine counts on the request that it was made for, and on the returns that
// it is part of. A request's counts of machines are kept by these functions and by nothing else.
//
//     const auto before = tally_of(machine);
//     machine.status = MachineStatus::failed;
//     count(made_for, machine, before, tally_of(machine));
//
// Pure.
#pragma once

#include "core/domain/machine/machine.hpp"
#include "core/domain/request/request.hpp"

namespace hf {

// A default-constructed one is of a machine that is not there. `units` never changes.
struct MachineTally {
    bool there = false;
    bool live = false;
    bool has_run = false;
    bool failed = false;
    std::uint32_t units = 0;

    [[nodiscard]] bool starting() const { return live && !has_run; }
    [[nodiscard]] bool stillborn() const { return failed && !has_run; }
    [[nodiscard]] bool ended() const { return there && !live; }
    bool operator==(const MachineTally&) const = default;
};

MachineTally tally_of(const Machine& machine);

// Counts the machine's change on the request that it was made for. A new machine becomes one of the request's.
void count(Request& made_for, const Machine& machine, const MachineTally& before, const MachineTally& after);

}  // namespace hf
