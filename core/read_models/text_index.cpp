#include "core/read_models/text_index.hpp"

namespace hf {
namespace {

constexpr std::size_t length_bytes = sizeof(std::uint32_t);

// The key's length stands at the end, so that no two tags are the same text.
std::string in_one(std::string_view key, std::string_view value) {
    std::string text;
    text.reserve(key.size() + value.size() + length_bytes);
    text += key;
    text += value;
    const auto length = static_cast<std::uint32_t>(key.size());
    for (std::size_t i = 0; i < length_bytes; ++i) text += static_cast<char>(length >> (8 * i) & 0xFFU);
    return text;
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

}  // namespace

void TagIndex::enter(Ordinal ordinal, const Tags& tags) {
    for (const auto& [key, value] : tags) {
        const auto [tag, fresh] = sets_.try_emplace(in_one(key, value));
        tag->second.add(ordinal);
        if (!fresh) continue;
        const auto place = static_cast<Ordinal>(known_.size());
        pairs_.add(place, key);
        pairs_.add(place, value);
        known_.push_back(&*tag);
    }
}

Bitmap TagIndex::tagged(std::string_view key, std::string_view value) const {
    const auto found = sets_.find(in_one(key, value));
    return found == sets_.end() ? Bitmap() : found->second.bitmap();
}

Bitmap TagIndex::with(std::string_view text, const Contains& contains) const {
    const bool is_exact = PairIndex::is_exact(text);
    Bitmap found;
    std::vector<Ordinal> others;
    for (const auto place : pairs_.with(text).all()) {
        const auto& [tag, set] = *known_[place];
        const auto [key, value] = parts_of(tag);
        if (is_exact || contains(key) || contains(value)) set.add_to(found, others);
    }
    found |= Bitmap(others);
    return found;
}

}  // namespace hf
