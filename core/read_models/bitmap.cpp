#include "core/read_models/bitmap.hpp"

#include <roaring/roaring.h>

#include <algorithm>
#include <array>
#include <bit>
#include <new>

namespace hf {
namespace {

constexpr Ordinal word_bits = 64;
// The library keeps a piece with more ordinals than these as words, and one with fewer as a list.
constexpr std::size_t most_in_list = 4096;

}  // namespace

void Bitmap::Free::operator()(roaring_bitmap_s* set) const { roaring_bitmap_free(set); }

Bitmap::Bitmap() : set_(roaring_bitmap_create()) {}

Bitmap::Bitmap(const std::vector<Ordinal>& ordinals) : set_(roaring_bitmap_of_ptr(ordinals.size(), ordinals.data())) {}

Bitmap::Bitmap(const Bitmap& other) : set_(roaring_bitmap_copy(other.set_.get())) {}

Bitmap& Bitmap::operator=(const Bitmap& other) {
    if (this != &other) set_.reset(roaring_bitmap_copy(other.set_.get()));
    return *this;
}

Bitmap Bitmap::range(Ordinal first, Ordinal end) {
    Bitmap bitmap;
    bitmap.add_range(first, end);
    return bitmap;
}

void Bitmap::add(Ordinal ordinal) { roaring_bitmap_add(set_.get(), ordinal); }
void Bitmap::add(const std::vector<Ordinal>& ordinals) {
    roaring_bitmap_add_many(set_.get(), ordinals.size(), ordinals.data());
}
void Bitmap::remove(Ordinal ordinal) { roaring_bitmap_remove(set_.get(), ordinal); }

void Bitmap::add_range(Ordinal first, Ordinal end) {
    if (first < end) roaring_bitmap_add_range_closed(set_.get(), first, end - 1);
}

void Bitmap::add_words(Ordinal first, std::span<const std::uint64_t> words) {
    while (!words.empty()) {
        const auto here = words.first(std::min<std::size_t>((piece - first % piece) / word_bits, words.size()));
        add_piece(first, here);
        first += static_cast<Ordinal>(here.size() * word_bits);
        words = words.subspan(here.size());
    }
}

void Bitmap::add_piece(Ordinal first, std::span<const std::uint64_t> words) {
    std::size_t count = 0;
    for (const auto word : words) count += static_cast<std::size_t>(std::popcount(word));
    if (count > most_in_list) {
        *this |= of_many(first, words, count);
        return;
    }
    std::vector<Ordinal> ordinals;
    ordinals.reserve(count);
    for (std::size_t i = 0; i < words.size(); ++i)
        for (auto word = words[i]; word != 0; word &= word - 1)
            ordinals.push_back(first + static_cast<Ordinal>(i * word_bits) +
                               static_cast<Ordinal>(std::countr_zero(word)));
    add(ordinals);
}

// In the library's portable form a piece with so many ordinals is its words, which are read as they are.
Bitmap Bitmap::of_many(Ordinal first, std::span<const std::uint64_t> words, std::size_t count) {
    struct Portable {
        std::uint32_t form = 12346;  // without runs
        std::uint32_t pieces = 1;
        std::uint16_t piece_number{};
        std::uint16_t count_less_one{};
        std::uint32_t begin_of_words = 16;
        std::array<std::uint64_t, piece / word_bits> words{};
    } portable;
    static_assert(sizeof(Portable) == 16 + piece / 8 && std::endian::native == std::endian::little);
    portable.piece_number = static_cast<std::uint16_t>(first / piece);
    portable.count_less_one = static_cast<std::uint16_t>(count - 1);
    std::ranges::copy(words, portable.words.begin() + first % piece / word_bits);
    auto* const read =
        roaring_bitmap_portable_deserialize_safe(reinterpret_cast<const char*>(&portable), sizeof portable);
    if (!read) throw std::bad_alloc();
    return Bitmap(read);
}

Bitmap& Bitmap::operator&=(const Bitmap& other) {
    roaring_bitmap_and_inplace(set_.get(), other.set_.get());
    return *this;
}

Bitmap& Bitmap::operator|=(const Bitmap& other) {
    roaring_bitmap_or_inplace(set_.get(), other.set_.get());
    return *this;
}

Bitmap& Bitmap::operator-=(const Bitmap& other) {
    roaring_bitmap_andnot_inplace(set_.get(), other.set_.get());
    return *this;
}

Bitmap operator&(const Bitmap& a, const Bitmap& b) { return Bitmap(roaring_bitmap_and(a.set_.get(), b.set_.get())); }

bool Bitmap::contains(Ordinal ordinal) const { return roaring_bitmap_contains(set_.get(), ordinal); }

std::uint64_t Bitmap::count() const { return roaring_bitmap_get_cardinality(set_.get()); }

std::uint64_t Bitmap::count_below(Ordinal ordinal) const {
    return ordinal == 0 ? 0 : roaring_bitmap_rank(set_.get(), ordinal - 1);
}

std::uint64_t Bitmap::count_shared(const Bitmap& other) const {
    return roaring_bitmap_and_cardinality(set_.get(), other.set_.get());
}

std::vector<Ordinal> Bitmap::all() const {
    std::vector<Ordinal> ordinals(count());
    roaring_bitmap_to_uint32_array(set_.get(), ordinals.data());
    return ordinals;
}

std::vector<Ordinal> Bitmap::slice(std::uint64_t n, std::uint64_t most) const {
    const auto there = count();
    if (n >= there) return {};
    std::vector<Ordinal> ordinals(std::min(most, there - n));
    roaring_uint32_iterator_t from{};
    roaring_init_iterator(set_.get(), &from);
    if (n > 0) {
        Ordinal nth = 0;
        roaring_bitmap_select(set_.get(), static_cast<std::uint32_t>(n), &nth);
        roaring_move_uint32_iterator_equalorlarger(&from, nth);
    }
    roaring_read_uint32_iterator(&from, ordinals.data(), static_cast<std::uint32_t>(ordinals.size()));
    return ordinals;
}

}  // namespace hf
