// What the account says is not finished yet: requests that have not ended, launches without an outcome, machines
// that are on their way, checks that nobody has answered.
//
//     if (const auto left = unfinished(account.state())) …   // "request req-… is in_progress"
#pragma once

#include <optional>
#include <string>

#include "core/domain/state/state.hpp"

namespace hf::simulation {

[[nodiscard]] std::optional<std::string> unfinished(const State& state);

}  // namespace hf::simulation
