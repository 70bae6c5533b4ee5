// Algorithm: how a token is signed (RFC 7518, RFC 8037), with public keys alone. There is neither "none" nor HMAC: a
// token that says so names nothing that there is.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf::http {

enum class Algorithm : std::uint8_t { RS256, RS384, RS512, PS256, ES256, ES384, EdDSA };
constexpr auto names_of(Algorithm) {
    return std::to_array<std::string_view>({"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"});
}

}  // namespace hf::http
