#include "core/domain/state/ended_machines.hpp"

#include <algorithm>

namespace hf {

void EndedMachines::add(const Slot<Machine>& machine) {
    auto& ended = providers_[machine->spec.provider];
    ended.machines.push_back({*machine->ended_at, &machine});
    ended.latest_end = std::max(ended.latest_end, *machine->ended_at);
    if (ended.machines.size() < ended.clear_at) return;
    std::erase_if(ended.machines, [from = ended.latest_end + -window](const Ended& old) { return old.at <= from; });
    ended.clear_at = std::max(ended.clear_at, 2 * ended.machines.size());
}

std::vector<const Machine*> EndedMachines::since(const ProviderName& provider, Timestamp since) const {
    std::vector<const Machine*> found;
    const auto it = providers_.find(provider);
    if (it == providers_.end()) return found;
    const auto from = std::max(since, it->second.latest_end + -window);
    for (const auto& ended : it->second.machines)
        if (ended.at > from) found.push_back(&**ended.machine);
    std::ranges::sort(found, {}, &Machine::ordinal);
    return found;
}

}  // namespace hf
