// AccessToken: the word by which a client shows that it may read what the exporter serves.
//
//     auto token = AccessToken::parse(text);
//     if (!token) fail(token.error());
//     if (!token->is_in(authorization)) refuse("401");
//
// Pure; any thread may call it. The errors are in words for people, and reveal nothing of the token.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hf::exporter {

class AccessToken {
public:
    // Nothing bounds how often a token may be guessed, so a short one is refused.
    static constexpr std::size_t shortest = 16;
    static constexpr std::size_t longest = 1024;

    // A token has the characters that HTTP's Bearer scheme allows (RFC 6750).
    static tl::expected<AccessToken, std::string> parse(std::string text);

    // Whether the value of an Authorization header is "Bearer" and this token. How long the comparison takes says
    // nothing of the token but its length.
    [[nodiscard]] bool is_in(std::string_view authorization) const;

private:
    explicit AccessToken(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace hf::exporter
