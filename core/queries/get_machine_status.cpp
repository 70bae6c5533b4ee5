#include "core/queries/get_machine_status.hpp"

#include "core/queries/sight.hpp"

namespace hf {

Answer<MachineStates> answer(const GetMachineStatus& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) -> Answer<MachineStates> {
        const auto* request = find(query.request_id, view, caller);
        if (!request) return refuse(Code::request_not_found, "request {} does not exist", query.request_id);
        MachineStates states;
        for (const auto& id : request->machine_ids) {
            const auto* machine = find(id, view, caller);
            if (!machine) continue;
            states.items.push_back({id, machine->spec.name, machine->status, machine->status_reason});
            ++states.counts[std::string(name_of(machine->status))];
        }
        return Answered<MachineStates>{std::move(states), view.state.position()};
    });
}

}  // namespace hf
