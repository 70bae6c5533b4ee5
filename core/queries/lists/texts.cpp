#include "core/queries/lists/texts.hpp"

#include <algorithm>

namespace hf {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool has_all(const Texts& texts, const Tags& tags) {
    return std::all_of(tags.begin(), tags.end(), [&](const auto& tag) {
        const auto found = texts.tags.find(tag.first);
        return found != texts.tags.end() && found->second == tag.second;
    });
}

Searched::Searched(std::string_view text) : lower_(text) {
    std::transform(lower_.begin(), lower_.end(), lower_.begin(), lower);
}

bool Searched::in(std::string_view text) const {
    return std::search(text.begin(), text.end(), lower_.begin(), lower_.end(),
                       [](char a, char b) { return lower(a) == b; }) != text.end() ||
           lower_.empty();
}

bool Searched::in(const Texts& texts) const {
    return in(texts.id) || in(texts.name) || std::any_of(texts.tags.begin(), texts.tags.end(), [&](const auto& tag) {
               return in(tag.first) || in(tag.second);
           });
}

}  // namespace hf
