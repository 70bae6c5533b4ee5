#include "core/provisioning/commands/launched_machine.hpp"

#include "core/domain/request/effective_template.hpp"
#include "core/provisioning/commands/handover.hpp"

namespace hf {
namespace {

MachineLaunched launched(const ProviderMachine& machine, const Request& request, const TemplateSpec& spec,
                         std::uint32_t units) {
    MachineLaunched event;
    event.spec.machine_id = MachineId{machine.id};
    event.spec.name = machine.name.empty() ? machine.id : machine.name;
    event.spec.request_id = request.request_id;
    event.spec.template_id = *request.template_id;
    event.spec.provider = *request.provider;
    event.spec.token = machine.token;
    event.spec.private_ip = machine.private_ip;
    event.spec.public_ip = machine.public_ip;
    event.spec.instance_type = machine.instance_type;
    event.spec.price_type = machine.price_type.value_or(spec.price_type);
    event.spec.tags = spec.tags;
    event.spec.details = machine.details;
    event.spec.units = units;
    event.status = machine.status == MachineStatus::pending ? MachineStatus::pending : MachineStatus::launching;
    return event;
}

}  // namespace

TemplateSpec made_of(const Request& request, const State& state) {
    if (const auto* tmpl = state.find(*request.template_id)) return effective_template(tmpl->spec, request);
    TemplateSpec spec;
    spec.tags = request.tags;
    spec.counts = request.counts;
    return spec;
}

void add_launched(const ProviderMachine& machine, const Request& request, const TemplateSpec& spec, std::uint32_t units,
                  Events& events) {
    const MachineEvent which{MachineId{machine.id}, request.request_id};
    auto event = launched(machine, request, spec, units);
    const bool waits = lacks_address(event.spec, machine);
    events.emplace_back(std::move(event));
    if (machine.status == MachineStatus::running && waits)
        events.emplace_back(MachineAddressAwaited{which});
    else if (machine.status == MachineStatus::running)
        events.emplace_back(MachineStarted{which, machine.name, machine.private_ip, machine.public_ip, {}});
    else if (!is_live(machine.status))
        events.emplace_back(MachineFailed{which, machine.reason});
}

}  // namespace hf
