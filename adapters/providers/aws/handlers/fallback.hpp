// Fallback: whether a heterogeneous launch asks on demand for what spot can't give. Spot is cheaper, so it
// has until shortly before the request's deadline; then the machines count for more than their price.
//
//     const LaunchJob job{order, ready, missing, fallback_of(order, 300s)};
//
// Pure; thread-safe.
#pragma once

#include <chrono>

#include "core/ports/provider.hpp"

namespace hf::aws {

enum class Fallback : std::uint8_t {
    later,    // spot still has time
    at_once,  // nobody has said until when the machines are wanted
    due,      // the deadline is near
};

// When it is due: so long before the order's deadline. Nothing where it has none, or isn't heterogeneous.
[[nodiscard]] std::optional<Timestamp> fallback_due(const LaunchSpec& order, std::chrono::seconds before);

// By the time at which the launch was put on record, so that a repeated call asks for the same as the first (P6).
[[nodiscard]] Fallback fallback_of(const LaunchSpec& order, std::chrono::seconds before);

}  // namespace hf::aws
