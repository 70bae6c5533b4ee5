// Where a store is taken for one that was moved, copied or restored.
#include "core/domain/rules/moved_store.hpp"

#include <gmock/gmock.h>

namespace hf {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class KeptHome final : public StoreHome {
public:
    std::optional<Home> kept;
    std::string what;

    [[nodiscard]] std::optional<Home> last() const override { return kept; }
    [[nodiscard]] std::string file() const override { return {}; }
    [[nodiscard]] std::string setback() const override { return what; }
    void settle(const Home& here) override {
        kept = here;
        what.clear();
    }
};

Home at(std::string host, std::string file, std::string name = "alpha") {
    return {std::move(host), std::move(name), std::move(file), Timestamp{1'750'000'000'000'000}};
}

std::string why(const std::optional<Home>& last, const Home& here, std::string setback = {}) {
    KeptHome home;
    home.kept = last;
    home.what = std::move(setback);
    return why_not_at_home(home, here);
}

TEST(MovedStore, IsNoneWhereItIsAtHome) {
    EXPECT_THAT(why(at("a", "1"), at("a", "1")), IsEmpty());
    EXPECT_THAT(why(at("a", "1"), at("a", "1", "renamed")), IsEmpty());
}

// As every store of an older release.
TEST(MovedStore, IsNoneWithoutAHome) { EXPECT_THAT(why(std::nullopt, at("a", "1")), IsEmpty()); }

TEST(MovedStore, IsOnAnotherHost) {
    EXPECT_THAT(why(at("a", "1", "alpha"), at("b", "1", "beta")),
                AllOf(StartsWith("was at work on host alpha since 2025-06-15"), HasSubstr("another host (beta)")));
}

TEST(MovedStore, IsACopyOnTheSameHost) {
    EXPECT_THAT(why(at("a", "1"), at("a", "2")), StartsWith("is a copy"));
    EXPECT_THAT(why(at("", "1"), at("", "2")), StartsWith("is a copy"));
}

TEST(MovedStore, IsNotToldByWhatIsNotKnown) {
    EXPECT_THAT(why(at("", "1"), at("b", "1")), IsEmpty());
    EXPECT_THAT(why(at("a", ""), at("a", "2")), IsEmpty());
}

TEST(MovedStore, WasSetBackAlsoAtHome) {
    EXPECT_EQ(why(at("a", "1"), at("a", "1"), "was restored from a backup"), "was restored from a backup");
    EXPECT_EQ(why(std::nullopt, at("a", "1"), "was restored from a backup"), "was restored from a backup");
}

TEST(MovedStore, KeepsInMindWhatCannotBeFoundOutNow) {
    KeptHome home;
    home.settle(at("a", "1"));
    const auto here = completed({{}, "beta", {}, {}}, home);
    EXPECT_TRUE(here.same_place(at("a", "1")));
    EXPECT_EQ(here.host_name, "alpha");
    EXPECT_TRUE(completed(at("a", "2"), home).same_place(at("a", "2")));
}

TEST(MovedStore, IsSettledOnce) {
    KeptHome home;
    EXPECT_FALSE(is_settled(home, at("a", "1")));
    home.settle(at("a", "1"));
    EXPECT_TRUE(is_settled(home, at("a", "1")));
    EXPECT_FALSE(is_settled(home, at("a", "2")));
    home.what = "was restored from a backup";
    EXPECT_FALSE(is_settled(home, at("a", "1")));
}

}  // namespace
}  // namespace hf
