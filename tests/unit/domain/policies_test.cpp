#include "core/domain/rules/policies.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;

// A fact, and what the rules make of it.
Scenario& happens(Scenario& scenario, Event fact) { return scenario.given({std::move(fact)}); }

Events two_asked_for() { return {request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2)}; }

Events two_launched() {
    return two_asked_for() +
           Events{machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"), launch_succeeded("req-a", 2)};
}

Event completed(std::string id, std::uint32_t succeeded) { return RequestCompleted{{{std::move(id)}}, succeeded, {}}; }

TEST(Policies, AFactThatNoRuleSpeaksOfHasNoConsequences) {
    auto scenario = given({});
    for (const auto& fact : {provider_registered(), template_created(), template_updated("small", {}),
                             request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                             machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1)})
        happens(scenario, fact).then({fact});
}

TEST(Policies, ARequestIsCompleteWhenAllItsMachinesHaveStarted) {
    auto scenario = given_small(two_launched());
    happens(scenario, machine_started("req-a", "m-2")).then({machine_started("req-a", "m-2")});
    happens(scenario, machine_started("req-a", "m-1")).then({machine_started("req-a", "m-1"), completed("req-a", 2)});
}

TEST(Policies, ARequestIsNotCompletedTwice) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    const auto failed = machine_failed("req-a", "m-1");
    happens(scenario, failed).then({failed});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
}

TEST(Policies, ARequestFailsWhenTheLastTryBroughtNothing) {
    auto scenario = given_small(two_asked_for());
    const auto failed = launch_failed("req-a", 2, 0, {.message = "quota used up", .final = true});
    happens(scenario, failed).then({failed, RequestFailed{{{"req-a"}}, "quota used up"}});
    EXPECT_EQ(scenario.request("req-a").status_reason, "quota used up");
}

TEST(Policies, ARequestGoesOnWhenAFurtherTryMayHelp) {
    auto scenario = given_small(two_asked_for());
    const auto failed = launch_failed("req-a", 2, 0);
    happens(scenario, failed).then({failed});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::in_progress);
    EXPECT_EQ(scenario.request("req-a").shortfall(), 2U);
}

TEST(Policies, ARequestThatGaveUpWaitsForWhatIsStarting) {
    auto scenario = given_small(two_asked_for() + Events{machine_launched("req-a", "m-1")});
    const auto failed = launch_failed("req-a", 2, 1, {.message = "no more", .final = true});
    happens(scenario, failed).then({failed});
    happens(scenario, machine_started("req-a", "m-1"))
        .then({machine_started("req-a", "m-1"),
               RequestPartiallyFulfilled{{{"req-a"}}, 1, "1 of 2 machines came up: no more"}});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::partial);
}

TEST(Policies, ARequestThatGaveUpFailsWhenWhatIsStartingDies) {
    auto scenario =
        given_small(two_asked_for() + Events{machine_launched("req-a", "m-1"),
                                             launch_failed("req-a", 2, 1, {.message = "no more", .final = true})});
    happens(scenario, machine_failed("req-a", "m-1"))
        .then({machine_failed("req-a", "m-1"),
               RequestFailed{{{"req-a"}}, "machine m-1 failed before it ran: exit status 1"}});
}

TEST(Policies, ARequestIsNotSettledWhileALaunchIsUnderWay) {
    auto scenario =
        given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 1),
                     machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1), launch_requested("req-a", 1, 2)});
    happens(scenario, machine_failed("req-a", "m-1")).then({machine_failed("req-a", "m-1")});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::in_progress);
}

TEST(Policies, ACancelledRequestGivesBackAllItHas) {
    auto scenario = given_small(two_launched() + Events{machine_started("req-a", "m-1")});
    happens(scenario, request_cancelled("req-a"))
        .then({request_cancelled("req-a"), machine_return_requested("req-a", "m-1", {}, "the request was cancelled"),
               machine_return_requested("req-a", "m-2", {}, "the request was cancelled")});
}

// What runs is what the client has; only what came too late goes back.
TEST(Policies, ARequestThatEndsShortGivesBackWhatDoesNotRunYet) {
    const RequestPartiallyFulfilled partial{{{"req-a"}}, 1, "deadline"};
    auto scenario = given_small(two_launched() + Events{machine_started("req-a", "m-1")});
    happens(scenario, partial)
        .then({partial, machine_return_requested("req-a", "m-2", {}, "came too late for its request")});
    EXPECT_FALSE(scenario.machine("m-1").return_requested);
}

TEST(Policies, ARequestThatTimesOutGivesBackWhatDoesNotRunYet) {
    auto scenario = given_small(two_launched());
    happens(scenario, request_timed_out("req-a"))
        .then({request_timed_out("req-a"),
               machine_return_requested("req-a", "m-1", {}, "came too late for its request"),
               machine_return_requested("req-a", "m-2", {}, "came too late for its request")});
}

TEST(Policies, ARequestThatFailsGivesBackWhatDoesNotRunYet) {
    const RequestFailed failed{{{"req-a"}}, "why"};
    auto scenario = given_small(two_launched());
    happens(scenario, failed)
        .then({failed, machine_return_requested("req-a", "m-1", {}, "its request has failed"),
               machine_return_requested("req-a", "m-2", {}, "its request has failed")});
}

