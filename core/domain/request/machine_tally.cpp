#include "core/domain/request/machine_tally.hpp"

namespace hf {
namespace {

void move(std::uint32_t& count, bool before, bool after) {
    if (after && !before) ++count;
    if (before && !after) --count;
}

}  // namespace

MachineTally tally_of(const Machine& machine) {
    return {true, machine.live(), machine.has_run(), machine.status == MachineStatus::failed};
}

void count(Request& made_for, const Machine& machine, const MachineTally& before, const MachineTally& after) {
    if (!before.there) made_for.machine_ids.push_back(machine.spec.machine_id);
    move(made_for.live, before.live, after.live);
    move(made_for.starting, before.starting(), after.starting());
    move(made_for.succeeded_count, before.has_run, after.has_run);
    move(made_for.failed_count, before.failed, after.failed);
    move(made_for.stillborn, before.stillborn(), after.stillborn());
}

}  // namespace hf
