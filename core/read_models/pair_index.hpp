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
// The newest ordinals are in a window of plain words, whose bits are set faster, and go into the bitmaps together: a
// thousand of them, or as many as a bitmap takes in one piece while many texts are added at a start. A row of the
// window has the words of 64 ordinals for all pairs, so that what a text sets stands close together. Any number of
// threads may read while none writes.
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

    // Between these two the window is large: eight kilobytes for each pair.
    void begin_many() { use_window(large_window); }
    void end_many() { use_window(usual_window); }

    [[nodiscard]] Bitmap with(std::string_view text) const;
    [[nodiscard]] static bool is_exact(std::string_view text) { return text.size() <= 2; }

private:
    static constexpr std::size_t end = 256;  // in place of a second letter
    static constexpr Ordinal word_bits = 64;
    static constexpr Ordinal usual_window = 1024;
    static constexpr Ordinal large_window = Bitmap::piece;
    // Names in some scripts have more pairs than this; a large window would take too much memory then.
    static constexpr std::size_t most_in_large_window = 2000;

    using Words = std::vector<std::uint64_t>;  // a bit for each ordinal
    using Row = std::array<std::uint32_t, end + 1>;
    static constexpr std::uint32_t none = 0;

    [[nodiscard]] std::uint32_t pair_of(std::size_t first, std::size_t second) const {
        return rows_[first] ? (*rows_[first])[second] : none;
    }
    std::uint32_t make_pair_of(std::size_t first, std::size_t second);
    void take_out(std::uint32_t pair, Ordinal ordinal);
    void widen();
    void use_window(Ordinal size);
    void move_window(Ordinal begin, Ordinal size);
    // What the window has of the pair.
    [[nodiscard]] Words words_of(std::uint32_t pair) const;

    std::array<std::unique_ptr<Row>, 256> rows_;  // by first letter: the number of the pair by second letter, or none
    std::vector<Bitmap> before_{1};               // by number: who is before the window; none has no pair
    Words window_;                                // from begin_ on: a row for 64 ordinals, with a word for each number
    std::size_t width_ = 0;                       // of a row
    Ordinal begin_ = 0;                           // a multiple of 64
    Ordinal size_ = usual_window;
    Ordinal next_ = 0;                      // behind the newest ordinal
    std::vector<std::uint32_t> of_text_{};  // pairs; used again for each text
};

}  // namespace hf
