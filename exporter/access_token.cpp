#include "exporter/access_token.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <strings.h>

namespace hf::exporter {
namespace {

constexpr std::string_view scheme = "Bearer ";
constexpr auto token_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";

bool is_token(std::string_view text) {
    const auto end = text.find_last_not_of('=');
    return end != std::string_view::npos &&
           text.substr(0, end + 1).find_first_not_of(token_characters) == std::string_view::npos;
}

}  // namespace

tl::expected<AccessToken, std::string> AccessToken::parse(std::string text) {
    if (text.size() < shortest || text.size() > longest)
        return tl::make_unexpected(
            fmt::format("a token has {} to {} characters, and this one {} (openssl rand -hex 32 makes one)", shortest,
                        longest, text.size()));
    if (!is_token(text))
        return tl::make_unexpected(
            "a token is one line of letters, digits and -._~+/ with = at its end alone (openssl rand -hex 32 makes "
            "one)");
    return AccessToken(std::move(text));
}

bool AccessToken::is_in(std::string_view authorization) const {
    if (authorization.size() != scheme.size() + text_.size()) return false;
    if (::strncasecmp(authorization.data(), scheme.data(), scheme.size()) != 0) return false;
    return CRYPTO_memcmp(authorization.data() + scheme.size(), text_.data(), text_.size()) == 0;
}

}  // namespace hf::exporter
