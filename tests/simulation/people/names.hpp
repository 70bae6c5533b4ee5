// Who has to do with the simulated site, and what they may do where it has principals.
#pragma once

#include "core/access/principals.hpp"
#include "tests/simulation/chance/randomness.hpp"

namespace hf::simulation {

inline constexpr auto administrator = "client-1";
inline constexpr auto user = "client-2";     // orders for himself, within limits
inline constexpr auto gateway = "client-3";  // orders for the user, and for others whom the site does not know
inline constexpr auto stranger = "somebody";
inline constexpr auto reader = "reader";

// Everybody above but the stranger.
Principals some_principals(Randomness& random);

}  // namespace hf::simulation
