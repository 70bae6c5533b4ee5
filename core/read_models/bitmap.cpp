#include "core/read_models/bitmap.hpp"

#include <roaring/roaring.h>

#include <algorithm>

namespace hf {

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
