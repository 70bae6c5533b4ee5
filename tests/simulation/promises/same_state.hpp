// What a state holds, as lines that can be compared: each aggregate with all its fields, as a snapshot keeps them, and
// everything that is derived from them (P9).
//
//     if (auto difference = difference_between(state_of(events), state_of(snapshot), codec)) …
#pragma once

#include <optional>
#include <string>

#include "core/domain/state/state.hpp"
#include "core/messages/codec.hpp"

namespace hf::simulation {

// The first line that differs, of both; nothing if the two are the same.
[[nodiscard]] std::optional<std::string> difference_between(const State& expected, const State& found,
                                                            const Codec& codec);

}  // namespace hf::simulation
