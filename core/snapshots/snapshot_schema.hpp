// The version of what snapshots hold: every field that an aggregate declares, its internal ones
// included, so that a state can go on from a snapshot as if it had seen the events (P9).
//
// A snapshot is a cache. The version that wrote it reads it, and so does any other with the same
// snapshot_schema(); every other version throws it away and makes the state anew from the events.
#pragma once

#include <cstdint>

namespace hf {

// Raise this number where the same events come to other values in the same fields: where an evolve() or
// State::apply() has changed.
inline constexpr std::uint32_t snapshot_rules = 9;

// Follows from the rules and from what the aggregates declare: fields that were added, renamed or left out, and those
// of another type or default, give another number.
std::uint32_t snapshot_schema();

}  // namespace hf
