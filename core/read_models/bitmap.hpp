// Bitmap: a compressed set of ordinals (CRoaring). It takes about a bit per ordinal where they are
// dense, and two bytes each where they are sparse.
//
//     Bitmap pending, small;
//     pending.add(7);
//     small.add(7);
//     const auto both = pending & small;
//     both.count();                      // the number of ordinals
//     both.slice(both.count() - 1, 1);   // the newest of them
//
// Adding many at once is faster: in order, as a range, or as plain words of 64 bits.
//
// Intersecting, counting and finding the n-th work on blocks of 65,536 ordinals, not on single
// ones. Any number of threads may read while none writes.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/domain/values/identifiers.hpp"

struct roaring_bitmap_s;

namespace hf {

class Bitmap {
public:
    // So many ordinals at a time are kept, each piece in the form that suits it.
    static constexpr Ordinal piece = Ordinal{1} << 16U;

    Bitmap();
    explicit Bitmap(const std::vector<Ordinal>& ordinals);
    Bitmap(const Bitmap& other);
    Bitmap(Bitmap&&) noexcept = default;
    Bitmap& operator=(const Bitmap& other);
    Bitmap& operator=(Bitmap&&) noexcept = default;
    ~Bitmap() = default;
    // The ordinals from `first` to the one before `end`.
    static Bitmap range(Ordinal first, Ordinal end);

    void add(Ordinal ordinal);
    // Faster than one by one where they are in order.
    void add(const std::vector<Ordinal>& ordinals);
    void add_range(Ordinal first, Ordinal end);
    // Adds an ordinal for each bit that is set. `first`, that of the first bit, must be a multiple of 64.
    void add_words(Ordinal first, std::span<const std::uint64_t> words);
    void remove(Ordinal ordinal);
    Bitmap& operator&=(const Bitmap& other);
    Bitmap& operator|=(const Bitmap& other);
    Bitmap& operator-=(const Bitmap& other);
    friend Bitmap operator&(const Bitmap& a, const Bitmap& b);

    [[nodiscard]] bool contains(Ordinal ordinal) const;
    [[nodiscard]] std::uint64_t count() const;
    // The number of ordinals in the set that are smaller.
    [[nodiscard]] std::uint64_t count_below(Ordinal ordinal) const;
    // The number of ordinals that are in both sets.
    [[nodiscard]] std::uint64_t count_shared(const Bitmap& other) const;

    // Returns at most `most` ordinals in ascending order, starting at the n-th smallest (n from 0).
    [[nodiscard]] std::vector<Ordinal> slice(std::uint64_t n, std::uint64_t most) const;
    [[nodiscard]] std::vector<Ordinal> all() const;

private:
    struct Free {
        void operator()(roaring_bitmap_s* set) const;
    };
    explicit Bitmap(roaring_bitmap_s* set) : set_(set) {}
    static Bitmap of_many(Ordinal first, std::span<const std::uint64_t> words, std::size_t count);
    void add_piece(Ordinal first, std::span<const std::uint64_t> words);

    std::unique_ptr<roaring_bitmap_s, Free> set_;
};

}  // namespace hf
