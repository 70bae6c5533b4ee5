// What a source can't give, the next is asked for (ADR 20).
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using enum MachineStatus;
using enum ProviderErrorKind;

Events asked_of_two(std::uint32_t count) {
    return {provider_registered(),
            provider_registered("other"),
            template_created("small", {.max_number = -1, .sources = {source("local"), source("other")}}),
            request_created("req-a", count),
            request_started("req-a"),
            launch_requested("req-a", count)};
}

class RedirectedRequest : public ::testing::Test {
protected:
    explicit RedirectedRequest() : scenario(given(asked_of_two(10))) {}

    void comes_to(ProviderErrorKind kind, std::vector<ProviderMachine> machines = {}) {
        const auto attempt = scenario.request("req-a").attempts;
        scenario.when(RecordLaunch{{"req-a"}, token_of("req-a", attempt), {std::move(machines), {{kind, "sorry"}}}});
    }
    void begin() { scenario.when(BeginLaunch{{"req-a"}, *scenario.request("req-a").provider, 100}); }

    Given scenario;
};

TEST_F(RedirectedRequest, AsksTheNextForWhatIsMissing) {
    comes_to(no_capacity, {seen("m-1", running), seen("m-2", running), seen("m-3", running), seen("m-4", running)});
    EXPECT_EQ(texts_of(scenario.events()).back(),
              text_of(Event(RequestRedirected{{{"req-a"}}, {"local"}, {"other"}, 1, "sorry"})));
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});
    begin();
    EXPECT_EQ(texts_of(scenario.events()),
              (texts_of({LaunchRequested{{{"req-a"}}, 2, {"other"}, token_of("req-a", 2), 6, std::string{}}})));
    std::vector<ProviderMachine> six;
    for (int i = 5; i <= 10; ++i) six.push_back(seen(fmt::format("m-{}", i), running));
    scenario.when(RecordLaunch{{"req-a"}, token_of("req-a", 2), {six, {}}});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
    EXPECT_EQ(scenario.machine("m-1").spec.provider, ProviderName{"local"});
    EXPECT_EQ(scenario.machine("m-10").spec.provider, ProviderName{"other"});
}

TEST_F(RedirectedRequest, ATokenIsNeverGivenToTwo) {
    comes_to(no_capacity);
    begin();
    comes_to(no_capacity);
    begin();
    EXPECT_EQ(scenario.request("req-a").launch->token, token_of("req-a", 3));
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"local"}) << "a new round";
}

TEST_F(RedirectedRequest, WhoIsThrottledIsAskedAgain) {
    comes_to(throttled);
    EXPECT_THAT(scenario.types(), ElementsAre("LaunchFailed"));
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"local"});
}

TEST_F(RedirectedRequest, FailsWhenNoSourceHasHope) {
    comes_to(invalid);
    EXPECT_THAT(scenario.types(), ElementsAre("LaunchFailed", "RequestRedirected"));
    EXPECT_FALSE(std::get<LaunchFailed>(scenario.events().front()).final);
    begin();
    comes_to(quota);
    EXPECT_THAT(scenario.types(), ElementsAre("LaunchFailed", "RequestFailed"));
    EXPECT_TRUE(std::get<LaunchFailed>(scenario.events().front()).final);
}

TEST_F(RedirectedRequest, WhoHasNoHopeIsLeftOutOfTheNextRound) {
    comes_to(unauthorized);
    begin();
    comes_to(no_capacity);
    EXPECT_THAT(scenario.types(), ElementsAre("LaunchFailed")) << "the other is all that is left";
    EXPECT_EQ(scenario.request("req-a").provider, ProviderName{"other"});
    EXPECT_TRUE(scenario.request("req-a").open());
}

TEST_F(RedirectedRequest, OneThatIsOverGoesNowhere) {
    scenario.given({request_cancelled("req-a")});
    comes_to(no_capacity);
    EXPECT_THAT(scenario.types(), ElementsAre("LaunchFailed"));
}

TEST_F(RedirectedRequest, IsBegunByItsPresentProviderAlone) {
    comes_to(no_capacity);
    scenario.when(BeginLaunch{{"req-a"}, {"local"}, 10})
        .then(refused(Code::invalid_state, "is with provider other by now"));
}

TEST_F(RedirectedRequest, IsMadeOfWhatItsSourceSays) {
    auto spot = source("other");
    spot.price_type = PriceType::spot;
    scenario.given({template_updated("small", {.max_number = -1, .sources = {source("local"), spot}})});
    comes_to(no_capacity);
    begin();
    scenario.when(RecordLaunch{{"req-a"}, token_of("req-a", 2), {{seen("m-1", running)}, {}}});
    EXPECT_EQ(scenario.machine("m-1").spec.price_type, PriceType::spot);
}

TEST_F(RedirectedRequest, AUsedUpQuotaIsToldUntilThereIsMore) {
    const auto other = [&] { return *scenario.state().find(ProviderName{"other"}); };
    comes_to(no_capacity);
    begin();
    comes_to(quota);
    EXPECT_EQ(other().quota_exhausted_at, scenario.clock().now());
    EXPECT_EQ(other().quota_reason, "sorry");
    scenario.given({request_created("req-b", 1)});
    auto to_other = std::get<RequestCreated>(request_created("req-c", 1));
    to_other.provider = ProviderName{"other"};
    to_other.source = 1;
    scenario.given({to_other});
    scenario.when(BeginLaunch{{"req-c"}, {"other"}, 1});
    scenario.when(RecordLaunch{{"req-c"}, token_of("req-c", 1), {{seen("m-1", running)}, {}}});
    EXPECT_EQ(other().quota_exhausted_at, std::nullopt);
    EXPECT_EQ(other().quota_reason, "");
}

}  // namespace
}  // namespace hf::testing
