#include "core/commands/return_machines.hpp"

#include "core/domain/rules/machine_choice.hpp"
#include "core/domain/rules/ownership.hpp"
#include "core/domain/rules/template_checks.hpp"

namespace hf {

Decision<ReturnAccepted> decide(const ReturnMachines& command, const State& state, const Context& context) {
    if (command.machine_ids.empty() && command.names.empty() && !command.request_id && !command.template_id)
        return refuse(Code::validation_error, "say which machines: machine_ids, names, request_id or template_id");

    MachineChoice choice(state, context.caller);
    choice.add_ids(command.machine_ids);
    choice.add_names(command.names);
    if (command.request_id) {
        const auto* request = state.find(*command.request_id);
        if (!request || !context.caller.may_see(owner_of(*request)))
            return refuse(Code::request_not_found, "request {} does not exist", *command.request_id);
        // It may have no machines yet, of which the check below would speak.
        if (auto refusal = refusal_of(context.caller, *request)) return tl::make_unexpected(std::move(*refusal));
        choice.add_request(*request);
    }
    if (command.template_id) {
        if (!state.find(*command.template_id))
            return tl::make_unexpected(no_such_template(*command.template_id, state));
        choice.add_template(*command.template_id);
    }
    if (!choice.unknown().empty() && !command.ignore_unknown) return tl::make_unexpected(choice.missing());

    if (auto refusal = refusal_of(context.caller, choice.machines(), state))
        return tl::make_unexpected(std::move(*refusal));

    RequestCreated created;
    created.request_id = RequestId{"ret-" + context.ids.next()};
    created.request_type = RequestType::give_back;
    created.machine_count = static_cast<std::uint32_t>(choice.machines().size());
    for (const auto* machine : choice.machines()) created.machine_ids.push_back(machine->spec.machine_id);
    created.ordered_by = context.caller.owner();
    created.force = command.force;
    created.reason = command.reason;
    created.deadline_at = context.now + std::chrono::seconds{context.limits.return_timeout_s};
    ReturnAccepted result{created.request_id, created.machine_count, choice.unknown()};
    return accept(std::move(result), std::move(created));
}

}  // namespace hf
