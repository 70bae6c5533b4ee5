#include "core/read_models/pair_index.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PairIndex, AgreesWithAPlainSearch) {
    constexpr Ordinal count = 500;
    std::mt19937 random(11);
    const auto any_text = [&](std::size_t length) {
        std::string text;
        for (std::size_t i = 0; i < length; ++i) text += "abcd-"[random() % 5];
        return text;
    };
    struct Names {
        std::string id, name;
    };
    PairIndex pairs;
    std::vector<Names> all(count);
    for (Ordinal i = 0; i < count; ++i) {
        all[i] = {any_text(random() % 5), any_text(random() % 5)};
        pairs.add(i, all[i].id);
        pairs.add(i, all[i].name);
    }
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 100; ++i) {
            const auto ordinal = static_cast<Ordinal>(random() % count);
            const auto name = any_text(random() % 5);
            pairs.remove(ordinal, all[ordinal].name, {all[ordinal].id, name});
            pairs.add(ordinal, name);
            all[ordinal].name = name;
        }
        for (std::size_t length = 1; length <= 4; ++length) {
            const auto text = any_text(length);
            std::vector<Ordinal> wanted;
            for (Ordinal i = 0; i < count; ++i)
                if (all[i].id.find(text) != std::string::npos || all[i].name.find(text) != std::string::npos)
                    wanted.push_back(i);
            const auto found = pairs.with(text).all();
            if (PairIndex::is_exact(text))
                ASSERT_EQ(found, wanted) << text;
            else
                ASSERT_TRUE(std::ranges::includes(found, wanted)) << text;
        }
    }
}

// Texts that are added and replaced, in one index with the usual window and in one that was given many at once.
class ManyPairs : public ::testing::Test {
protected:
    void add(Ordinal ordinal, const std::string& text) {
        usual.add(ordinal, text);
        many.add(ordinal, text);
    }
    void replace(Ordinal ordinal, const std::string& text, const std::string& by) {
        for (auto* pairs : {&usual, &many}) {
            pairs->remove(ordinal, text, {by});
            pairs->add(ordinal, by);
        }
    }
    void expect_the_same(const std::vector<std::string>& texts) {
        for (const auto& text : texts) {
            const auto found = many.with(text).all();
            EXPECT_EQ(found, usual.with(text).all()) << text;
            EXPECT_FALSE(found.empty()) << text;
        }
    }

    PairIndex usual, many;
};

TEST_F(ManyPairs, AreFoundAsIfAddedOneByOne) {
    const auto text_of = [](Ordinal i) { return std::to_string(i * 7919U % 100'000U); };
    constexpr Ordinal before = 1500;
    constexpr Ordinal count = 150'000;
    for (Ordinal i = 0; i < before; ++i) add(i, text_of(i));
    many.begin_many();
    for (Ordinal i = before; i < count; i += i % 1000 == 7 ? 100 : 1) add(i, text_of(i));
    many.end_many();
    const std::vector<std::string> texts{"0", "9", "17", "99", "123", "4567"};
    expect_the_same(texts);
    // Ordinals on both sides of where the window was and is.
    for (const Ordinal i : {1000U, 1499U, 65'535U, 65'536U, 131'071U, 149'999U}) replace(i, text_of(i), "1799");
    for (Ordinal i = count; i < count + 3000; ++i) add(i, text_of(i));
    for (Ordinal i = count; i < count + 3000; i += 100) replace(i, text_of(i), "1799");
    expect_the_same(texts);
}

TEST_F(ManyPairs, MayBeOfMorePairsThanThereAreLargeWindows) {
    const auto letter = [](Ordinal i) { return static_cast<char>(0x80U + i % 90); };
    const auto text_of = [&](Ordinal i) { return std::string{letter(i), letter(i / 90)}; };
    many.begin_many();
    for (Ordinal i = 0; i < 20'000; ++i) add(i, text_of(i));
    many.end_many();
    expect_the_same({text_of(0), text_of(8000), text_of(19'999), std::string{letter(5)}});
}

TEST(PairIndex, LeavesFewOthersToBeLookedAt) {
    constexpr Ordinal count = 20'000;
    std::mt19937 random(12);
    PairIndex pairs;
    std::vector<std::string> ids;
    for (Ordinal i = 0; i < count; ++i) {
        std::string id;
        for (int n = 0; n < 32; ++n) id += "0123456789abcdef"[random() % 16];
        ids.push_back(id);
        pairs.add(i, id);
    }
    std::uint64_t with_three = 0;
    std::uint64_t with_four = 0;
    for (Ordinal i = 0; i < 50; ++i) {
        EXPECT_TRUE(pairs.with(ids[i].substr(7, 12)).contains(i));
        with_three += pairs.with(ids[i].substr(7, 3)).count();
        with_four += pairs.with(ids[i].substr(7, 4)).count();
    }
    EXPECT_LT(with_three, 50 * count / 30);
    EXPECT_LT(with_four, 50 * count / 200);
    EXPECT_THAT(pairs.with("physics").all(), IsEmpty());
}

TEST(PairIndex, CapitalLettersAreSmallOnes) {
    PairIndex pairs;
    pairs.add(3, "Host");
    pairs.add(4, "");
    EXPECT_THAT(pairs.with("ho").all(), ElementsAre(3U));
    EXPECT_THAT(pairs.with("T").all(), ElementsAre(3U));
    EXPECT_THAT(pairs.with("x").all(), IsEmpty());
}

}  // namespace
}  // namespace hf::testing
