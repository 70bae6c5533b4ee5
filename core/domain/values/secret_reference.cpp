#include "core/domain/values/secret_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace hf {
namespace {

constexpr std::array<std::string_view, 3> schemes{"env:", "file:/", "credential:"};
constexpr std::array<std::string_view, 6> words{"secret", "password",    "passphrase",
                                                "token",  "private_key", "access_key"};

bool sounds_secret(std::string_view key) {
    std::string lower(key);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

void look_into(const ValueMap& map, const std::string& path, std::vector<Finding>& findings) {
    for (const auto& [key, value] : map) {
        const auto here = path.empty() ? key : fmt::format("{}.{}", path, key);
        if (const auto* inner = value.as<ValueMap>()) {
            look_into(*inner, here, findings);
        } else if (sounds_secret(key)) {
            const auto* text = value.as<std::string>();
            // The refusal must not show the value, which may be the secret.
            if (auto wrong = SecretReference::check(text ? *text : ""); !wrong.empty())
                findings.push_back({here, std::move(wrong)});
        }
    }
}

}  // namespace

std::string SecretReference::check(std::string_view text) {
    for (const auto scheme : schemes)
        if (text.starts_with(scheme) && text.size() > scheme.size()) return {};
    return "must be a reference to a secret, and not the secret itself: env:NAME, file:/PATH or credential:NAME";
}

void find_plain_secrets(const ValueMap& config, std::vector<Finding>& findings) { look_into(config, {}, findings); }

}  // namespace hf
