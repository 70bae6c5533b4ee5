#include "tests/simulation/promises/rest.hpp"

#include <fmt/format.h>

namespace hf::simulation {
namespace {

std::optional<std::string> unfinished_machine(const Machine& machine) {
    using enum MachineStatus;
    const auto& id = machine.spec.machine_id;
    if (machine.return_requested) return fmt::format("machine {} is to be given back, and is still there", id);
    if (machine.wanted_status)
        return fmt::format("machine {} is {}, and is to become {}", id, name_of(machine.status),
                           name_of(*machine.wanted_status));
    if (machine.status != running && machine.status != stopped)
        return fmt::format("machine {} is {}", id, name_of(machine.status));
    return std::nullopt;
}

}  // namespace

std::optional<std::string> unfinished(const State& state) {
    for (const auto& request : state.open_requests())
        return fmt::format("request {} is {}", request.request_id, name_of(request.status));
    for (const auto& request : state.unclaimed_requests())
        return fmt::format("request {} is neither claimed nor given back", request.request_id);
    for (const auto& request : state.open_launches())
        return fmt::format("a launch of {} has no outcome", request.request_id);
    for (const auto& machine : state.live_machines())
        if (auto left = unfinished_machine(machine)) return left;
    for (const auto& provider : state.providers()) {
        if (provider.checking) return fmt::format("provider {} is being checked", provider.name);
        if (provider.held() && !provider.missing) return fmt::format("provider {} is held", provider.name);
        if (provider.auditing()) return fmt::format("provider {} is being audited", provider.name);
        if (provider.health == ProviderHealth::unreachable && !provider.missing)
            return fmt::format("provider {} answers, and is recorded as unreachable", provider.name);
    }
    for (const auto& tmpl : state.templates()) {
        if (tmpl.validity == Validity::checking)
            return fmt::format("template {} is being checked", tmpl.spec.template_id);
        if (tmpl.retired && tmpl.machines_in_use == 0)
            return fmt::format("template {} is retired, and nothing of it is left", tmpl.spec.template_id);
    }
    return std::nullopt;
}

}  // namespace hf::simulation
