// Requests that are given back unless somebody says to know of them (ADR 31).
#include "core/commands/claim_requests.hpp"

#include "core/provisioning/commands/expire_request.hpp"
#include "tests/support/member_ids.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

CreateRequest unclaimed(std::uint32_t seconds, std::uint32_t count = 2) {
    auto command = create_request(count);
    command.unclaimed_s = seconds;
    return command;
}
const ExpireRequest expire{{"req-1"}, {}, true};
const std::string reason = "nobody has asked about the request within 60 s";

Events two_running(const std::string& id) {
    Events events{request_started(id),         launch_requested(id, 2), machine_launched(id, "m-1"),
                  machine_launched(id, "m-2"), launch_succeeded(id, 2), machine_started(id, "m-1"),
                  machine_started(id, "m-2")};
    return events;
}

TEST(ClaimRequests, GivesBackWhatNobodyAsksFor) {
    auto scenario = given_small();
    scenario.when(unclaimed(60));
    EXPECT_EQ(scenario.request("req-1").claim_by.value_or({}), scenario.clock().now() + 60s);
    scenario.given(two_running("req-1"));
    ASSERT_EQ(scenario.request("req-1").status, RequestStatus::complete);
    scenario.later(59s).when(expire).then(refused(Code::invalid_state));
    scenario.later(1s).when(expire).then({RequestUnclaimed{{{"req-1"}}, reason},
                                          machine_return_requested("req-1", "m-1", {}, reason),
                                          machine_return_requested("req-1", "m-2", {}, reason)});
    EXPECT_EQ(scenario.request("req-1").status_reason, reason);
    scenario.when(expire).then(refused(Code::invalid_state));
}

TEST(ClaimRequests, EndsAnOpenRequestThatNobodyAsksFor) {
    auto scenario = given_small();
    scenario.when(unclaimed(60))
        .given({request_started("req-1"), launch_requested("req-1", 2), machine_launched("req-1", "m-1"),
                launch_failed("req-1", 2, 1)});
    scenario.later(60s).when(expire).then({RequestUnclaimed{{{"req-1"}}, reason},
                                           machine_return_requested("req-1", "m-1", {}, reason),
                                           RequestCancelled{{{"req-1"}}, reason}});
}

TEST(ClaimRequests, KeepsWhatIsClaimed) {
    auto scenario = given_small();
    scenario.when(unclaimed(60)).given(two_running("req-1"));
    scenario.when(ClaimRequests{{{"req-1"}, {"req-none"}, {"req-1"}}}).then({RequestClaimed{{{"req-1"}}}});
    scenario.when(ClaimRequests{{{"req-1"}}}).then_nothing();
    scenario.later(10min).when(expire).then(refused(Code::invalid_state));
    EXPECT_FALSE(scenario.machine("m-1").return_requested);
}

TEST(ClaimRequests, IsNotNeededByOthers) {
    auto scenario = given_small();
    scenario.when(create_request(2)).given(two_running("req-1"));
    scenario.when(ClaimRequests{{{"req-1"}}}).then_nothing();
    scenario.later(24h).when(expire).then(refused(Code::invalid_state));
}

TEST(ClaimRequests, ComesLateWhereClientsHadNoTime) {
    auto scenario = given_small();
    scenario.when(unclaimed(60)).given(two_running("req-1"));
    scenario.later(10min).when(ExpireRequest{{"req-1"}, {}, false}).then(refused(Code::invalid_state));
}

TEST(ClaimRequests, WaitsForNothingOnceAllMachinesAreGone) {
    auto scenario = given_small();
    scenario.when(unclaimed(60)).given(two_running("req-1"));
    EXPECT_THAT(member_ids(scenario.state().unclaimed_requests()), ElementsAre(RequestId{"req-1"}));
    scenario.given({machine_failed("req-1", "m-1"), machine_failed("req-1", "m-2")});
    EXPECT_TRUE(scenario.state().unclaimed_requests().empty());
}

TEST(ClaimRequests, ChecksWhatComesOverTheWire) {
    auto scenario = given_small();
    scenario.when_message("ClaimRequests", {{"request_ids", ValueList{}}}).then(refused(Code::validation_error));
    scenario.when_message("CreateRequest", {{"template_id", "small"}, {"machine_count", 1}, {"unclaimed_s", 0}})
        .then(refused(Code::validation_error));
    EXPECT_EQ(scenario.error().field, "unclaimed_s");
}

}  // namespace
}  // namespace hf::testing
