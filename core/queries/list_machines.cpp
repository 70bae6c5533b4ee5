#include "core/queries/list_machines.hpp"

#include "core/queries/lists/list.hpp"
#include "core/queries/sight.hpp"

namespace hf {
namespace {

// The machines that the query names by id or by name.
Bitmap named(const ListMachines& query, const View& view) {
    Bitmap found;
    const auto add = [&](const Machine* machine) {
        if (machine) found.add(machine->ordinal);
    };
    if (query.machine_ids)
        for (const auto& id : *query.machine_ids) add(view.state.find(MachineId{id}));
    if (query.names)
        for (const auto& name : *query.names) add(view.state.machine_named(name));
    return found;
}

// The machines of a request; for a return, the machines that it gives back.
Bitmap of_request(const RequestId& id, const View& view) {
    Bitmap found;
    if (const auto* request = view.state.find(id))
        for (const auto& machine_id : request->machine_ids)
            if (const auto* machine = view.state.find(machine_id)) found.add(machine->ordinal);
    return found;
}

}  // namespace

Answer<Listing<Machine>> answer(const ListMachines& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) {
        const auto& by = view.machines.by();
        Selection selection(view.machines);
        if (!caller.sees_all) selection.only(own_of(caller, view).machines.bitmap());
        if (query.machine_ids || query.names) selection.only(named(query, view));
        if (query.request_id) selection.only(of_request(*query.request_id, view));
        if (query.live_only) selection.only(by.live, std::optional(true));
        selection.only(by.template_id, query.template_id);
        selection.only(by.provider, query.provider);
        selection.only(by.status, query.status);
        selection.only(by.price_type, query.price_type);
        selection.only(by.return_requested, query.return_requested);
        return list(selection, query.page, view.state.position(), context.limits);
    });
}

}  // namespace hf
