// Units: how many of them a machine is worth, as the type of its provider says (ADR 30).
//
// Pure functions; thread-safe where the state isn't changed meanwhile.
#pragma once

#include <string_view>

#include "core/domain/state/state.hpp"
#include "core/ports/provider_type.hpp"

namespace hf {

// `made_of` is an effective template at one source. One where it counts machines, or where nothing is known.
std::uint32_t units_of(const TemplateSpec& made_of, std::string_view instance_type, const State& state,
                       const ProviderTypes& types);

// By how many units the machines of a request may exceed what was asked for, at whichever source. `overrides` are the
// request's.
std::uint32_t excess_of(const TemplateSpec& spec, const ValueMap& overrides, const State& state,
                        const ProviderTypes& types);

}  // namespace hf
