#include "core/provisioning/commands/expire_request.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

constexpr auto its_deadline = test_start + std::chrono::minutes{30};  // of what facts create
const ExpireRequest expire{{"req-a"}, {}};

Scenario& pass_deadline(Scenario& scenario) { return scenario.later(its_deadline - test_start); }

TEST(ExpireRequest, EndsARequestThatHasNothing) {
    auto scenario = given_small({request_created("req-a", 2)});
    pass_deadline(scenario).when(expire).then(
        {RequestTimedOut{{{"req-a"}}, "0 of 2 machines came up by the deadline"}});
    EXPECT_EQ(scenario.tmpl().machines_in_use, 0U);
}

TEST(ExpireRequest, EndsARequestWithWhatItHas) {
    auto scenario = given_small({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 3),
                                 machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"),
                                 launch_failed("req-a", 3, 2), machine_started("req-a", "m-1")});
    pass_deadline(scenario).when(expire).then(
        {RequestPartiallyFulfilled{
             {{"req-a"}}, 1, "1 of 3 machines came up by the deadline; the last problem: none left"},
         machine_return_requested("req-a", "m-2", {}, "came too late for its request")});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::partial);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 2U);
}

TEST(ExpireRequest, GivesBackWhatIsStillStarting) {
    auto scenario = given_small({request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                                 machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1)});
    pass_deadline(scenario).when(expire).then(
        {RequestTimedOut{{{"req-a"}}, "0 of 1 machines came up by the deadline"},
         machine_return_requested("req-a", "m-1", {}, "came too late for its request")});
}

TEST(ExpireRequest, TellsTheLastProblem) {
    const Events asked{request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1)};
    auto scenario = given_small(asked + Events{launch_failed("req-a", 1, 0)});
    pass_deadline(scenario).when(expire);
    EXPECT_EQ(scenario.request("req-a").status_reason,
              "0 of 1 machines came up by the deadline; the last problem: none left");

    auto under_way = given_small(asked);
    pass_deadline(under_way).when(ExpireRequest{{"req-a"}, "no answer"});
    EXPECT_EQ(under_way.request("req-a").status_reason,
              "0 of 1 machines came up by the deadline; the last problem: no answer");
}

TEST(ExpireRequest, CountsWhatCameUpEvenIfItIsGoneByNow) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
                                 machine_launched("req-a", "m-1"), launch_failed("req-a", 2, 1),
                                 machine_started("req-a", "m-1"), machine_failed("req-a", "m-1")});
    pass_deadline(scenario).when(expire);
    EXPECT_EQ(scenario.types(), std::vector<std::string>{"RequestPartiallyFulfilled"});
}

TEST(ExpireRequest, WaitsForTheDeadline) {
    auto scenario = given_small({request_created("req-a", 1)});
    scenario.when(expire).then(refused(Code::invalid_state, "request req-a is over, or not at its deadline"));
    scenario.later(its_deadline - test_start - std::chrono::microseconds{1})
        .when(expire)
        .then(refused(Code::invalid_state));
    scenario.later(std::chrono::microseconds{1}).when(expire);
    EXPECT_TRUE(scenario.accepted());
    scenario.when(expire).then(refused(Code::invalid_state));
}

TEST(ExpireRequest, IsNotForWhatHasNoDeadlineOrIsOver) {
    given_small().when(expire).then(refused(Code::invalid_state));
    auto scenario = given_small(running_request("req-a", {"m-1"}) + Events{return_created("ret-a", {"m-1"})});
    pass_deadline(scenario).when(expire).then(refused(Code::invalid_state));
    scenario.when(ExpireRequest{{"ret-a"}, {}}).then(refused(Code::invalid_state));
}

}  // namespace
}  // namespace hf::testing
