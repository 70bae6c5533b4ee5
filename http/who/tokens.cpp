#include "http/who/tokens.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

#include "adapters/system/bounded_file.hpp"
#include "adapters/system/writers.hpp"
#include "adapters/yaml/yaml_source.hpp"
#include "core/access/principal.hpp"
#include "core/messages/rfc3339.hpp"
#include "http/who/jwt/base64url.hpp"

namespace hf::http {
namespace {

// Programs that look for secrets in files know a token by its beginning.
constexpr std::string_view beginning_of_tokens = "hft_";
constexpr std::size_t bytes_of_chance = 32;
constexpr std::size_t largest_tokens_file = 8 << 20;
constexpr Timestamp last_end{9'000'000'000'000'000};  // the clock has no later ones than those of the year 2262

struct StoredToken {
    PrincipalName principal;
    std::string sha256;
    std::optional<std::string> expires;
    std::optional<std::string> note;

    static constexpr auto describe =
        message("token", "Who holds a token.", field<&StoredToken::principal>("principal", "who its holder is"),
                field<&StoredToken::sha256>("sha256", "its hash, in 64 hexadecimal digits").between(64, 64),
                field<&StoredToken::expires>("expires", "from when on it is worth nothing, like 2027-01-31T12:00:00Z"),
                field<&StoredToken::note>("note", "for people").between(0, 1024));
};

struct TokensFile {
    // There are none where the last one was taken away and its key has stayed: that must not keep the token good.
    std::optional<std::vector<StoredToken>> tokens;

    static constexpr auto describe = message("tokens", "Who holds which token.",
                                             field<&TokensFile::tokens>("tokens", "one each").between(0, 100'000));
};

std::optional<std::array<unsigned char, 32>> hash_in(std::string_view digits) {
    std::array<unsigned char, 32> hash{};
    if (digits.size() != 2 * hash.size()) return std::nullopt;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto value = std::string_view("0123456789abcdef").find(digits[i]);
        if (value == std::string_view::npos) return std::nullopt;
        hash[i / 2] = static_cast<unsigned char>(hash[i / 2] * 16 + value);
    }
    return hash;
}

std::array<unsigned char, 32> hash_of(std::string_view text) {
    std::array<unsigned char, 32> hash{};
    if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-256");
    return hash;
}

// Returns what is wrong with it, or nothing.
std::optional<Finding> read_end(const StoredToken& token, std::size_t index, TokenHolder& holder) {
    if (!token.expires) return std::nullopt;
    const auto end = parse_rfc3339(*token.expires);
    if (!end || *end > last_end)
        return Finding{fmt::format("tokens[{}].expires", index), "is no time like 2027-01-31T12:00:00Z"};
    holder.until = std::chrono::system_clock::time_point{std::chrono::microseconds{end->microseconds}};
    return std::nullopt;
}

}  // namespace

std::string sha256_of(std::string_view text) {
    std::string digits;
    for (const auto byte : hash_of(text)) digits += fmt::format("{:02x}", byte);
    return digits;
}

NewToken new_token() {
    std::string chance(bytes_of_chance, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(chance.data()), static_cast<int>(chance.size())) != 1)
        throw std::runtime_error("OpenSSL has no random numbers");
    auto word = std::string(beginning_of_tokens) + base64url(chance);
    auto hash = sha256_of(word);
    return {std::move(word), std::move(hash)};
}

tl::expected<Tokens, std::string> Tokens::load(const std::string& file) {
    // Everybody who can write there can become anybody at the next reload.
    if (auto fault = fault_of_writers(file)) return tl::make_unexpected(std::move(*fault));
    const auto text = read_bounded_file(file, largest_tokens_file);
    if (!text) return tl::make_unexpected(text.error());
    return parse(*text, file);
}

tl::expected<Tokens, std::string> Tokens::parse(const std::string& text, const std::string& name) {
    TokensFile read;
    if (const auto problem = decode_yaml(text, name, read)) return tl::make_unexpected(in_words(*problem));
    Tokens tokens;
    std::vector<Finding> findings;
    const auto all = std::move(read.tokens).value_or(std::vector<StoredToken>{});
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& stored = all[i];
        const auto hash = hash_in(stored.sha256);
        if (!hash)
            findings.push_back({fmt::format("tokens[{}].sha256", i), "is no hash, which has digits and a to f alone"});
        TokenHolder holder{stored.principal.value, {}};
        if (auto wrong = read_end(stored, i, holder)) findings.push_back(std::move(*wrong));
        tokens.entries_.push_back({hash.value_or(Hash{}), std::move(holder)});
    }
    std::ranges::sort(tokens.entries_, {}, &Entry::hash);
    const auto twin = std::ranges::adjacent_find(tokens.entries_, {}, &Entry::hash);
    if (findings.empty() && twin != tokens.entries_.end())
        findings.push_back({"tokens", fmt::format("has a token of {} twice", twin->holder.principal)});
    if (const auto problem = problem_of(name, findings)) return tl::make_unexpected(in_words(*problem));
    return tokens;
}

const TokenHolder* Tokens::holder_of(std::string_view word) const {
    // The search tells at most how a hash begins whose word nobody can choose.
    constexpr std::size_t searched = 8;
    const auto hash = hash_of(word);
    const auto begins_alike = [&](const Entry& entry) {
        return std::equal(hash.begin(), hash.begin() + searched, entry.hash.begin());
    };
    auto entry = std::ranges::partition_point(entries_, [&](const Entry& each) {
        return std::lexicographical_compare(each.hash.begin(), each.hash.begin() + searched, hash.begin(),
                                            hash.begin() + searched);
    });
    for (; entry != entries_.end() && begins_alike(*entry); ++entry)
        if (CRYPTO_memcmp(entry->hash.data(), hash.data(), hash.size()) == 0) return &entry->holder;
    return nullptr;
}

}  // namespace hf::http
