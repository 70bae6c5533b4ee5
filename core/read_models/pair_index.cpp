#include "core/read_models/pair_index.hpp"

#include <algorithm>
#include <bit>

namespace hf {
namespace {

std::size_t letter(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

// Calls visit(first, second) for each pair of letters in a row.
template <class Visit>
void each_pair(std::string_view text, Visit&& visit) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) visit(letter(text[i]), letter(text[i + 1]));
}

bool has_pair(std::string_view text, std::size_t first, std::size_t second) {
    bool found = false;
    each_pair(text, [&](std::size_t a, std::size_t b) { found |= a == first && b == second; });
    return found;
}

}  // namespace

void PairIndex::add(Ordinal ordinal, std::string_view text) {
    if (ordinal >= begin_ + window_size) move_window(ordinal / window_size * window_size);
    each_pair(text, [&](std::size_t first, std::size_t second) { put(set_of(first, second), ordinal, true); });
    if (!text.empty()) put(set_of(letter(text.back()), end), ordinal, true);
}

void PairIndex::remove(Ordinal ordinal, std::string_view text, std::initializer_list<std::string_view> others) {
    each_pair(text, [&](std::size_t first, std::size_t second) {
        if (std::ranges::none_of(others, [&](std::string_view other) { return has_pair(other, first, second); }))
            put(set_of(first, second), ordinal, false);
    });
    if (text.empty()) return;
    const auto last = letter(text.back());
    if (std::ranges::none_of(others, [&](auto other) { return !other.empty() && letter(other.back()) == last; }))
        put(set_of(last, end), ordinal, false);
}

Bitmap PairIndex::with(std::string_view text) const {
    Bitmap found;
    Window in_window{};
    if (text.size() == 1) {
        const auto& row = rows_[letter(text.front())];
        for (std::size_t second = 0; row && second <= end; ++second) {
            const auto* set = (*row)[second].get();
            if (!set) continue;
            found |= set->before;
            for (std::size_t i = 0; i < in_window.size(); ++i) in_window[i] |= set->window[i];
        }
    } else {
        std::vector<const Set*> sets;
        each_pair(text, [&](std::size_t first, std::size_t second) {
            sets.push_back(rows_[first] ? (*rows_[first])[second].get() : nullptr);
        });
        if (sets.empty() || std::ranges::count(sets, nullptr) > 0) return found;
        found = sets.front()->before;
        in_window = sets.front()->window;
        for (const auto* set : sets) {
            found &= set->before;
            for (std::size_t i = 0; i < in_window.size(); ++i) in_window[i] &= set->window[i];
        }
    }
    found.add(ordinals_in(in_window));
    return found;
}

PairIndex::Set& PairIndex::set_of(std::size_t first, std::size_t second) {
    auto& row = rows_[first];
    if (!row) row = std::make_unique<Row>();
    auto& set = (*row)[second];
    if (!set) {
        set = std::make_unique<Set>();
        sets_.push_back(set.get());
    }
    return *set;
}

void PairIndex::put(Set& set, Ordinal ordinal, bool in) const {
    if (ordinal < begin_) return in ? set.before.add(ordinal) : set.before.remove(ordinal);
    auto& word = set.window[(ordinal - begin_) / 64];
    const auto bit = std::uint64_t{1} << (ordinal - begin_) % 64;
    word = in ? word | bit : word & ~bit;
}

void PairIndex::move_window(Ordinal begin) {
    for (auto* set : sets_) {
        set->before.add(ordinals_in(set->window));
        set->window = {};
    }
    begin_ = begin;
}

std::vector<Ordinal> PairIndex::ordinals_in(const Window& window) const {
    std::vector<Ordinal> ordinals;
    ordinals.reserve(window_size);
    for (std::size_t i = 0; i < window.size(); ++i)
        for (auto word = window[i]; word != 0; word &= word - 1)
            ordinals.push_back(begin_ +
                               static_cast<Ordinal>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
    return ordinals;
}

}  // namespace hf
