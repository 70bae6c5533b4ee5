#include "core/provisioning/commands/handover.hpp"

namespace hf {
namespace {

// A machine without a name was recorded under its id.
bool is_named(const MachineSpec& known, const ProviderMachine& seen) {
    return !seen.name.empty() || (!known.name.empty() && known.name != known.machine_id.value);
}

void take(std::string& known, const std::string& told) {
    if (!told.empty()) known = told;
}

}  // namespace

bool lacks_address(const MachineSpec& known, const ProviderMachine& seen) {
    return !is_named(known, seen) || (known.private_ip.empty() && seen.private_ip.empty());
}

MachineDescribed described_by(const ProviderMachine& seen, const MachineSpec& known) {
    MachineDescribed event{{known.machine_id, known.request_id}, known};
    auto& facts = event.facts;
    take(facts.name, seen.name);
    take(facts.private_ip, seen.private_ip);
    take(facts.public_ip, seen.public_ip);
    take(facts.instance_type, seen.instance_type);
    // A stopped machine has lost its public address, and another machine may have it by now.
    if (seen.status == MachineStatus::stopped) facts.public_ip = seen.public_ip;
    facts.price_type = seen.price_type.value_or(facts.price_type);
    return event;
}

bool is_news(const MachineDescribed& described, const MachineSpec& known) { return described.facts != known; }

void add_start(const Machine& machine, const ProviderMachine& seen, Timestamp now, const HandoverWaits& waits,
               Events& events) {
    const auto& known = machine.spec;
    auto described = described_by(seen, known);
    const MachineEvent which{known.machine_id, known.request_id};
    MachineStarted started{which, seen.name, seen.private_ip, seen.public_ip, {}};
    const auto& since = machine.address_awaited_at;
    const bool lacks = lacks_address(known, seen);
    if (lacks) {
        if (!since) return void(events.emplace_back(MachineAddressAwaited{which}));
        if (machine.return_requested) return;
        if (is_news(described, known)) events.emplace_back(described);
        if (described.facts.private_ip.empty()) {
            if (now - *since < waits.address) return;
            auto reason =
                fmt::format("it ran for {} seconds, and its provider reported no address of it", waits.address.count());
            return void(events.emplace_back(MachineReturnRequested{which, std::nullopt, std::move(reason), false}));
        }
        if (now - *since < waits.name) return;
        started.name = described.facts.private_ip;
        started.reason = "its provider reported no host name of it, so it goes by its address";
    } else if (since && machine.return_requested) {
        return;  // its request asks for another in its place
    }
    const bool other_kind =
        described.facts.instance_type != known.instance_type || described.facts.price_type != known.price_type;
    if (other_kind && !lacks) events.emplace_back(std::move(described));
    events.emplace_back(std::move(started));
}

}  // namespace hf