TEST(Policies, WhatIsToBeGivenBackAlreadyIsNotAskedForAgain) {
    auto scenario = given_small(two_launched() + Events{return_created("ret-a", {"m-1"})});
    happens(scenario, request_timed_out("req-a"))
        .then({request_timed_out("req-a"),
               machine_return_requested("req-a", "m-2", {}, "came too late for its request")});
    EXPECT_EQ(scenario.machine("m-1").return_request_id, RequestId{"ret-a"});
}

TEST(Policies, AMachineThatComesAfterItsRequestHasEndedGoesBack) {
    auto scenario = given_small(two_asked_for() + Events{request_cancelled("req-a")});
    happens(scenario, machine_launched("req-a", "m-1"))
        .then({machine_launched("req-a", "m-1"),
               machine_return_requested("req-a", "m-1", {}, "came too late for its request")});
}

TEST(Policies, AReturnAsksForTheEndOfWhatIsLive) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}) + Events{machine_failed("req-a", "m-1")});
    happens(scenario, return_created("ret-a", {"m-1", "m-2"}))
        .then({return_created("ret-a", {"m-1", "m-2"}), machine_return_requested("req-a", "m-2", "ret-a")});
}

TEST(Policies, AReturnOfNothingIsComplete) {
    auto scenario = given_small();
    happens(scenario, return_created("ret-a", {})).then({return_created("ret-a", {}), completed("ret-a", 0)});
}

TEST(Policies, AReturnIsUnderWayWhenAMachineShutsDown) {
    auto scenario =
        given_small(running_request("req-a", {"m-1", "m-2"}) + Events{return_created("ret-a", {"m-1", "m-2"})});
    const auto first = machine_changed("req-a", "m-1", MachineStatus::running, MachineStatus::shutting_down);
    const auto second = machine_changed("req-a", "m-2", MachineStatus::running, MachineStatus::shutting_down);
    happens(scenario, first).then({first, request_started("ret-a")});
    happens(scenario, second).then({second});
}

TEST(Policies, AReturnIsNotUnderWayWhenAMachineOnlyStops) {
    auto scenario = given_small(running_request("req-a", {"m-1"}) + Events{return_created("ret-a", {"m-1"})});
    const auto stopping = machine_changed("req-a", "m-1", MachineStatus::running, MachineStatus::stopping);
    happens(scenario, stopping).then({stopping});
    EXPECT_EQ(scenario.request("ret-a").status, RequestStatus::pending);
}

TEST(Policies, AReturnIsCompleteWhenItsLastMachineEndsHoweverThatCame) {
    auto scenario =
        given_small(running_request("req-a", {"m-1", "m-2"}) + Events{return_created("ret-a", {"m-1", "m-2"})});
    happens(scenario, machine_failed("req-a", "m-1")).then({machine_failed("req-a", "m-1")});
    happens(scenario, machine_terminated("req-a", "m-2"))
        .then({machine_terminated("req-a", "m-2"), completed("ret-a", 2)});
}

// One machine's end may settle the request that it was made for and every return that waits for it.
TEST(Policies, OneEndSettlesAllThatWaitForIt) {
    auto scenario =
        given_small(two_asked_for() + Events{machine_launched("req-a", "m-1"),
                                             launch_failed("req-a", 2, 1, {.message = "no more", .final = true}),
                                             return_created("ret-a", {"m-1"}), return_created("ret-b", {"m-1"})});
    happens(scenario, machine_terminated("req-a", "m-1"))
        .then({machine_terminated("req-a", "m-1"), RequestFailed{{{"req-a"}}, "no more"}, completed("ret-a", 1),
               completed("ret-b", 1)});
}

// Each event's consequences come right after it, before the decision's next event, so that the next
// event finds them done.
TEST(Policies, AreFollowedDepthFirst) {
    auto scenario =
        given_small(two_asked_for() + Events{machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"),
                                             launch_succeeded("req-a", 2), machine_started("req-a", "m-1")});
    const Events decided{machine_failed("req-a", "m-2"), request_cancelled("req-a"), return_created("ret-a", {"m-1"}),
                         machine_terminated("req-a", "m-1")};
    CommitQueue queue;
    ManualClock clock;
    CountingIds ids;
    Ledger ledger({clock, ids, scenario.store(), scenario.codec(), {}, {}, queue, [](const auto&) { FAIL(); }});
    State state;
    for (const auto& recorded : scenario.store().read(0, 1000, 1 << 20))
        state.apply(restore(recorded, scenario.codec()));
    ledger.go_on_from(std::move(state), {});
    ledger.decide(
        {},
        [&](const State&, const Context&) -> AnyDecision {
            return AnyAccepted{{}, decided};
        },
        [](const auto&...) {});
    const auto commits = queue.take();
    ASSERT_EQ(commits.size(), 1U);
    std::vector<std::string> types;
    for (const auto& placed : commits.front().events) types.emplace_back(type_name_of(placed.event));
    EXPECT_THAT(types, ElementsAre("MachineFailed",                               //
                                   "RequestCancelled", "MachineReturnRequested",  //
                                   "RequestCreated",                              //
                                   "MachineTerminated", "RequestCompleted"));
}

}  // namespace
}  // namespace hf::testing
