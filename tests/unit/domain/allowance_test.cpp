#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

Caller limited(PrincipalLimits limits) { return {.principal = "rob", .role = Role::requester, .limits = limits}; }

// A machine of rob's runs, and his request is over.
Given one_machine_of_rob() {
    auto created = std::get<RequestCreated>(request_created("req-a", 1));
    created.ordered_by = "rob";
    return given_small({created, request_started("req-a"), launch_requested("req-a", 1),
                        machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1),
                        machine_started("req-a", "m-1")});
}

TEST(Allowance, MachinesAreThoseThatLiveAndThoseThatAreAwaited) {
    auto scenario = one_machine_of_rob();
    scenario.as(limited({.machines = 4}));
    scenario.when(create_request(2));
    ASSERT_TRUE(scenario.accepted()) << scenario.error().message;
    EXPECT_EQ(scenario.state().derived().use_of("rob"), (Derived::Use{3, 1}));
    scenario.when(create_request(2))
        .then(refused(Code::limit_exceeded, "limits.machines of \"rob\" is 4: 1 left, 2 asked for"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"limit", Value("machines")}, {"available", Value(1)}}));
    scenario.when(create_request(1));
    EXPECT_TRUE(scenario.accepted()) << scenario.error().message;
}

TEST(Allowance, WhatIsGivenBackMayBeOrderedAgain) {
    auto scenario = one_machine_of_rob();
    scenario.as(limited({.machines = 1}));
    scenario.when(create_request(1)).then(refused(Code::limit_exceeded, "0 left, 1 asked for"));
    scenario.given({machine_terminated("req-a", "m-1")});
    EXPECT_EQ(scenario.state().derived().use_of("rob"), Derived::Use{});
    scenario.when(create_request(1));
    EXPECT_TRUE(scenario.accepted()) << scenario.error().message;
}

TEST(Allowance, OpenRequestsAreThoseForMachines) {
    auto scenario = one_machine_of_rob();
    scenario.as(limited({.open_requests = 1}));
    scenario.when(create_request(1));
    ASSERT_TRUE(scenario.accepted()) << scenario.error().message;
    scenario.when(create_request(1))
        .then(refused(Code::limit_exceeded, "limits.open_requests of \"rob\" is 1: 0 left, 1 asked for"));
    scenario.when(return_machines({"m-1"}));
    EXPECT_TRUE(scenario.accepted()) << scenario.error().message;
}

TEST(Allowance, BoundsASingleRequest) {
    auto scenario = given_small();
    scenario.as(limited({.machines_per_request = 1}));
    scenario.when(create_request(2))
        .then(refused(Code::limit_exceeded, "limits.machines_per_request of \"rob\" is 1: 1 left, 2 asked for"));
}

TEST(Allowance, IsOfWhomAGatewayAsksFor) {
    auto scenario = one_machine_of_rob();
    auto gate = limited({.machines = 1});
    gate.principal = "gate";
    gate.on_behalf_of = "rob";
    gate.acts_for_any = true;
    scenario.as(gate).when(create_request(1)).then(refused(Code::limit_exceeded, "limits.machines of \"rob\" is 1"));
}

TEST(Allowance, DoesNotBindTheOthers) {
    auto scenario = one_machine_of_rob();
    scenario.as({.principal = "ren", .role = Role::requester, .limits = {.machines = 1}});
    scenario.when(create_request(1));
    EXPECT_TRUE(scenario.accepted()) << scenario.error().message;
}

}  // namespace
}  // namespace hf::testing
