#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

const Caller rob{.principal = "rob", .role = Role::requester};
const Caller ren{.principal = "ren", .role = Role::requester};
const Caller oda{.principal = "oda", .role = Role::operator_};
// As the two are where requesters see their own alone.
const Caller ren_alone{.principal = "ren", .role = Role::requester, .sees_all = false};
const Caller rob_alone{.principal = "rob", .role = Role::requester, .sees_all = false};
const Caller gate{.principal = "gate", .on_behalf_of = "rob", .role = Role::requester, .acts_for_any = true};

Event ordered_by_rob(std::string id, std::uint32_t count, std::optional<Timestamp> claim_by = {}) {
    auto created = std::get<RequestCreated>(request_created(std::move(id), count));
    created.ordered_by = "rob";
    created.claim_by = claim_by;
    return created;
}

// A site at which rob has a request that runs.
Given of_rob() {
    return given_small({ordered_by_rob("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                        machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1),
                        machine_started("req-a", "m-1")});
}

ReturnMachines give_back(std::vector<MachineId> ids) {
    ReturnMachines command;
    command.machine_ids = std::move(ids);
    return command;
}

TEST(Ownership, AnOrderBelongsToItsCaller) {
    auto scenario = given_small();
    scenario.as(rob).when(create_request(1));
    const auto& own = scenario.request(scenario.result<RequestAccepted>().request_id.value);
    EXPECT_EQ(own.ordered_by.value_or(""), "rob");
    EXPECT_EQ(own.user_id, "rob");
    scenario.as(gate).when(create_request(1));
    const auto& others = scenario.request(scenario.result<RequestAccepted>().request_id.value);
    EXPECT_EQ(others.ordered_by.value_or(""), "rob");
}

TEST(Ownership, WithoutPrincipalsAnOrderBelongsToNobody) {
    auto scenario = given_small();
    scenario.when(create_request(1));
    const auto& request = scenario.request(scenario.result<RequestAccepted>().request_id.value);
    EXPECT_FALSE(request.ordered_by);
    EXPECT_EQ(request.user_id, "");
}

TEST(Ownership, AUserIsTheCallerUnlessItActsForOthers) {
    auto command = create_request(1);
    command.user_id = "mary";
    auto scenario = given_small();
    scenario.as(rob).when(command).then(refused(Code::forbidden, "rob orders for itself alone, not for \"mary\""));
    EXPECT_EQ(scenario.error().field, "user_id");
    scenario.as(gate).when(command);
    EXPECT_EQ(scenario.request(scenario.result<RequestAccepted>().request_id.value).user_id, "mary");
}

TEST(Ownership, OthersMayNotChangeIt) {
    auto scenario = of_rob();
    scenario.as(ren);
    scenario.when(cancel_request("req-a")).then(refused(Code::forbidden, "request req-a was ordered by rob"));
    scenario.when(give_back({{"m-1"}})).then(refused(Code::forbidden, "machine m-1 was ordered by rob"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"role", Value("operator")}}));
    ReturnMachines all;
    all.template_id = TemplateId{"small"};
    scenario.when(all).then(refused(Code::forbidden, "machine m-1 was ordered by rob"));
}

TEST(Ownership, OthersMayNotReturnARequestThatHasNoMachinesYet) {
    auto scenario = given_small({ordered_by_rob("req-a", 2)});
    ReturnMachines whole;
    whole.request_id = RequestId{"req-a"};
    scenario.as(ren).when(whole).then(refused(Code::forbidden, "request req-a was ordered by rob"));
    scenario.as(oda).when(whole);
    EXPECT_TRUE(scenario.accepted()) << scenario.error().message;
}

TEST(Ownership, WhatOneMayNotSeeDoesNotExist) {
    auto scenario = of_rob();
    scenario.as(ren_alone);
    const auto told = [&](auto command) {
        scenario.when(std::move(command));
        return scenario.error();
    };
    RetryRequest retry;
    retry.request_id = {"req-a"};
    ReturnMachines whole;
    whole.request_id = RequestId{"req-a"};
    EXPECT_EQ(told(cancel_request("req-a")).message, "request req-a does not exist");
    EXPECT_EQ(told(retry).message, "request req-a does not exist");
    EXPECT_EQ(told(whole).message, "request req-a does not exist");
    const auto mixed = told(give_back({{"m-1"}, {"m-none"}}));
    EXPECT_EQ(mixed.message, "machine \"m-1\" does not exist");
    EXPECT_EQ(mixed.details, (ValueMap{{"unknown", Value(ValueList{Value("m-1"), Value("m-none")})}}));
    EXPECT_EQ(told(return_machines({}, {"m-1"})).message, "machine \"m-1\" does not exist");

    auto lenient = give_back({{"m-1"}, {"m-none"}});
    lenient.ignore_unknown = true;
    scenario.when(lenient);
    EXPECT_EQ(scenario.result<ReturnAccepted>().unknown, (std::vector<std::string>{"m-1", "m-none"}));
    ReturnMachines all;
    all.template_id = TemplateId{"small"};
    scenario.when(all);
    EXPECT_EQ(scenario.result<ReturnAccepted>().machine_count, 0U);
    scenario.as(rob_alone).when(all);
    EXPECT_EQ(scenario.result<ReturnAccepted>().machine_count, 1U);
}

TEST(Ownership, ItsOwnerAGatewayForHimAndOperatorsMay) {
    for (const auto& caller : {rob, gate, oda}) {
        auto scenario = of_rob();
        scenario.as(caller).when(give_back({{"m-1"}}));
        EXPECT_TRUE(scenario.accepted()) << scenario.error().message;
    }
}

TEST(Ownership, WhatWasOrderedBeforeThereWerePrincipalsIsForOperators) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.as(rob).when(give_back({{"m-1"}}));
    scenario.then(refused(Code::forbidden, "was ordered by somebody before the site had principals"));
    scenario.as(oda).when(give_back({{"m-1"}}));
    EXPECT_TRUE(scenario.accepted());
}

TEST(Ownership, ARetryStaysItsOwners) {
    auto scenario = given_small({ordered_by_rob("req-a", 2)});
    UpdateRequestStatus failed;
    failed.request_id = {"req-a"};
    failed.new_status = RequestStatus::failed;
    failed.reason = "an operator says so";
    scenario.when(failed);
    ASSERT_TRUE(scenario.accepted()) << scenario.error().message;
    RetryRequest retry;
    retry.request_id = {"req-a"};
    scenario.as(oda).when(retry);
    const auto& again = scenario.request(scenario.result<RequestRetried>().request_id.value);
    EXPECT_EQ(again.ordered_by.value_or(""), "rob");
}

TEST(Ownership, AClaimIsHeardFromItsOwnerAlone) {
    auto scenario = given_small({ordered_by_rob("req-a", 1, test_start + std::chrono::minutes(1))});
    ClaimRequests claim;
    claim.request_ids = {{"req-a"}};
    scenario.as(ren).when(claim).then_nothing();
    scenario.as(rob).when(claim).then({RequestClaimed{{{"req-a"}}}});
}

}  // namespace
}  // namespace hf::testing
