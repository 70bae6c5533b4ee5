#include "tests/simulation/people/names.hpp"

namespace hf::simulation {
namespace {

Principal principal(const char* name, Role role) { return {.name = {name}, .unix_user = name, .roles = {role}}; }

PrincipalLimits some_limits(Randomness& random) {
    PrincipalLimits limits;
    if (random.coin()) limits.machines = random.from_to(1, 12);
    if (random.coin()) limits.open_requests = random.from_to(1, 4);
    if (random.coin()) limits.machines_per_request = random.from_to(1, 6);
    if (random.below(4) == 0) limits.commands_per_second = 1;
    return limits;
}

}  // namespace

Principals some_principals(Randomness& random) {
    auto limited = principal(user, Role::requester);
    limited.limits = some_limits(random);
    auto acting = principal(gateway, Role::operator_);
    acting.acts_for = ActsFor::any;
    return Principals::of({principal(administrator, Role::admin), limited, acting, principal(reader, Role::viewer)})
        .value();
}

}  // namespace hf::simulation
