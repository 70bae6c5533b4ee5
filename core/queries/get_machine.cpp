#include "core/queries/get_machine.hpp"

#include "core/queries/sight.hpp"

namespace hf {

Answer<Machine> answer(const GetMachine& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) -> Answer<Machine> {
        const auto* machine = find(query.machine_id, view, caller);
        if (!machine) return refuse(Code::machine_not_found, "machine \"{}\" does not exist", query.machine_id);
        return Answered<Machine>{*machine, view.state.position()};
    });
}

}  // namespace hf
