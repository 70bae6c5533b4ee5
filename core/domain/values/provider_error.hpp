// ProviderErrorKind: what went wrong at a provider, in our terms. The provider's own words go beside it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf {

enum class ProviderErrorKind : std::uint8_t {
    throttled,     // ask again later, more slowly
    no_capacity,   // the provider has none of these now
    quota,         // our allowance there is used up
    unauthorized,  // our rights don't reach
    credentials,   // who we are is not believed now: keys expired or revoked, a wrong clock, an account on hold
    invalid,       // the template asks for what can't be
    not_found,
    unreachable,  // no answer, or the service is down
    other,        // an error that the provider's adapter does not know, or a kind that another version has written
};

constexpr auto names_of(ProviderErrorKind) {
    return std::to_array<std::string_view>({"throttled", "no_capacity", "quota", "unauthorized", "credentials",
                                            "invalid", "not_found", "unreachable", "other"});
}

// An event with a kind that this version does not know stays readable (P10).
constexpr ProviderErrorKind unknown_name(ProviderErrorKind) { return ProviderErrorKind::other; }

// How often in a row an unknown error may come before the source that gives it counts as hopeless.
inline constexpr std::uint32_t most_unknown_errors = 4;

// Whether asking for the same again could never help. Credentials are renewed and clocks are set: who waits for that
// gets the machines.
constexpr bool is_hopeless(ProviderErrorKind kind) {
    using enum ProviderErrorKind;
    return kind == quota || kind == unauthorized || kind == invalid;
}

}  // namespace hf
