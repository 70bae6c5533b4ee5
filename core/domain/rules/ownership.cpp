#include "core/domain/rules/ownership.hpp"

namespace hf {
namespace {

Error belongs_to_another(std::string_view what, const std::string& owner, const Caller& caller) {
    auto refusal = error(Code::forbidden, "{} was ordered by {}; {} needs the role {} to change it", what,
                         owner.empty() ? "somebody before the site had principals" : owner, caller.owner(),
                         name_of(Role::operator_));
    refusal.details["role"] = Value(std::string(name_of(Role::operator_)));
    return refusal;
}

}  // namespace

std::optional<Error> sign(MachineDemand& order, const Caller& caller) {
    order.ordered_by = caller.owner();
    if (order.user_id.empty()) order.user_id = caller.owner();
    if (caller.acts_for_any || caller.principal.empty() || order.user_id == caller.owner()) return std::nullopt;
    auto refusal = error(Code::forbidden, "{} orders for itself alone, not for \"{}\" (acts_for)", caller.principal,
                         order.user_id);
    refusal.field = "user_id";
    return refusal;
}

std::string owner_of(const Request& request) { return request.ordered_by.value_or(std::string{}); }

std::string owner_of(const Machine& machine, const State& state) {
    const auto* request = state.find(machine.spec.request_id);
    return request ? owner_of(*request) : std::string{};
}

std::optional<Error> refusal_of(const Caller& caller, const Request& request) {
    const auto owner = owner_of(request);
    if (caller.may_touch(owner)) return std::nullopt;
    return belongs_to_another(fmt::format("request {}", request.request_id), owner, caller);
}

std::optional<Error> refusal_of(const Caller& caller, std::span<const Machine* const> machines, const State& state) {
    for (const auto* machine : machines) {
        const auto owner = owner_of(*machine, state);
        if (!caller.may_touch(owner))
            return belongs_to_another(fmt::format("machine {}", machine->spec.machine_id), owner, caller);
    }
    return std::nullopt;
}

}  // namespace hf
