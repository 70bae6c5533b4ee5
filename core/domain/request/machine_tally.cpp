#include "core/domain/request/machine_tally.hpp"

namespace hf {
namespace {

void move(std::uint32_t& count, std::uint32_t units, bool before, bool after) {
    if (after && !before) count += units;
    if (before && !after) count -= units;
}

}  // namespace

MachineTally tally_of(const Machine& machine) {
    return {true, machine.live(), machine.has_run(), machine.status == MachineStatus::failed, machine.spec.units};
}

void count(Request& made_for, const Machine& machine, const MachineTally& before, const MachineTally& after) {
    if (!before.there) made_for.machine_ids.push_back(machine.spec.machine_id);
    const auto units = after.units;
    move(made_for.live, units, before.live, after.live);
    move(made_for.starting, units, before.starting(), after.starting());
    move(made_for.succeeded_count, units, before.has_run, after.has_run);
    move(made_for.failed_count, units, before.failed, after.failed);
    move(made_for.stillborn, units, before.stillborn(), after.stillborn());
}

}  // namespace hf
