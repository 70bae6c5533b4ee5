// TextIndex: finds aggregates by their tags, and those in whose id, name or tags a text may be.
//
//     TextIndex<1> texts;
//     texts.enter(ordinal, {"req-0193a1b2", ""}, tags);
//     const Bitmap red = texts.tags().tagged("team", "red");
//     const Bitmap physics = texts.tags().with("physics", contains);  // contains(text): whether it is there
//     for (const auto candidate : texts.maybe("a1b2", among)) use(candidate);
//
// Of each id and name a signature of `words` times 64 bits is kept: a bit for each three letters in a row. A text can
// only be where the bits of its own threes are, so few others are left to be looked at. Of a text that is shorter
// than three letters nothing is known. Letters A to Z count as a to z.
//
// Tags must not change. Any number of threads may read while none writes.
#pragma once

#include <array>
#include <bitset>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/domain/values/tags.hpp"
#include "core/read_models/ordinal_set.hpp"

namespace hf {

inline constexpr std::size_t gram_length = 3;

// Calls visit(hash) for each three letters in a row.
template <class Visit>
void each_gram(std::string_view text, Visit&& visit) {
    constexpr auto lower = [](char c) -> std::uint32_t {
        return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    };
    for (std::size_t i = 0; i + gram_length <= text.size(); ++i) {
        const auto letters = lower(text[i]) | lower(text[i + 1]) << 8U | lower(text[i + 2]) << 16U;
        visit(static_cast<std::uint32_t>(letters * 0x9E3779B1U));
    }
}

template <std::size_t words>
class Signature {
public:
    Signature() = default;
    explicit Signature(std::string_view text) { add(text); }
    void add(std::string_view text) {
        each_gram(text, [&](std::uint32_t hash) {
            const auto bit = (hash >> 24U) % (64 * words);
            bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
        });
    }
    [[nodiscard]] bool contains(const Signature& part) const {
        for (std::size_t i = 0; i < words; ++i)
            if ((bits_[i] & part.bits_[i]) != part.bits_[i]) return false;
        return true;
    }

private:
    std::array<std::uint64_t, words> bits_{};
};

// The distinct tags of all aggregates, and who has them.
class TagIndex {
public:
    using Contains = std::function<bool(std::string_view text)>;

    void enter(Ordinal ordinal, const Tags& tags);
    [[nodiscard]] Bitmap tagged(std::string_view key, std::string_view value) const;
    // Returns those with the text in the key or value of a tag.
    [[nodiscard]] Bitmap with(std::string_view text, const Contains& contains) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Known {
        Signature<1> signature;
        const std::pair<const std::string, OrdinalSet>* tag;
    };

    std::unordered_map<std::string, OrdinalSet, Hash, std::equal_to<>> sets_;  // by key and value in one text
    std::vector<Known> known_;                                                 // nodes of the map don't move
};

template <std::size_t words>
class TextIndex {
public:
    struct Names {
        std::string_view id;
        std::string_view name;
    };

    void enter(Ordinal ordinal, const Names& names, const Tags& tags) {
        tags_.enter(ordinal, tags);
        if (signatures_.size() <= ordinal) signatures_.resize(ordinal + 1);
        rename(ordinal, names);
    }
    void rename(Ordinal ordinal, const Names& names) {
        Signature<words> signature;
        for (const auto text : {names.id, names.name}) {
            signature.add(text);
            each_gram(text, [&](std::uint32_t hash) { everywhere_.set(hash >> 16U); });
        }
        signatures_[ordinal] = signature;
    }

    [[nodiscard]] const TagIndex& tags() const { return tags_; }

    // Returns those in whose id or name the text may be; everybody, for a text that is too short.
    [[nodiscard]] std::vector<Ordinal> maybe(std::string_view text, const Bitmap& among) const {
        bool nowhere = false;
        each_gram(text, [&](std::uint32_t hash) { nowhere |= !everywhere_.test(hash >> 16U); });
        if (nowhere) return {};
        const Signature<words> part(text);
        auto found = among.all();
        std::erase_if(found, [&](Ordinal ordinal) { return !signatures_[ordinal].contains(part); });
        return found;
    }

private:
    TagIndex tags_;
    std::vector<Signature<words>> signatures_;  // by ordinal
    std::bitset<65536> everywhere_;             // the threes that are in any of the ids and names
};

}  // namespace hf
