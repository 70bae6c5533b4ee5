// How much a principal may order: its limits in the site's file of principals. They bind what the principal orders, and
// what a gateway orders for it; an operator who retries another's request goes by his own judgement.
#pragma once

#include "core/domain/rules/demand_machines.hpp"

namespace hf {

// limit_exceeded, where the order would bring its owner beyond one of the caller's limits; nothing where all are kept.
// `details` has the limit's name and how much of it is left.
std::optional<Error> check_allowance(const MachineDemand& order, const Caller& caller, const State& state);

}  // namespace hf
