// Rules that hold of the account at any time.
//
// Counts of the account, made from its aggregates alone, against those that it keeps; and what templates limit.
//
//     if (const auto wrong = miscounted(account.state())) …
#pragma once

#include <optional>
#include <string>

#include "core/access/principals.hpp"
#include "core/domain/state/state.hpp"

namespace hf::simulation {

[[nodiscard]] std::optional<std::string> miscounted(const State& state);
// A machine that is handed over, and that nobody could reach.
[[nodiscard]] std::optional<std::string> unreachable(const NumberedEvent& event, const State& after);
// `state` is the one after the event.
[[nodiscard]] std::optional<std::string> beyond_the_limit(const RequestCreated& created, const State& state);

// A request beyond its principal's limits. `state` is the one after the event.
[[nodiscard]] std::optional<std::string> beyond_the_allowance(const RequestCreated& created, const State& state,
                                                              const Principals& principals);
// A request or a machine that somebody has ended who may not touch what others have ordered.
[[nodiscard]] std::optional<std::string> not_theirs(const NumberedEvent& event, const State& state);

}  // namespace hf::simulation
