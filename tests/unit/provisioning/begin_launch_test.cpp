#include "core/provisioning/commands/begin_launch.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

BeginLaunch begin(std::string id, std::uint32_t most = 100) { return {{std::move(id)}, {"local"}, most}; }

TEST(BeginLaunch, TakesUpAPendingRequest) {
    auto scenario = given_small({request_created("req-a", 3)});
    scenario.when(begin("req-a")).then({request_started("req-a"), launch_requested("req-a", 3)});
    EXPECT_EQ(scenario.request("req-a").launch->token, "a-1");
    EXPECT_EQ(scenario.tmpl().machines_in_use, 3U);
}

TEST(BeginLaunch, AsksForNoMoreThanOneCallMay) {
    given_small({request_created("req-a", 3)})
        .when(begin("req-a", 2))
        .then({request_started("req-a"), launch_requested("req-a", 2)});
}

TEST(BeginLaunch, TriesAgainForWhatIsMissing) {
    auto scenario =
        given_small({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 3),
                     machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"), launch_failed("req-a", 3, 2)});
    scenario.when(begin("req-a")).then({launch_requested("req-a", 1, 2)});
    scenario.given({launch_failed("req-a", 1, 0, {.attempt = 2}), machine_failed("req-a", "m-1"),
                    machine_started("req-a", "m-2")});
    scenario.when(begin("req-a")).then({launch_requested("req-a", 2, 3)});
}

TEST(BeginLaunch, HasATokenOfItsOwnEachTime) {
    auto scenario = given_small({request_created("req-a", 1), request_created("req-b", 1)});
    std::vector<std::string> tokens;
    for (const auto* id : {"req-a", "req-b"}) {
        scenario.when(begin(id));
        tokens.push_back(scenario.request(id).launch->token);
    }
    scenario.given({launch_failed("req-a", 1, 0)}).when(begin("req-a"));
    tokens.push_back(scenario.request("req-a").launch->token);
    EXPECT_THAT(tokens, ::testing::ElementsAre("a-1", "b-1", "a-2"));
}

TEST(BeginLaunch, IsRefusedWhenThereIsNothingToLaunch) {
    const auto needs_none = refused(Code::invalid_state, "request req-a needs no launch");
    const Events asked{request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2)};
    given_small(asked).when(begin("req-a")).then(needs_none);
    given_small(asked + Events{machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"),
                               launch_succeeded("req-a", 2)})
        .when(begin("req-a"))
        .then(needs_none);
    given_small(asked + Events{machine_launched("req-a", "m-1"), launch_failed("req-a", 2, 1, {.final = true})})
        .when(begin("req-a"))
        .then(needs_none);
}

TEST(BeginLaunch, IsRefusedWhenTheRequestIsOver) {
    given_small().when(begin("req-a")).then(refused(Code::invalid_state, "request req-a is over"));
    given_small({request_created("req-a", 1), request_cancelled("req-a")})
        .when(begin("req-a"))
        .then(refused(Code::invalid_state, "request req-a is over"));
    given_small(running_request("req-a", {"m-1"}) + Events{return_created("ret-a", {"m-1"})})
        .when(begin("ret-a"))
        .then(refused(Code::invalid_state));
}

}  // namespace
}  // namespace hf::testing
