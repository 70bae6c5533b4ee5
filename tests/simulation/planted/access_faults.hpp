// Faults of what the daemon takes for the rights and limits of its principals.
#pragma once

#include "tests/simulation/daemon/seams.hpp"

namespace hf::simulation {

// Principals of the site, each changed.
template <void (*change)(Principal& principal)>
class KnowsOthers final : public Seams {
public:
    std::optional<Principals> known(const std::optional<Principals>& principals) override {
        if (!principals) return std::nullopt;
        auto all = principals->all();
        for (auto& principal : all) change(principal);
        return Principals::of(std::move(all)).value();
    }
};

inline void forget_limits(Principal& principal) { principal.limits = {}; }
inline void promote(Principal& principal) { principal.roles = {Role::admin}; }

}  // namespace hf::simulation
