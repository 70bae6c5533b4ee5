// Tokens: who holds which secret word, by a file that has the words' hashes and not the words. Each has 256 bits of
// chance, so a hash of one round tells nobody the word.
//
//     const auto made = new_token();                             // {"hft_…", "9f86…"}: the word is shown once
//     auto tokens = Tokens::load("/etc/hostfactory/http.tokens");
//     const auto* holder = tokens->holder_of(word);              // null: nobody; else until when, and who
//
// Immutable; any thread may read it. Errors: in words for people, with file and line.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace hf::http {

struct NewToken {
    std::string word;
    std::string sha256;  // in hexadecimal digits, as the file has it
};

// Throws std::runtime_error where OpenSSL has no random numbers.
NewToken new_token();

std::string sha256_of(std::string_view text);

struct TokenHolder {
    std::string principal;
    std::optional<std::chrono::system_clock::time_point> until{};
};

class Tokens {
public:
    // A file that others than root and this process's user can change is refused. It may list nobody.
    static tl::expected<Tokens, std::string> load(const std::string& file);
    // `name`: for errors.
    static tl::expected<Tokens, std::string> parse(const std::string& text, const std::string& name);

    // How long it takes says nothing of the hashes that are known. An expired token has its holder, too.
    [[nodiscard]] const TokenHolder* holder_of(std::string_view word) const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    using Hash = std::array<unsigned char, 32>;
    struct Entry {
        Hash hash;
        TokenHolder holder;
    };

    std::vector<Entry> entries_;  // by hash
};

}  // namespace hf::http
