#include "adapters/providers/process/provider_machine.hpp"

#include <fmt/format.h>

#include "adapters/providers/process/machine_files.hpp"
#include "adapters/providers/process/machine_id.hpp"

namespace hf::process {

ProviderMachine machine_of(const MachineView& view, const std::filesystem::path& root, const std::string& host) {
    const auto& facts = *view.facts;
    ProviderMachine machine;
    machine.id = view.id;
    machine.token = facts.order.token;
    machine.name =
        facts.order.name.empty() ? machine_name(host, facts.order.token, facts.order.index) : facts.order.name;
    machine.private_ip = "127.0.0.1";
    machine.instance_type = "process";
    const auto directory = (root / view.id).string();
    machine.details.emplace("directory", directory);
    machine.details.emplace("log", fmt::format("{}/{}", directory, file::log));
    if (facts.started && !facts.started->revoked) machine.details.emplace("pid", facts.started->process().pid);

    switch (view.stage()) {
        case Stage::vacant: machine.status = MachineStatus::pending; break;
        case Stage::coming: machine.status = MachineStatus::launching; break;
        case Stage::alive:
            machine.status = view.terminating || facts.ended ? MachineStatus::shutting_down
                             : view.stopped                  ? MachineStatus::stopped
                                                             : MachineStatus::running;
            break;
        case Stage::revoked:
            machine.status = view.terminating ? MachineStatus::terminated : MachineStatus::failed;
            machine.reason = view.terminating ? "was cancelled before it began"
                                              : "its start was lost with the host's files, as by a power failure";
            break;
        case Stage::unrunnable:
        case Stage::ended:
        case Stage::lost:
            machine.status = view.terminating ? MachineStatus::terminated : MachineStatus::failed;
            if (facts.ended) machine.reason = in_words(*facts.ended);
            if (facts.ended && facts.ended->ordered && !view.terminating)
                machine.reason += ", after a signal to its keeper";
            break;
    }
    return machine;
}

}  // namespace hf::process
