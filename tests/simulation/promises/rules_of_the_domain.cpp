#include "tests/simulation/promises/rules_of_the_domain.hpp"

#include <fmt/format.h>

#include <map>

#include "tests/simulation/people/names.hpp"

namespace hf::simulation {
namespace {

struct Count {
    std::uint32_t live{};
    std::uint32_t open{};
    std::uint32_t awaited{};
};

// What a request with so many live machines or units may come to at most.
std::uint32_t most_of(const Request& request, std::uint32_t live) {
    if (!request.open()) return live + (request.launch ? request.launch->count + request.excess : 0);
    const auto there = request.succeeded_count + request.starting;
    const auto most = request.machine_count + request.excess;
    return live + (there < most ? most - there : 0);
}

}  // namespace

std::optional<std::string> beyond_the_limit(const RequestCreated& created, const State& state) {
    if (created.request_type != RequestType::acquire) return std::nullopt;
    const auto* tmpl = created.template_id ? state.find(*created.template_id) : nullptr;
    if (!tmpl || tmpl->spec.max_number < 0) return std::nullopt;
    // The last machine of the last request is all that may exceed the limit.
    const auto most = tmpl->machines_in_use - created.excess;
    if (most <= static_cast<std::uint32_t>(tmpl->spec.max_number)) return std::nullopt;
    return fmt::format("template {} allows {} {}, and its requests may come to {} by {}", tmpl->spec.template_id,
                       tmpl->spec.max_number, name_of(tmpl->spec.counts), most, created.request_id);
}

// What an operator has asked for once more may go beyond.
std::optional<std::string> beyond_the_allowance(const RequestCreated& created, const State& state,
                                                const Principals& principals) {
    if (created.request_type != RequestType::acquire || created.retry_of) return std::nullopt;
    const auto* owner = principals.find(created.ordered_by);
    if (!owner) return std::nullopt;
    const auto& limits = owner->limits;
    const auto use = state.derived().use_of(created.ordered_by);
    const auto beyond = [&](const std::optional<std::uint32_t>& limit, std::uint32_t value) {
        return limit && value > *limit;
    };
    if (!beyond(limits.machines, use.machines - created.excess) && !beyond(limits.open_requests, use.open_requests) &&
        !beyond(limits.machines_per_request, created.machine_count))
        return std::nullopt;
    return fmt::format("{} has {} machines and {} open requests by {} of {}", created.ordered_by, use.machines,
                       use.open_requests, created.request_id, created.machine_count);
}

std::optional<std::string> not_theirs(const NumberedEvent& event, const State& state) {
    if (!event.meta.command_id.starts_with(fmt::format("{}-", user))) return std::nullopt;
    const auto owner_of = [&](const RequestId& id) {
        const auto* request = state.find(id);
        return request ? request->ordered_by.value_or("") : std::string{};
    };
    std::optional<std::string> owner;
    if (const auto* cancelled = std::get_if<RequestCancelled>(&event.event)) owner = owner_of(cancelled->request_id);
    if (const auto* returned = std::get_if<MachineReturnRequested>(&event.event))
        owner = owner_of(returned->request_id);
    if (!owner || *owner == user) return std::nullopt;
    return fmt::format("{} has ended what is of \"{}\"", event.meta.command_id, *owner);
}

std::optional<std::string> miscounted(const State& state) {
    std::map<TemplateId, std::uint32_t> in_use;
    std::map<ProviderName, Count> of_provider;
    std::map<std::string, Derived::Use> of_principal;
    std::map<RequestId, std::uint32_t> live;
    for (const auto& machine : state.machines()) {
        if (!machine.live()) continue;
        live[machine.spec.request_id] += machine.spec.units;
        ++of_provider[machine.spec.provider].live;
    }
    for (const auto& request : state.requests()) {
        if (request.request_type != RequestType::acquire) continue;
        const auto most = most_of(request, live[request.request_id]);
        in_use[*request.template_id] += most;
        if (request.ordered_by) {
            auto& use = of_principal[*request.ordered_by];
            use.machines += most;
            use.open_requests += request.open() ? 1U : 0U;
        }
        auto& count = of_provider[*request.provider];
        count.open += request.open() ? 1U : 0U;
        count.awaited += request.awaited();
    }
    for (const auto& [name, use] : of_principal)
        if (const auto counts = state.derived().use_of(name); counts != use)
            return fmt::format("{} has {} machines and {} open requests, and counts {} and {}", name, use.machines,
                               use.open_requests, counts.machines, counts.open_requests);
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
