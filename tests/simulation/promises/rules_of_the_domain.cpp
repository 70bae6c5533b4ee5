#include "tests/simulation/promises/rules_of_the_domain.hpp"

#include <fmt/format.h>

#include <map>

namespace hf::simulation {
namespace {

struct Count {
    std::uint32_t live{};
    std::uint32_t open{};
    std::uint32_t awaited{};
};

}  // namespace

std::optional<std::string> miscounted(const State& state) {
    std::map<TemplateId, std::uint32_t> in_use;
    std::map<ProviderName, Count> of_provider;
    for (const auto& machine : state.machines()) {
        if (!machine.live()) continue;
        ++in_use[machine.spec.template_id];
        ++of_provider[machine.spec.provider].live;
    }
    for (const auto& request : state.requests()) {
        if (request.request_type != RequestType::acquire) continue;
        in_use[*request.template_id] += request.awaited();
        auto& count = of_provider[*request.provider];
        count.open += request.open() ? 1U : 0U;
        count.awaited += request.awaited();
    }
    for (const auto& tmpl : state.templates())
        if (const auto count = in_use[tmpl.spec.template_id]; count != tmpl.machines_in_use)
            return fmt::format("template {} has {} machines in use, and counts {}", tmpl.spec.template_id, count,
                               tmpl.machines_in_use);
    for (const auto& provider : state.providers()) {
        const auto& count = of_provider[provider.name];
        if (count.live != provider.live_machines || count.open != provider.open_requests ||
            count.awaited != state.awaited_from(provider.name))
            return fmt::format(
                "provider {} has {} machines, {} open requests and {} awaited machines, and counts {}, "
                "{} and {}",
                provider.name, count.live, count.open, count.awaited, provider.live_machines, provider.open_requests,
                state.awaited_from(provider.name));
    }
    return std::nullopt;
}

std::optional<std::string> unreachable(const NumberedEvent& event, const State& after) {
    const auto* started = std::get_if<MachineStarted>(&event.event);
    // An operator's word names no machine's name, and counts.
    if (!started || started->name.empty()) return std::nullopt;
    const auto* machine = after.find(started->machine_id);
    if (machine && !machine->spec.private_ip.empty()) return std::nullopt;
    return fmt::format("machine {} is handed over without an address", started->machine_id);
}

}  // namespace hf::simulation
