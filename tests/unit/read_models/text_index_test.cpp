#include "core/read_models/text_index.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>

#include "core/read_models/sort_groups.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

TagIndex::Contains containing(std::string text) {
    return [text = std::move(text)](std::string_view in) { return in.find(text) != std::string_view::npos; };
}

TEST(OrdinalSet, IsASetWhetherSmallOrLarge) {
    std::mt19937 random(7);
    OrdinalSet set;
    std::set<Ordinal> wanted;
    const auto evens = [] {
        Bitmap even;
        for (Ordinal i = 0; i < 1000; i += 2) even.add(i);
        return even;
    }();
    for (int i = 0; i < 300; ++i) {
        const auto ordinal = static_cast<Ordinal>(random() % 1000);
        if (!wanted.insert(ordinal).second) continue;
        set.add(ordinal);
        ASSERT_EQ(set.count(), wanted.size());
        ASSERT_THAT(set.bitmap().all(), ElementsAreArray(wanted));
        ASSERT_THAT(set.in(evens).all(), ElementsAreArray((evens & set.bitmap()).all()));
        ASSERT_EQ(set.count_in(evens), set.in(evens).count());
        if (random() % 4 != 0) continue;
        set.remove(*wanted.begin());
        wanted.erase(wanted.begin());
    }
}

TEST(TextIndex, FindsTagsByKeyAndValue) {
    TextIndex texts;
    texts.enter(0, {"a", ""}, {{"team", "red"}, {"stage", "test"}});
    texts.enter(1, {"b", ""}, {{"team", "blue"}});
    texts.enter(2, {"c", ""}, {{"tea", "mred"}});
    const auto& tags = texts.tags();
    EXPECT_THAT(tags.tagged("team", "red").all(), ElementsAre(0U)) << "where a key ends matters";
    EXPECT_THAT(tags.tagged("tea", "mred").all(), ElementsAre(2U));
    EXPECT_THAT(tags.tagged("team", "").all(), IsEmpty());
    EXPECT_THAT(tags.with("red", containing("red")).all(), ElementsAre(0U, 2U));
    EXPECT_THAT(tags.with("team", containing("team")).all(), ElementsAre(0U, 1U)) << "not across key and value";
    EXPECT_THAT(tags.with("t", containing("t")).all(), ElementsAre(0U, 1U, 2U));
    EXPECT_THAT(tags.with("mr", containing("mr")).all(), ElementsAre(2U)) << "key and value are texts apart";
}

// So many distinct tags that what has them is put together otherwise.
TEST(TextIndex, FindsATextInKeysOfWhichEachHasItsOwnTag) {
    constexpr Ordinal count = 30'000;
    TextIndex texts;
    texts.begin_many();
    for (Ordinal i = 0; i < count; ++i) {
        Tags tags{{i % 2 == 0 ? "job" : "task", "no" + std::to_string(i / 3)}};
        if (i % 5 == 0) tags["note"] = "robotic " + std::to_string(i);
        texts.enter(i, {"a", ""}, tags);
    }
    texts.end_many();
    const auto expect = [&](const std::string& text, const std::function<bool(Ordinal)>& has) {
        std::vector<Ordinal> wanted;
        for (Ordinal i = 0; i < count; ++i)
            if (has(i)) wanted.push_back(i);
        EXPECT_EQ(texts.tags().with(text, containing(text)).all(), wanted) << text;
    };
    expect("j", [](Ordinal i) { return i % 2 == 0; });
    expect("job", [](Ordinal i) { return i % 2 == 0; });
    expect("ob", [](Ordinal i) { return i % 2 == 0 || i % 5 == 0; });
    expect("obot", [](Ordinal i) { return i % 5 == 0; });
    expect("k", [](Ordinal i) { return i % 2 == 1; });
    expect("no", [](Ordinal) { return true; });
    expect("no7", [](Ordinal i) { return std::to_string(i / 3)[0] == '7'; });
    expect("999", [](Ordinal i) {
        const auto in = [](Ordinal n) { return std::to_string(n).find("999") != std::string::npos; };
        return in(i / 3) || (i % 5 == 0 && in(i));
    });
    EXPECT_THAT(texts.tags().with("x", containing("x")).all(), IsEmpty());
}

TEST(TextIndex, KnowsAnotherNameFromThenOn) {
    TextIndex texts;
    texts.enter(0, {"m-1", "alpha"}, {});
    texts.rename(0, {"m-1", "omega"}, "alpha");
    EXPECT_THAT(texts.names().with("alpha").all(), IsEmpty());
    EXPECT_THAT(texts.names().with("omega").all(), ElementsAre(0U));
    EXPECT_THAT(texts.names().with("m-1").all(), ElementsAre(0U));
}

TEST(RareFields, TellWhoHasWhich) {
    RareFields<2> rare;
    rare.set(3, {true, false});
    rare.set(1, {true, true});
    EXPECT_THAT(rare.which(0)->all(), ElementsAre(1U, 3U));
    rare.set(1, {false, true});
    EXPECT_THAT(rare.which(0)->all(), ElementsAre(3U));
    EXPECT_THAT(rare.which(1)->all(), ElementsAre(1U));
}

TEST(SortGroups, AreInTheOrderOfTheirKeys) {
    ByValue<std::string> by;
    for (const auto* value : {"b", "", "a"}) by.bitmap_of(value).add(1);
    const Bitmap without;
    const auto groups = groups_of(by, &without);
    ASSERT_TRUE(groups);
    std::vector<SortKey> keys;
    for (const auto& group : *groups) keys.push_back(group.key);
    EXPECT_THAT(keys, ElementsAre(SortKey{}, std::string_view(""), std::string_view("a"), std::string_view("b")));
    by.bitmap_of(std::string(300, 'x')).add(2);
    EXPECT_FALSE(groups_of(by)) << "two such texts could have the same key";
}

}  // namespace
}  // namespace hf::testing
