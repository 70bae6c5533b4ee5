#include "core/commands/create_request.hpp"

#include "core/commands/template_checks.hpp"

namespace hf {

// A template's max_number counts live and pending machines of all its requests, so this
// looks at the whole state and not at one aggregate.
Decision<RequestAccepted> decide(const CreateRequest& command, const State& state, const Context& context) {
    if (command.machine_count > context.limits.machines_per_request) {
        auto too_many = error(Code::validation_error, "machine_count must be from 1 to {}, not {}",
                              context.limits.machines_per_request, command.machine_count);
        too_many.field = "machine_count";
        return tl::make_unexpected(too_many);
    }
    const auto* tmpl = state.find(command.template_id);
    if (!tmpl) return tl::make_unexpected(no_such_template(command.template_id, state));
    if (!tmpl->spec.active) return refuse(Code::invalid_state, "template \"{}\" is not active", command.template_id);
    const auto* provider = state.find(tmpl->spec.provider);
    if (!provider || !provider->enabled)
        return refuse(Code::invalid_state, "provider \"{}\" of template \"{}\" is not configured any more",
                      tmpl->spec.provider, command.template_id);
    if (const auto left = state.capacity_left(*tmpl); command.machine_count > left) {
        auto full =
            error(Code::limit_exceeded, "template \"{}\" allows {} machines, {} of them are left, {} were asked for",
                  command.template_id, tmpl->spec.max_number, left, command.machine_count);
        full.details["available"] = Value(left);
        return tl::make_unexpected(full);
    }

    const std::chrono::seconds timeout{command.timeout_s.value_or(context.limits.request_timeout_s)};
    RequestCreated created;
    created.request_id = RequestId{"req-" + context.ids.next()};
    created.request_type = RequestType::acquire;
    created.template_id = command.template_id;
    created.provider = tmpl->spec.provider;
    created.machine_count = command.machine_count;
    created.deadline_at = context.now + timeout;
    created.tags = command.tags;
    created.priority = command.priority;
    created.user_id = command.user_id;
    RequestAccepted result{created.request_id};
    return accept(std::move(result), std::move(created));
}

}  // namespace hf
