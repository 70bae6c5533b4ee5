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
