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
    unauthorized,  // our credentials or rights don't reach
    invalid,       // the template asks for what can't be
    not_found,
    unreachable,  // no answer, or the service is down
    other,        // a kind that another version has written, and that this one does not know
};

constexpr auto names_of(ProviderErrorKind) {
    return std::to_array<std::string_view>(
        {"throttled", "no_capacity", "quota", "unauthorized", "invalid", "not_found", "unreachable", "other"});
}

// An event with a kind that this version does not know stays readable (P10).
constexpr ProviderErrorKind unknown_name(ProviderErrorKind) { return ProviderErrorKind::other; }

// Whether asking for the same again could never help.
constexpr bool is_hopeless(ProviderErrorKind kind) {
    using enum ProviderErrorKind;
    return kind == quota || kind == unauthorized || kind == invalid;
}

}  // namespace hf
