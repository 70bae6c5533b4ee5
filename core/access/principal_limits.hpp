// PrincipalLimits: how much one principal may have at a time, beside what the site and the templates allow (Limits).
#pragma once

#include <cstdint>
#include <optional>

#include "core/messages/describe.hpp"

namespace hf {

struct PrincipalLimits {
    static constexpr std::uint32_t most = 1'000'000;  // that a limit may be

    std::optional<std::uint32_t> machines{};
    std::optional<std::uint32_t> open_requests{};
    std::optional<std::uint32_t> machines_per_request{};
    std::optional<std::uint32_t> commands_per_second{};

    bool operator==(const PrincipalLimits&) const = default;

    static constexpr auto describe = message(
        "principal_limits", "How much a principal may have.",
        field<&PrincipalLimits::machines>("machines",
                                          "machines at a time, or units where templates count units: those that live "
                                          "and those that its requests still await")
            .at_most(most),
        field<&PrincipalLimits::open_requests>("open_requests", "requests for machines at a time that have not ended")
            .at_most(most),
        field<&PrincipalLimits::machines_per_request>("machines_per_request", "machines or units in one request")
            .at_most(most),
        field<&PrincipalLimits::commands_per_second>(
            "commands_per_second",
            "commands a second in the long run, and as many at once; those that are refused or repeated count")
            .between(1, most));
};

}  // namespace hf
