// Faults of what the daemon takes for the rights and limits of its principals, and of what they see.
#pragma once

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/wire/envelope.hpp"
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

// Queries of this type show everything to everybody.
template <class Q>
class ForgetsAFilter final : public Seams {
public:
    bool filters(const std::string& query) override {
        QueryEnvelope envelope;
        return codec_.decode(query, envelope) || envelope.type != Q::describe.name;
    }

private:
    MsgpackCodec codec_;
};

}  // namespace hf::simulation
