#include "core/commands/retry_request.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

// A request for three machines of which one came up.
Events one_of_three() {
    return {request_created("req-a", 3, {.tags = {{"job", "7"}}, .priority = 4}),
            request_started("req-a"),
            launch_requested("req-a", 3),
            machine_launched("req-a", "m-1"),
            launch_failed("req-a", 3, 1),
            machine_started("req-a", "m-1"),
            RequestPartiallyFulfilled{{{"req-a"}}, 1, "none left"}};
}

TEST(RetryRequest, AsksForTheShortfallAsANewRequest) {
    auto scenario = given_small(one_of_three());
    scenario.when(RetryRequest{{"req-a"}});
    const auto result = scenario.result<RequestRetried>();
    EXPECT_EQ(result.machine_count, 2U);
    EXPECT_EQ(result.retry_of.value, "req-a");
    const auto& retry = scenario.request(result.request_id.value);
    EXPECT_EQ(retry.machine_count, 2U);
    EXPECT_EQ(retry.tags, (Tags{{"job", "7"}}));
    EXPECT_EQ(retry.priority, 4);
    EXPECT_EQ(retry.retry_of, RequestId{"req-a"});
    EXPECT_EQ(scenario.request("req-a").retried_by, result.request_id);
}

TEST(RetryRequest, IsNotDoneTwice) {
    auto scenario = given_small(one_of_three());
    scenario.when(RetryRequest{{"req-a"}});
    const auto first = scenario.result<RequestRetried>().request_id;
    scenario.when(RetryRequest{{"req-a"}}).then(refused(Code::invalid_state, "was retried already"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"retried_by", first.value}}));
}

TEST(RetryRequest, KeepsTheTemplatesMaxNumber) {
    auto scenario = given_small(one_of_three(), {.max_number = 2});
    scenario.when(RetryRequest{{"req-a"}}).then(refused(Code::limit_exceeded, "1 of them are left, 2 were asked for"));
}

// Its last launch was open at its end, and brought what was missing. A request for no machine would be no order.
// Seed 125 of the simulator: such a retry was accepted even where its template was full.
TEST(RetryRequest, IsNotForWhatLacksNothingAnyMore) {
    auto scenario = given_small({request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                                 RequestTimedOut{{{"req-a"}}, "0 of 1"}, machine_launched("req-a", "m-1"),
                                 launch_succeeded("req-a", 1), machine_started("req-a", "m-1")});
    scenario.when(RetryRequest{{"req-a"}}).then(refused(Code::invalid_state, "lacks no machines any more"));
}

TEST(RetryRequest, IsForWhatHasEndedShort) {
    auto scenario = given_small(Events{request_created("req-a", 1)} + running_request("req-b", {"m-1"}) +
                                Events{return_created("ret-a", {"m-1"})});
    scenario.when(RetryRequest{{"req-x"}}).then(refused(Code::request_not_found));
    scenario.when(RetryRequest{{"req-a"}}).then(refused(Code::invalid_state, "is pending"));
    scenario.when(RetryRequest{{"req-b"}}).then(refused(Code::invalid_state, "is complete"));
    scenario.when(RetryRequest{{"ret-a"}}).then(refused(Code::invalid_state, "is a return"));
    scenario.when(RetryRequest{{"req-b"}}, 1).then(refused(Code::conflict));
}

}  // namespace
}  // namespace hf::testing
