#include "core/read_models/bitmap.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Bitmap, IsASet) {
    Bitmap bitmap;
    bitmap.add(7);
    bitmap.add(3);
    bitmap.add(7);
    EXPECT_EQ(bitmap.count(), 2U);
    EXPECT_TRUE(bitmap.contains(3));
    EXPECT_FALSE(bitmap.contains(4));
    EXPECT_THAT(bitmap.all(), ElementsAre(3, 7));
    bitmap.remove(3);
    EXPECT_THAT(bitmap.all(), ElementsAre(7));
}

TEST(Bitmap, OfNothingHasNoPart) {
    const Bitmap bitmap;
    EXPECT_EQ(bitmap.count(), 0U);
    EXPECT_EQ(bitmap.count_below(1000), 0U);
    EXPECT_THAT(bitmap.slice(0, 10), IsEmpty());
    EXPECT_THAT(Bitmap::range(5, 5).all(), IsEmpty());
}

TEST(Bitmap, ARangeEndsBeforeItsEnd) { EXPECT_THAT(Bitmap::range(3, 6).all(), ElementsAre(3, 4, 5)); }

TEST(Bitmap, TheFirstOrdinalHasNoneBelowIt) {
    const auto bitmap = Bitmap::range(0, 10);
    EXPECT_EQ(bitmap.count_below(0), 0U);
    EXPECT_EQ(bitmap.count_below(1), 1U);
}

// Sparse, dense and solid blocks are stored in different ways; all must agree with a plain set.
class Mixed : public ::testing::TestWithParam<std::uint32_t> {
protected:
    static constexpr Ordinal end = 300'000;

    std::pair<Bitmap, std::set<Ordinal>> make() {
        Bitmap bitmap;
        std::set<Ordinal> plain;
        for (Ordinal block = 0; block < end; block += 50'000) {
            switch (any(4)) {
                case 0: break;
                case 1: {
                    const auto first = block + any(20'000);
                    const auto last = first + any(30'000);
                    bitmap.add_range(first, last);
                    for (auto o = first; o < last; ++o) plain.insert(o);
                    break;
                }
                default: {
                    const auto step = 1 + any(any(2) == 0 ? 3 : 3000);
                    for (auto o = block; o < block + 50'000; o += step) {
                        bitmap.add(o);
                        plain.insert(o);
                    }
                }
            }
        }
        for (int i = 0; i < 2000; ++i) {
            const auto o = any(end);
            bitmap.remove(o);
            plain.erase(o);
        }
        return {std::move(bitmap), std::move(plain)};
    }
    Ordinal any(std::uint32_t below) { return static_cast<Ordinal>(random_() % below); }

    std::mt19937 random_{GetParam()};
};

TEST_P(Mixed, AgreesWithAPlainSet) {
    const auto [bitmap, plain] = make();
    const std::vector<Ordinal> sorted(plain.begin(), plain.end());
    ASSERT_EQ(bitmap.count(), plain.size());
    ASSERT_EQ(bitmap.all(), sorted);
    for (int i = 0; i < 500; ++i) {
        const auto ordinal = any(end + 10);
        const auto below = std::lower_bound(sorted.begin(), sorted.end(), ordinal) - sorted.begin();
        ASSERT_EQ(bitmap.contains(ordinal), plain.contains(ordinal)) << ordinal;
        ASSERT_EQ(bitmap.count_below(ordinal), static_cast<std::uint64_t>(below)) << ordinal;
        const std::uint64_t n = any(static_cast<std::uint32_t>(sorted.size() + 10));
        const auto from = sorted.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(n, sorted.size()));
        const std::uint64_t most = any(100);
        const auto to = from + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(most), sorted.end() - from);
        ASSERT_EQ(bitmap.slice(n, most), std::vector<Ordinal>(from, to)) << most << " from " << n;
    }
}

TEST_P(Mixed, IntersectsLikePlainSets) {
    auto [a, plain_a] = make();
    const auto [b, plain_b] = make();
    std::vector<Ordinal> shared;
    std::set_intersection(plain_a.begin(), plain_a.end(), plain_b.begin(), plain_b.end(), std::back_inserter(shared));
    EXPECT_EQ((a & b).all(), shared);
    EXPECT_EQ(a.count_shared(b), shared.size());
    a &= b;
    EXPECT_EQ(a.all(), shared);
}

TEST_P(Mixed, TakesWordsLikeSingleOrdinals) {
    auto [bitmap, plain] = make();
    for (int i = 0; i < 4; ++i) {
        // Few and nearly all of the ordinals, within a piece and across several.
        std::vector<std::uint64_t> words(any(1500));
        const auto first = 64 * any(3000);
        const auto sparseness = any(8);
        for (auto& word : words) {
            word = ~std::uint64_t{0};
            for (std::uint32_t n = 0; n < sparseness; ++n) word &= std::uint64_t{random_()} << 32U | random_();
        }
        for (std::size_t n = 0; n < words.size() * 64; ++n)
            if ((words[n / 64] >> n % 64 & 1U) != 0) plain.insert(first + static_cast<Ordinal>(n));
        bitmap.add_words(first, words);
        ASSERT_EQ(bitmap.all(), std::vector<Ordinal>(plain.begin(), plain.end())) << first << ' ' << words.size();
    }
}

INSTANTIATE_TEST_SUITE_P(OfManyKinds, Mixed, ::testing::Range(0U, 10U));

}  // namespace
}  // namespace hf::testing
