// The version of what snapshots hold: every field that an aggregate declares, its internal ones
// included, so that a state can go on from a snapshot as if it had seen the events (P9).
//
// A snapshot is a cache. The version that wrote it reads it, and so does any other with the same
// snapshot_schema; every other version throws it away and makes the state anew from the events.
// So a change of what an aggregate declares, or of what State::apply() makes of an event, raises
// the number and needs no conversion.
#pragma once

#include <cstdint>

namespace hf {

inline constexpr std::uint32_t snapshot_schema = 7;

}  // namespace hf
