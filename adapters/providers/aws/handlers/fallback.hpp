// Fallback: decides whether a heterogeneous launch asks on demand for what spot cannot give. Spot
// is cheaper, so it is tried until shortly before the request's deadline; then getting the machines
// matters more than their price.
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
    at_once,  // the request has no deadline
    due,      // the deadline is near
};

// When the fallback is due: `before` the order's deadline. Nothing if the order has no deadline or
// is not heterogeneous.
[[nodiscard]] std::optional<Timestamp> fallback_due(const LaunchSpec& order, std::chrono::seconds before);

// Decides by the time at which the launch was recorded, so that a repeated call asks for the same
// as the first (P6).
[[nodiscard]] Fallback fallback_of(const LaunchSpec& order, std::chrono::seconds before);

}  // namespace hf::aws
