// PairIndex: finds texts by what is in them, from the pairs of letters that each has.
//
//     PairIndex names;
//     names.add(machine.ordinal, "node7-1");
//     const Bitmap found = names.with("e7");        // who has this in a text
//     if (!PairIndex::is_exact("e7-")) look_at_each(names.with("e7-"));
//
// For each pair of letters in a row there is the set of ordinals that have it, and the last letter of a text makes a
// pair with its end. A text of one or two letters is found exactly. A longer one can only be where all its pairs are,
// so few others are left to be looked at. There are few distinct pairs in ids and names: some 300 where these have
// hexadecimal digits, so that an id takes a bit for each of them. Letters A to Z count as a to z.
//
// The newest ordinals are in a window of plain words, whose bits are set faster, and go into the bitmaps together. Any
// number of threads may read while none writes.
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "core/read_models/bitmap.hpp"

namespace hf {

class PairIndex {
public:
    void add(Ordinal ordinal, std::string_view text);
    // The pairs of the text that none of the others has.
    void remove(Ordinal ordinal, std::string_view text, std::initializer_list<std::string_view> others);

    [[nodiscard]] Bitmap with(std::string_view text) const;
    [[nodiscard]] static bool is_exact(std::string_view text) { return text.size() <= 2; }

private:
    static constexpr std::size_t end = 256;  // in place of a second letter
    static constexpr Ordinal window_size = 1024;

    using Window = std::array<std::uint64_t, window_size / 64>;  // a bit for each ordinal from its begin on
    struct Set {
        Bitmap before;  // the window
        Window window{};
    };
    using Row = std::array<std::unique_ptr<Set>, end + 1>;  // by second letter

    Set& set_of(std::size_t first, std::size_t second);
    void put(Set& set, Ordinal ordinal, bool in) const;
    void move_window(Ordinal begin);
    [[nodiscard]] std::vector<Ordinal> ordinals_in(const Window& window) const;

    std::array<std::unique_ptr<Row>, 256> rows_;  // by first letter
    std::vector<Set*> sets_;                      // all of them
    Ordinal begin_ = 0;                           // of the window
};

}  // namespace hf
