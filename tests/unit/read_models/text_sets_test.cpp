#include "core/read_models/text_sets.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace hf::testing {
namespace {

using ::testing::ElementsAre;

// The ordinals of each group, by its key.
std::map<std::string, std::set<Ordinal>> groups_in(const TextSets& sets, const Bitmap& all) {
    std::map<std::string, std::set<Ordinal>> groups;
    std::optional<SortKey> last;
    const auto source = sets.sort_source();
    for (const auto& group : std::get<SortGroups>(source)) {
        EXPECT_TRUE(!last || *last < group.key) << "groups stand in their order";
        last = group.key;
        for (const auto ordinal : group.in(all).all())
            groups[std::string(std::get<std::string_view>(group.key))].insert(ordinal);
    }
    return groups;
}

TEST(TextSets, FollowTextsThatChange) {
    constexpr Ordinal count = 300;
    std::mt19937 random(3);
    TextSets sets;
    std::vector<std::string> texts(count);
    for (Ordinal i = 0; i < count; ++i) sets.set(i, "");
    for (int step = 0; step < 5000; ++step) {
        const auto ordinal = static_cast<Ordinal>(random() % count);
        texts[ordinal] = random() % 3 == 0 ? "" : std::string(1 + random() % 2, static_cast<char>('a' + random() % 4));
        sets.set(ordinal, texts[ordinal]);
        if (step % 100 != 0) continue;
        std::map<std::string, std::set<Ordinal>> wanted;
        for (Ordinal i = 0; i < count; ++i) wanted[texts[i]].insert(i);
        ASSERT_EQ(groups_in(sets, Bitmap::range(0, count)), wanted);
    }
}

TEST(TextSets, LongTextsCountByTheirBeginning) {
    TextSets sets;
    const std::string begin(255, 'x');
    sets.set(0, begin + "ya");
    sets.set(1, begin + "yb");
    sets.set(2, begin + "éa");  // the letter would be cut in the middle
    const auto groups = groups_in(sets, Bitmap::range(0, 3));
    EXPECT_EQ(groups, (std::map<std::string, std::set<Ordinal>>{{begin, {2}}, {begin + "y", {0, 1}}}));
}

TEST(TextSets, OfTooManyDistinctOnesItIsKnownWhoHasAny) {
    TextSets sets;
    const auto count = static_cast<Ordinal>(TextSets::most_distinct + 5);
    for (Ordinal i = 0; i < count; ++i) sets.set(i, i < 2 ? std::string() : std::to_string(i));
    sets.set(2, "");
    sets.set(1, "one");
    const auto source = sets.sort_source();
    const auto& few = std::get<SortFew>(source);
    EXPECT_EQ(few.missing, SortKey(std::string_view()));
    EXPECT_THAT(few.present->slice(0, 3), ElementsAre(1U, 3U, 4U));
    EXPECT_EQ(few.present->count(), count - 2);
}

}  // namespace
}  // namespace hf::testing
