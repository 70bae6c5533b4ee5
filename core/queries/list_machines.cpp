#include "core/queries/list_machines.hpp"

#include <algorithm>

namespace hf {
namespace {

// The smallest set that the query can be answered from, the newest first.
std::vector<const Machine*> candidates(const ListMachines& query, const View& view) {
    std::vector<const Machine*> found;
    const auto add = [&](const Machine* machine) {
        if (machine) found.push_back(machine);
    };
    if (query.machine_ids || query.names) {
        for (const auto& id : query.machine_ids.value_or(std::vector<std::string>{}))
            add(view.state.find(MachineId{id}));
        for (const auto& name : query.names.value_or(std::vector<std::string>{})) add(view.state.machine_named(name));
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        std::sort(found.begin(), found.end(),
                  [](const auto* a, const auto* b) { return a->created_at > b->created_at; });
    } else if (query.request_id) {
        if (const auto* request = view.state.find(*query.request_id))
            for (auto id = request->machine_ids.rbegin(); id != request->machine_ids.rend(); ++id)
                add(view.state.find(*id));
    } else {
        for (auto id = view.machines_by_age.rbegin(); id != view.machines_by_age.rend(); ++id)
            add(view.state.find(*id));
    }
    return found;
}

}  // namespace

Answer<Listing<Machine>> answer(const ListMachines& query, const Sources& sources) {
    const auto matches = [&](const Machine& machine) {
        const auto of_request = [&](const RequestId& id) {
            return machine.spec.request_id == id ||
                   std::find(machine.returns.begin(), machine.returns.end(), id) != machine.returns.end();
        };
        return (!query.request_id || of_request(*query.request_id)) &&
               (!query.template_id || *query.template_id == machine.spec.template_id) &&
               (!query.provider || *query.provider == machine.spec.provider) &&
               (!query.status || *query.status == machine.status) && (!query.live_only || machine.live());
    };
    return sources.models.read([&](const View& view) {
        Paging<Machine> paging(query.page);
        for (const auto* machine : candidates(query, view))
            if (matches(*machine)) paging.add(*machine);
        return Answered<Listing<Machine>>{paging.take(), view.state.position()};
    });
}

}  // namespace hf
