#include "core/read_models/pair_index.hpp"

#include <algorithm>
#include <bit>

namespace hf {
namespace {

std::size_t letter(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

// Calls visit(first, second) for each pair of letters in a row.
template <class Visit>
void each_pair(std::string_view text, Visit&& visit) {
    if (text.empty()) return;
    auto first = letter(text.front());
    for (const char c : text.substr(1)) {
        const auto second = letter(c);
        visit(first, second);
        first = second;
    }
}

bool has_pair(std::string_view text, std::size_t first, std::size_t second) {
    bool found = false;
    each_pair(text, [&](std::size_t a, std::size_t b) { found |= a == first && b == second; });
    return found;
}

}  // namespace

void PairIndex::add(Ordinal ordinal, std::string_view text) {
    if (size_ == large_window && before_.size() > most_in_large_window) end_many();
    if (ordinal >= begin_ && ordinal - begin_ >= size_) move_window(ordinal / word_bits * word_bits, size_);
    next_ = std::max(next_, ordinal + 1);
    if (text.empty()) return;
    of_text_.clear();
    each_pair(text, [&](std::size_t first, std::size_t second) { of_text_.push_back(make_pair_of(first, second)); });
    of_text_.push_back(make_pair_of(letter(text.back()), end));
    if (ordinal < begin_) {
        for (const auto pair : of_text_) before_[pair].add(ordinal);
        return;
    }
    auto* const row = &window_[(ordinal - begin_) / word_bits * width_];
    const auto bit = std::uint64_t{1} << ordinal % word_bits;
    for (const auto pair : of_text_) row[pair] |= bit;
}

void PairIndex::remove(Ordinal ordinal, std::string_view text, std::initializer_list<std::string_view> others) {
    each_pair(text, [&](std::size_t first, std::size_t second) {
        if (std::ranges::none_of(others, [&](std::string_view other) { return has_pair(other, first, second); }))
            take_out(pair_of(first, second), ordinal);
    });
    if (text.empty()) return;
    const auto last = letter(text.back());
    if (std::ranges::none_of(others, [&](auto other) { return !other.empty() && letter(other.back()) == last; }))
        take_out(pair_of(last, end), ordinal);
}

Bitmap PairIndex::with(std::string_view text) const {
    std::vector<std::uint32_t> pairs;
    const bool any = text.size() == 1;
    if (any) {
        for (std::size_t second = 0; second <= end; ++second) pairs.push_back(pair_of(letter(text.front()), second));
        std::erase(pairs, none);
    } else {
        each_pair(text, [&](std::size_t first, std::size_t second) { pairs.push_back(pair_of(first, second)); });
    }
    Bitmap found;
    if (pairs.empty() || std::ranges::count(pairs, none) > 0) return found;
    found = before_[pairs.front()];
    auto in_window = words_of(pairs.front());
    for (const auto pair : pairs) {
        any ? found |= before_[pair] : found &= before_[pair];
        const auto words = words_of(pair);
        for (std::size_t i = 0; i < words.size(); ++i)
            in_window[i] = any ? in_window[i] | words[i] : in_window[i] & words[i];
    }
    found.add_words(begin_, in_window);
    return found;
}

std::uint32_t PairIndex::make_pair_of(std::size_t first, std::size_t second) {
    auto& row = rows_[first];
    if (!row) row = std::make_unique<Row>();
    auto& pair = (*row)[second];
    if (pair == none) {
        pair = static_cast<std::uint32_t>(before_.size());
        before_.emplace_back();
        if (pair >= width_) widen();
    }
    return pair;
}

void PairIndex::take_out(std::uint32_t pair, Ordinal ordinal) {
    if (pair == none) return;
    if (ordinal < begin_) return before_[pair].remove(ordinal);
    window_[(ordinal - begin_) / word_bits * width_ + pair] &= ~(std::uint64_t{1} << ordinal % word_bits);
}

void PairIndex::widen() {
    constexpr std::size_t first_width = 64;  // and so a multiple of those that are moved together
    const auto width = std::max(first_width, 2 * width_);
    Words window(size_ / word_bits * width);
    for (std::size_t row = 0; width_ > 0 && row < size_ / word_bits; ++row)
        std::copy_n(&window_[row * width_], width_, &window[row * width]);
    window_ = std::move(window);
    width_ = width;
}

// All ordinals so far are before the new window, so that none is both in a bitmap and in a window.
void PairIndex::use_window(Ordinal size) {
    if (size != size_) move_window((next_ + word_bits - 1) / word_bits * word_bits, size);
}

void PairIndex::move_window(Ordinal begin, Ordinal size) {
    constexpr std::size_t together = 8;  // a processor fetches so many words from memory at once
    std::array<Words, together> words;
    words.fill(Words(size_ / word_bits));
    for (std::size_t first = 0; width_ > 0 && first < before_.size(); first += together) {
        for (std::size_t row = 0; row < size_ / word_bits; ++row)
            for (std::size_t n = 0; n < together; ++n) words[n][row] = window_[row * width_ + first + n];
        for (std::size_t n = 0; n < together && first + n < before_.size(); ++n)
            before_[first + n].add_words(begin_, words[n]);
    }
    window_ = Words(size / word_bits * width_);
    begin_ = begin;
    size_ = size;
}

PairIndex::Words PairIndex::words_of(std::uint32_t pair) const {
    Words words(size_ / word_bits);
    for (std::size_t row = 0; row < words.size(); ++row) words[row] = window_[row * width_ + pair];
    return words;
}

}  // namespace hf
