#include "core/domain/rules/sources.hpp"

#include <map>

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Optional;

constexpr std::uint16_t none = 0;
constexpr std::uint16_t first = 0b001;
constexpr std::uint16_t second = 0b010;

TemplateOptions of_three(SourceSelection selection = SourceSelection::fallback) {
    return {.max_number = -1, .sources = {source("local"), source("east", 3), source("west")}, .selection = selection};
}

// Three providers, "local", "east" and "west", and a template that names them all.
class SourcesTest : public ::testing::Test {
protected:
    SourcesTest() {
        scenario.given({provider_registered(), provider_registered("east"), provider_registered("west")});
        scenario.given({template_created("small", of_three())});
    }
    std::optional<std::uint8_t> choice(std::uint16_t tried = none, std::uint16_t hopeless = none,
                                       SourceSelection selection = SourceSelection::fallback,
                                       std::string_view id = "req-a") {
        return choose_source(spec_of("small", of_three(selection)), {id, 1, tried, hopeless}, scenario.state());
    }
    void silence(const std::string& name) {
        scenario.given({ProviderHealthChanged{{{name}}, ProviderHealth::unreachable, "no answer"}});
    }

    Scenario scenario;
};

TEST_F(SourcesTest, FallbackAsksInTheTemplatesOrder) {
    EXPECT_THAT(choice(), Optional(Eq(0)));
    EXPECT_THAT(choice(first), Optional(Eq(1)));
    EXPECT_THAT(choice(first | second), Optional(Eq(2)));
}

TEST_F(SourcesTest, ARoundThatIsOverBeginsAgainAtTheFront) {
    EXPECT_THAT(choice(0b111), Optional(Eq(0)));
    EXPECT_THAT(choice(0b111, first), Optional(Eq(1))) << "but for who is hopeless";
}

TEST_F(SourcesTest, WhoIsHopelessIsNeverAskedAgain) {
    EXPECT_THAT(choice(none, first), Optional(Eq(1)));
    EXPECT_EQ(choice(none, 0b111), std::nullopt);
}

TEST_F(SourcesTest, WhoDoesNotLaunchIsLeftOut) {
    scenario.given({provider_disabled("local"), provider_missing("east")});
    EXPECT_THAT(choice(), Optional(Eq(2)));
    scenario.given({provider_disabled("west")});
    EXPECT_EQ(choice(), std::nullopt);
}

TEST_F(SourcesTest, WhoDoesNotAnswerComesAfterThoseThatDo) {
    silence("local");
    EXPECT_THAT(choice(), Optional(Eq(1)));
    EXPECT_THAT(choice(second), Optional(Eq(2)));
    EXPECT_THAT(choice(second | 0b100), Optional(Eq(1))) << "another round of those that answer";
    EXPECT_THAT(choice(none, second | 0b100), Optional(Eq(0))) << "the others would never give any";
}

TEST_F(SourcesTest, WeightsSayHowOftenEachIsAsked) {
    std::map<std::uint8_t, int> times;
    for (int i = 0; i < 5000; ++i) ++times[*choice(none, none, SourceSelection::weighted, fmt::format("req-{}", i))];
    // 1 : 3 : 1, within five standard deviations.
    EXPECT_THAT(times[0], AllOf(Ge(850), Le(1150)));
    EXPECT_THAT(times[1], AllOf(Ge(2820), Le(3180)));
    EXPECT_THAT(times[2], AllOf(Ge(850), Le(1150)));
}

TEST_F(SourcesTest, ChanceIsAFunctionOfTheRequest) {
    for (const auto* id : {"req-a", "req-b", "req-c"})
        EXPECT_EQ(choice(none, none, SourceSelection::weighted, id), choice(none, none, SourceSelection::weighted, id));
}

TEST_F(SourcesTest, LeastLoadedCountsWhatIsThereAndWhatIsAwaited) {
    const auto least = [&] { return choice(none, none, SourceSelection::least_loaded); };
    EXPECT_THAT(least(), Optional(Eq(0))) << "the first among equals";
    scenario.given({request_created("req-a", 2)});
    EXPECT_THAT(least(), Optional(Eq(1))) << "two are awaited from local";
    scenario.given({RequestStarted{{{"req-a"}}, {}}});
    auto elsewhere = std::get<RequestCreated>(request_created("req-b", 5));
    elsewhere.provider = ProviderName{"east"};
    elsewhere.source = 1;
    scenario.given({elsewhere});
    EXPECT_THAT(least(), Optional(Eq(2)));
    elsewhere.request_id = {"req-c"};
    elsewhere.provider = ProviderName{"west"};
    elsewhere.source = 2;
    scenario.given({elsewhere});
    EXPECT_THAT(least(), Optional(Eq(1))) << "5 of weight 3 are fewer than 2 of weight 1";
}

TEST(QueryContext, LieOverTheTemplate) {
    auto spot = source("east", 1, {{"region", "east-1"}});
    spot.price_type = PriceType::spot;
    spot.provider_api = "EC2Fleet";
    auto spec = spec_of("small", {.price_type = PriceType::ondemand,
                                  .configuration = {{"image", "i-1"}, {"region", "home"}},
                                  .sources = {source("local"), spot}});
    const auto at_first = at_source(spec, 0);
    EXPECT_EQ(at_first.provider, ProviderName{"local"});
    EXPECT_EQ(at_first.price_type, PriceType::ondemand);
    EXPECT_EQ(at_first.configuration, (ValueMap{{"image", "i-1"}, {"region", "home"}}));
    const auto at_second = at_source(spec, 1);
    EXPECT_EQ(at_second.provider, ProviderName{"east"});
    EXPECT_EQ(at_second.provider_api, "EC2Fleet");
    EXPECT_EQ(at_second.price_type, PriceType::spot);
    EXPECT_EQ(at_second.configuration, (ValueMap{{"image", "i-1"}, {"region", "east-1"}}));
    EXPECT_THAT(at_second.sources, ::testing::IsEmpty());
}

}  // namespace
}  // namespace hf::testing
