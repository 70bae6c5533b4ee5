#include "core/commands/create_request.hpp"

#include "core/domain/rules/ownership.hpp"

namespace hf {

Decision<RequestAccepted> decide(const CreateRequest& command, const State& state, const Context& context) {
    MachineDemand order;
    order.template_id = command.template_id;
    order.machine_count = command.machine_count;
    order.tags = command.tags;
    order.priority = command.priority;
    order.user_id = command.user_id;
    order.timeout_s = command.timeout_s;
    order.configuration = command.configuration;
    order.unclaimed_s = command.unclaimed_s;
    order.as_template_allows = command.as_template_allows;
    if (auto refusal = sign(order, context.caller)) return tl::make_unexpected(std::move(*refusal));
    return demand_machines(std::move(order), state, context).map([](RequestCreated&& created) {
        RequestAccepted result{created.request_id};
        return accept(std::move(result), std::move(created));
    });
}

}  // namespace hf
