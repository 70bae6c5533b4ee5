// TextIndex: finds aggregates by their tags, and those in whose id, name or tags a text may be.
//
//     TextIndex texts;
//     texts.enter(ordinal, {"req-0193a1b2", ""}, tags);
//     const Bitmap red = texts.tags().tagged("team", "red");
//     const Bitmap physics = texts.tags().with("physics", contains);  // contains(text): whether it is there
//     const Bitmap maybe = texts.names().with("a1b2");                // see pair_index.hpp
//
// Tags must not change. Any number of threads may read while none writes.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/domain/values/tags.hpp"
#include "core/read_models/ordinal_set.hpp"
#include "core/read_models/pair_index.hpp"

namespace hf {

// The distinct tags of all aggregates, and who has them; and for each key, who has a tag with it. Where a text is in a
// key, nobody looks at that key's tags, of which each aggregate may have its own.
class TagIndex {
public:
    using Contains = std::function<bool(std::string_view text)>;

    void enter(Ordinal ordinal, const Tags& tags);
    [[nodiscard]] Bitmap tagged(std::string_view key, std::string_view value) const;
    // Returns those with the text in the key or value of a tag.
    [[nodiscard]] Bitmap with(std::string_view text, const Contains& contains) const;

    void begin_many() { pairs_.begin_many(); }
    void end_many() { pairs_.end_many(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <class T>
    using ByText = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    struct Key {
        std::uint32_t number{};
        OrdinalSet set{};
    };
    struct Tag {
        Key* key = nullptr;
        OrdinalSet set{};
    };
    struct Known {
        std::uint32_t key;
        const ByText<Tag>::value_type* tag;  // they don't move
    };

    Tag& tag_of(std::string_view key, std::string_view value);

    ByText<Key> keys_;
    ByText<Tag> tags_;          // by key and value in one text
    std::vector<Known> known_;  // the distinct tags in the order of their first use
    PairIndex pairs_;           // of keys and values, by place in known_
    std::string in_one_;        // used again for each tag
};

class TextIndex {
public:
    struct Names {
        std::string_view id;
        std::string_view name;
    };

    void enter(Ordinal ordinal, const Names& names, const Tags& tags) {
        tags_.enter(ordinal, tags);
        names_.add(ordinal, names.id);
        names_.add(ordinal, names.name);
    }
    void rename(Ordinal ordinal, const Names& now, std::string_view former_name) {
        if (now.name == former_name) return;
        names_.remove(ordinal, former_name, {now.id, now.name});
        names_.add(ordinal, now.name);
    }

    // Between these two many aggregates are entered, and nobody reads (pair_index.hpp).
    void begin_many() {
        tags_.begin_many();
        names_.begin_many();
    }
    void end_many() {
        tags_.end_many();
        names_.end_many();
    }

    [[nodiscard]] const TagIndex& tags() const { return tags_; }
    [[nodiscard]] const PairIndex& names() const { return names_; }

private:
    TagIndex tags_;
    PairIndex names_;  // of ids and names
};

}  // namespace hf
