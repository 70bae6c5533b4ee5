// Quarantine: the store was moved, copied or restored, so it may not know all machines of its site, and another daemon
// may be at work for them. Until somebody says that the store is at work here, nothing is ordered of any provider.
//
//     if (auto refusal = refusal_in_quarantine<CreateRequest>(state)) return tl::make_unexpected(std::move(*refusal));
//
// A command by which somebody orders something of a provider, or takes one away, says `refused_in_quarantine = true`.
#pragma once

#include "core/domain/state/state.hpp"
#include "core/errors/error.hpp"

namespace hf {

// Null where there is no quarantine. All providers are in it for one reason, and since the same time or later.
[[nodiscard]] const ProviderAggregate* first_in_quarantine(const State& state);

// The error invalid_state, with what has become of the store as its detail "quarantine".
[[nodiscard]] Error in_quarantine(const State& state);

template <class C>
std::optional<Error> refusal_in_quarantine(const State& state) {
    if constexpr (requires { C::refused_in_quarantine; })
        if (state.quarantined()) return in_quarantine(state);
    return std::nullopt;
}

}  // namespace hf
