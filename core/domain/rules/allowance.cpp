#include "core/domain/rules/allowance.hpp"

namespace hf {
namespace {

std::optional<Error> beyond(std::string_view limit, const std::optional<std::uint32_t>& most, std::uint32_t used,
                            std::uint32_t wanted, const std::string& owner) {
    if (!most) return std::nullopt;
    const auto left = *most > used ? *most - used : 0;
    if (wanted <= left) return std::nullopt;
    auto full = error(Code::limit_exceeded, "limits.{} of \"{}\" is {}: {} left, {} asked for", limit, owner, *most,
                      left, wanted);
    full.details["limit"] = Value(std::string(limit));
    full.details["available"] = Value(left);
    return full;
}

}  // namespace

std::optional<Error> check_allowance(const MachineDemand& order, const Caller& caller, const State& state) {
    const auto& owner = caller.owner();
    if (caller.limits == PrincipalLimits{} || order.ordered_by != owner) return std::nullopt;
    const auto& limits = caller.limits;
    const auto use = state.derived().use_of(owner);
    const auto machines = order.machine_count;
    if (auto full = beyond("machines_per_request", limits.machines_per_request, 0, machines, owner)) return full;
    if (auto full = beyond("open_requests", limits.open_requests, use.open_requests, 1, owner)) return full;
    return beyond("machines", limits.machines, use.machines, machines, owner);
}

}  // namespace hf
