#include "core/commands/return_machines.hpp"

#include <unordered_set>

namespace hf {
namespace {

// The machines that the command means, each once, in the order given.
class Chosen {
public:
    void add(const Machine* machine, const std::string& called) {
        if (!machine)
            unknown.push_back(called);
        else if (seen_.insert(machine->spec.machine_id).second)
            ids.push_back(machine->spec.machine_id);
    }

    std::vector<MachineId> ids;
    std::vector<std::string> unknown;

private:
    std::unordered_set<MachineId> seen_;
};

}  // namespace

Decision<ReturnAccepted> decide(const ReturnMachines& command, const State& state, const Context& context) {
    if (command.machine_ids.empty() && command.names.empty() && !command.request_id)
        return refuse(Code::validation_error, "say which machines: machine_ids, names or request_id");

    Chosen chosen;
    for (const auto& id : command.machine_ids) chosen.add(state.find(id), id.value);
    for (const auto& name : command.names) chosen.add(state.machine_named(name), name);
    if (command.request_id) {
        const auto* request = state.find(*command.request_id);
        if (!request) return refuse(Code::request_not_found, "request {} does not exist", *command.request_id);
        for (const auto& id : request->machine_ids) chosen.add(state.find(id), id.value);
    }
    if (!chosen.unknown.empty() && !command.ignore_unknown) {
        auto missing = error(Code::machine_not_found, "machine \"{}\" does not exist", chosen.unknown.front());
        missing.details["unknown"] = Value(ValueList(chosen.unknown.begin(), chosen.unknown.end()));
        return tl::make_unexpected(missing);
    }

    RequestCreated created;
    created.request_id = RequestId{"ret-" + context.ids.next()};
    created.request_type = RequestType::give_back;
    created.machine_count = static_cast<std::uint32_t>(chosen.ids.size());
    created.machine_ids = chosen.ids;
    created.reason = command.reason;
    ReturnAccepted result{created.request_id, created.machine_count, std::move(chosen.unknown)};
    return accept(std::move(result), std::move(created));
}

}  // namespace hf
