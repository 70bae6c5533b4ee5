#include "core/read_models/text_index.hpp"

#include <algorithm>

namespace hf {
namespace {

constexpr std::size_t length_bytes = sizeof(std::uint32_t);

// The key's length stands at the end, so that no two tags are the same text.
void put_in_one(std::string_view key, std::string_view value, std::string& text) {
    text.assign(key);
    text += value;
    const auto length = static_cast<std::uint32_t>(key.size());
    for (std::size_t i = 0; i < length_bytes; ++i) text += static_cast<char>(length >> (8 * i) & 0xFFU);
}

struct Parts {
    std::string_view key;
    std::string_view value;
};
Parts parts_of(std::string_view text) {
    std::uint32_t length = 0;
    const auto end = text.size() - length_bytes;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length |= std::uint32_t{static_cast<unsigned char>(text[end + i])} << (8 * i);
    return {text.substr(0, length), text.substr(length, end - length)};
}

// So many ordinals in no order are put in order by setting a bit for each.
constexpr std::size_t many = 10'000;

Bitmap bitmap_of(const std::vector<Ordinal>& ordinals) {
    if (ordinals.size() < many) return Bitmap(ordinals);
    std::vector<std::uint64_t> words(std::ranges::max(ordinals) / 64 + std::size_t{1});
    for (const auto ordinal : ordinals) words[ordinal / 64] |= std::uint64_t{1} << ordinal % 64;
    Bitmap found;
    found.add_words(0, words);
    return found;
}

}  // namespace

void TagIndex::enter(Ordinal ordinal, const Tags& tags) {
    for (const auto& [key, value] : tags) {
        auto& tag = tag_of(key, value);
        tag.set.add(ordinal);
        tag.key->set.add(ordinal);
    }
}

TagIndex::Tag& TagIndex::tag_of(std::string_view key, std::string_view value) {
    put_in_one(key, value, in_one_);
    if (const auto found = tags_.find(in_one_); found != tags_.end()) return found->second;
    auto of_key = keys_.find(key);
    if (of_key == keys_.end())
        of_key = keys_.try_emplace(std::string(key), Key{static_cast<std::uint32_t>(keys_.size())}).first;
    auto& fresh = *tags_.try_emplace(in_one_, Tag{&of_key->second}).first;
    const auto place = static_cast<Ordinal>(known_.size());
    pairs_.add(place, key);
    pairs_.add(place, value);
    known_.push_back({of_key->second.number, &fresh});
    return fresh.second;
}

Bitmap TagIndex::tagged(std::string_view key, std::string_view value) const {
    std::string in_one;
    put_in_one(key, value, in_one);
    const auto found = tags_.find(in_one);
    return found == tags_.end() ? Bitmap() : found->second.set.bitmap();
}

Bitmap TagIndex::with(std::string_view text, const Contains& contains) const {
    const bool is_exact = PairIndex::is_exact(text);
    Bitmap found;
    std::vector<Ordinal> others;
    enum class OfKey : std::uint8_t { unknown, has_text, lacks_text };
    std::vector<OfKey> of_keys(keys_.size());
    for (const auto place : pairs_.with(text).all()) {
        const auto& [key, tag] = known_[place];
        auto& of_key = of_keys[key];
        if (of_key == OfKey::has_text) continue;
        const auto parts = parts_of(tag->first);
        if (of_key == OfKey::unknown) {
            of_key = contains(parts.key) ? OfKey::has_text : OfKey::lacks_text;
            if (of_key == OfKey::has_text) tag->second.key->set.add_to(found, others);
        }
        if (of_key == OfKey::lacks_text && (is_exact || contains(parts.value))) tag->second.set.add_to(found, others);
    }
    found |= bitmap_of(others);
    return found;
}

}  // namespace hf
