// Whose an order is: of the principal that gave it, or of whom a gateway named (on_behalf_of). A requester may change
// what is his own alone; at some sites what is not his does not exist for him (security.visibility).
#pragma once

#include <span>

#include "core/domain/rules/decision.hpp"
#include "core/domain/rules/demand_machines.hpp"

namespace hf {

// Writes the owner into the order, and the user where the command names none. The refusal where the command names a
// user for whom the caller may not order; nothing otherwise.
std::optional<Error> sign(MachineDemand& order, const Caller& caller);

// Empty where nobody owns it. The owner of a machine is that of its request.
std::string owner_of(const Request& request);
std::string owner_of(const Machine& machine, const State& state);

// forbidden, where another has ordered it and the caller may not touch that; nothing where he may.
std::optional<Error> refusal_of(const Caller& caller, const Request& request);
std::optional<Error> refusal_of(const Caller& caller, std::span<const Machine* const> machines, const State& state);

}  // namespace hf
