#include "tests/simulation/promises/machines_accounted_for.hpp"

#include <fmt/format.h>

#include "core/provisioning/commands/record_audit.hpp"
#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {
namespace {

constexpr auto p6 = Promise::p6_no_leak_no_double;

}  // namespace

void MachinesAccountedFor::launching(const Cloud& cloud, const LaunchSpec& order) {
    const auto* request = account_.state().find(RequestId{order.request_id});
    if (!request || !request->launch)
        broken(p6, "{} is called for {}, which has no launch on the disk", cloud.name(), order.request_id);
    const auto& launch = *request->launch;
    if (launch.token != order.token)
        broken(p6, "{} is called with token {}, and on the disk it is {}", cloud.name(), order.token, launch.token);
    if (launch.count != order.count || request->counts != order.counts)
        broken(p6, "{} is asked for {} {} of {}, and on the disk it is {} {}", cloud.name(), order.count,
               name_of(order.counts), order.token, launch.count, name_of(request->counts));
    if (request->provider->value != cloud.name())
        broken(p6, "{} is called with token {}, which is one of {}", cloud.name(), order.token, *request->provider);
}

void MachinesAccountedFor::ending(const Cloud& cloud, const std::string& id) const {
    const auto* machine = account_.state().find(MachineId{id});
    if (machine && !machine->return_requested && machine->returns.empty())
        broken(p6, "machine {} is ended at {}, and it was not given back", id, cloud.name());
}

bool MachinesAccountedFor::is_taken_for_dead(const Instance& instance) const {
    const auto* machine = account_.state().find(MachineId{instance.machine.id});
    return instance.live() && machine && !machine->live() && !may_be_ended(*machine);
}

std::vector<MachineId> MachinesAccountedFor::taken_for_dead() const {
    std::vector<MachineId> machines;
    for (const auto* cloud : clouds_)
        for (const auto& [id, instance] : cloud->instances())
            if (is_taken_for_dead(instance)) machines.push_back({id});
    return machines;
}

void MachinesAccountedFor::heard(const NumberedEvent& event) const {
    if (const auto* succeeded = std::get_if<LaunchSucceeded>(&event.event))
        check_closed(succeeded->provider.value, succeeded->token);
    if (const auto* failed = std::get_if<LaunchFailed>(&event.event))
        check_closed(failed->provider.value, failed->token);
}

void MachinesAccountedFor::check_closed(const std::string& provider, const std::string& token) const {
    for (const auto* cloud : clouds_) {
        if (cloud->name() != provider || cloud->made(token) == 0) continue;
        for (const auto& [id, instance] : cloud->instances())
            if (instance.machine.token == token && instance.live() && !account_.state().find(MachineId{id}))
                broken(p6, "launch {} is closed, and its machine {} is not recorded", token, id);
    }
}

void MachinesAccountedFor::look() const {
    struct Live {
        std::uint32_t units{};
        std::uint32_t heaviest{};
    };
    std::map<std::string, Live> live;
    for (const auto* cloud : clouds_)
        for (const auto& [id, instance] : cloud->instances()) {
            if (!instance.live() || instance.request_id.empty()) continue;
            const auto* machine = account_.state().find(MachineId{id});
            // One that is to be given back makes room, and so does one that an operator has said to be gone.
            if (machine && (machine->return_requested || !machine->live())) continue;
            auto& of_request = live[instance.request_id];
            of_request.units += instance.units;
            of_request.heaviest = std::max(of_request.heaviest, instance.units);
        }
    for (const auto& [id, of_request] : live) {
        const auto* request = account_.state().find(RequestId{id});
        if (!request) broken(p6, "{} machines live of {}, which is not recorded", of_request.units, id);
        // The last machine may exceed what was asked for by less than it is worth.
        if (of_request.units >= request->machine_count + of_request.heaviest)
            broken(p6, "{} {} live of {}, which asks for {}", of_request.units, name_of(request->counts), id,
                   request->machine_count);
    }
}

// True where the site has orphans reported only, or adopts those that a request lacks.
bool MachinesAccountedFor::may_stay(const Cloud& cloud, const Instance& instance) const {
    const auto* provider = account_.state().find(ProviderName{cloud.name()});
    if (!provider || provider->missing) return true;
    const auto orphans = provider->config.find("orphans");
    const bool terminated = orphans == provider->config.end() || orphans->second == Value("terminate");
    return !terminated && (instance.request_id.empty() || account_.state().find(MachineId{instance.machine.id}));
}

std::optional<std::string> MachinesAccountedFor::leaked() const {
    for (const auto* cloud : clouds_)
        for (const auto& [id, instance] : cloud->instances()) {
            if (!instance.live() || is_taken_for_dead(instance)) continue;
            const auto* machine = account_.state().find(MachineId{id});
            if ((!machine || !machine->live()) && !may_stay(*cloud, instance))
                return fmt::format("machine {} of {} is {} at {}, and {}", id, instance.request_id,
                                   name_of(instance.machine.status), cloud->name(),
                                   machine ? "is recorded as ended" : "is not recorded");
        }
    for (const auto& machine : account_.state().live_machines()) {
        const auto& id = machine.spec.machine_id;
        for (const auto* cloud : clouds_) {
            if (cloud->name() != machine.spec.provider.value) continue;
            const auto* instance = cloud->find(id.value);
            if (!instance || !instance->live())
                return fmt::format("machine {} is recorded as {}, and gone at {}", id, name_of(machine.status),
                                   cloud->name());
            if (instance->machine.private_ip != machine.spec.private_ip ||
                instance->machine.public_ip != machine.spec.public_ip)
                return fmt::format("machine {} is recorded with the addresses {} {}, and has {} {} at {}", id,
                                   machine.spec.private_ip, machine.spec.public_ip, instance->machine.private_ip,
                                   instance->machine.public_ip, cloud->name());
            if (instance->machine.status != machine.status)
                return fmt::format("machine {} is recorded as {}, and is {} at {}", id, name_of(machine.status),
                                   name_of(instance->machine.status), cloud->name());
        }
    }
    return std::nullopt;
}

}  // namespace hf::simulation
