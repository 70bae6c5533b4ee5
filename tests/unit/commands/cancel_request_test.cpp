#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

TEST(CancelRequest, CallsOffWhatHasNotStarted) {
    given_small({request_created("req-a", 2)})
        .when(cancel_request("req-a", "not needed"))
        .then({RequestCancelled{{{"req-a"}}, "not needed"}});
}

TEST(CancelRequest, GivesBackWhatItHasRunningOrNot) {
    auto scenario = given_small({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 3),
                                 machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"),
                                 launch_failed("req-a", 3, 2), machine_started("req-a", "m-1")});
    scenario.when(cancel_request("req-a"))
        .then({request_cancelled("req-a"), machine_return_requested("req-a", "m-1", {}, "the request was cancelled"),
               machine_return_requested("req-a", "m-2", {}, "the request was cancelled")});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::cancelled);
}

TEST(CancelRequest, LeavesAloneWhatIsGoneOrGivenBackAlready) {
    given_small({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 3),
                 machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"), launch_failed("req-a", 3, 2),
                 machine_failed("req-a", "m-1"), return_created("ret-a", {"m-2"})})
        .when(cancel_request("req-a"))
        .then({request_cancelled("req-a")});
}

TEST(CancelRequest, NeedsARequest) {
    given_small().when(cancel_request("req-a")).then(refused(Code::request_not_found, "request req-a does not exist"));
}

TEST(CancelRequest, IsNotForReturns) {
    given_small(running_request("req-a", {"m-1"}) + Events{return_created("ret-a", {"m-1"})})
        .when(cancel_request("ret-a"))
        .then(refused(Code::invalid_state, "ret-a is a return"));
}

TEST(CancelRequest, ComesTooLateForARequestThatIsOver) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.when(cancel_request("req-a")).then(refused(Code::invalid_state, "request req-a is complete already"));
    scenario.given({request_created("req-b", 1)}).when(cancel_request("req-b")).when(cancel_request("req-b"));
    scenario.then(refused(Code::invalid_state, "request req-b is cancelled already"));
}

TEST(CancelRequest, IsRefusedWhenTheRequestHasMovedOn) {
    auto scenario = given_small({request_created("req-a", 1), request_started("req-a")});
    scenario.when(cancel_request("req-a"), 1).then(refused(Code::conflict, "version 1 was expected, it is 2"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"version", 2}}));
    scenario.when(cancel_request("req-a"), 2).then({request_cancelled("req-a")});
}

TEST(CancelRequest, TakesAnExpectedVersionOverTheWire) {
    given_small({request_created("req-a", 1)})
        .when_message("CancelRequest", {{"request_id", "req-a"}}, 1)
        .then({request_cancelled("req-a")});
}

}  // namespace
}  // namespace hf::testing
