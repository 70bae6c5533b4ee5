#include "core/commands/request_machines.hpp"

#include "core/domain/rules/ownership.hpp"
#include "core/domain/rules/template_checks.hpp"

namespace hf {
namespace {

Result<TemplateId> template_named(const std::string& name, const State& state) {
    const auto named = state.templates_named(name);
    if (named.size() == 1) return named.front()->spec.template_id;
    if (named.empty()) return tl::make_unexpected(no_such_template_name(name, state));
    auto unclear =
        error(Code::conflict, "{} templates are called \"{}\"; ask by id (CreateRequest)", named.size(), name);
    ValueList ids;
    for (const auto* tmpl : named) ids.emplace_back(tmpl->spec.template_id.value);
    unclear.details["template_ids"] = Value(std::move(ids));
    unclear.field = "template_name";
    return tl::make_unexpected(std::move(unclear));
}

}  // namespace

Decision<MachinesRequested> decide(const RequestMachines& command, const State& state, const Context& context) {
    auto id = template_named(command.template_name, state);
    if (!id) return tl::make_unexpected(std::move(id.error()));
    MachineDemand order;
    order.template_id = std::move(*id);
    order.machine_count = command.machine_count;
    order.user_id = command.user_id;
    order.configuration = command.configuration;
    if (auto refusal = sign(order, context.caller)) return tl::make_unexpected(std::move(*refusal));
    return demand_machines(std::move(order), state, context).map([](RequestCreated&& created) {
        MachinesRequested result{created.request_id, *created.template_id, created.machine_count,
                                 RequestStatus::pending};
        return accept(std::move(result), std::move(created));
    });
}

}  // namespace hf
