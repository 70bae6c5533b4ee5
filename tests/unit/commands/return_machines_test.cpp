#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;

ReturnMachines all_of(std::string request_id) {
    ReturnMachines command;
    command.request_id = RequestId{std::move(request_id)};
    return command;
}

ReturnMachines ignoring_unknown(ReturnMachines command) {
    command.ignore_unknown = true;
    return command;
}

Given two_running() { return given_small(running_request("req-a", {"m-1", "m-2"})); }

TEST(ReturnMachines, AsksForTheEndOfEachMachine) {
    auto scenario = two_running();
    auto command = return_machines({"m-2", "m-1"});
    command.reason = "done";
    auto created = std::get<RequestCreated>(return_created("ret-1", {"m-2", "m-1"}));
    created.reason = "done";
    scenario.when(command).then({created, machine_return_requested("req-a", "m-2", "ret-1", "done"),
                                 machine_return_requested("req-a", "m-1", "ret-1", "done")});
    EXPECT_EQ(text_of(scenario.result<ReturnAccepted>()), R"({request_id: "ret-1", machine_count: 2, unknown: []})");
    EXPECT_EQ(scenario.request("ret-1").status, RequestStatus::pending);
    EXPECT_EQ(scenario.machine("m-1").return_request_id, RequestId{"ret-1"});
}

TEST(ReturnMachines, IsCompleteWhenTheLastMachineIsGone) {
    auto scenario = two_running();
    scenario.when(return_machines({"m-1", "m-2"}))
        .given({machine_changed("req-a", "m-1", MachineStatus::running, MachineStatus::shutting_down)});
    EXPECT_EQ(scenario.request("ret-1").status, RequestStatus::in_progress);
    scenario.given({machine_terminated("req-a", "m-1")});
    EXPECT_EQ(scenario.request("ret-1").status, RequestStatus::in_progress);
    EXPECT_EQ(scenario.request("ret-1").succeeded_count, 1U);
    scenario.given({machine_failed("req-a", "m-2")});
    EXPECT_EQ(scenario.request("ret-1").status, RequestStatus::complete);
    EXPECT_EQ(scenario.request("ret-1").succeeded_count, 2U);
}

TEST(ReturnMachines, SaysWhichMachines) {
    auto scenario = two_running();
    scenario.when(ReturnMachines{})
        .then(refused(Code::validation_error, "machine_ids, names, request_id or template_id"));
    scenario.when_message("ReturnMachines", {}).then(refused(Code::validation_error, "say which machines"));
}

TEST(ReturnMachines, CountsAMachineOnce) {
    auto scenario = two_running();
    auto command = return_machines({"m-1", "m-1"}, {"m-1", "m-2"});
    command.request_id = RequestId{"req-a"};
    scenario.when(command);
    EXPECT_EQ(scenario.result<ReturnAccepted>().machine_count, 2U);
    EXPECT_THAT(scenario.request("ret-1").machine_ids, ElementsAre(MachineId{"m-1"}, MachineId{"m-2"}));
}

TEST(ReturnMachines, FindsMachinesByName) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.given({request_created("req-b", 1), request_started("req-b"), launch_requested("req-b", 1),
                    machine_launched("req-b", "m-2", {.name = "host"}), launch_succeeded("req-b", 1)});
    scenario.when(return_machines({}, {"host"}));
    EXPECT_THAT(scenario.request("ret-1").machine_ids, ElementsAre(MachineId{"m-2"}));
}

TEST(ReturnMachines, GivesBackAllOfARequest) {
    auto scenario = two_running();
    scenario.given({machine_failed("req-a", "m-1")}).when(all_of("req-a"));
    EXPECT_EQ(scenario.types(), (std::vector<std::string>{"RequestCreated", "MachineReturnRequested"}));
    EXPECT_EQ(scenario.result<ReturnAccepted>().machine_count, 2U);
    EXPECT_EQ(scenario.request("ret-1").succeeded_count, 1U);
}

TEST(ReturnMachines, NeedsTheRequest) {
    two_running().when(all_of("req-b")).then(refused(Code::request_not_found, "request req-b does not exist"));
    two_running().when(ignoring_unknown(all_of("req-b"))).then(refused(Code::request_not_found));
}

TEST(ReturnMachines, NeedsTheMachines) {
    auto scenario = two_running();
    scenario.when(return_machines({"m-1", "m-8"}, {"host-9"}))
        .then(refused(Code::machine_not_found, "machine \"m-8\" does not exist"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"unknown", ValueList{"m-8", "host-9"}}}));
}

TEST(ReturnMachines, GoesOnWithoutUnknownOnesIfAsked) {
    auto scenario = two_running();
    scenario.when(ignoring_unknown(return_machines({"m-1", "m-8"}, {"host-9"})));
    EXPECT_EQ(text_of(scenario.result<ReturnAccepted>()),
              R"({request_id: "ret-1", machine_count: 1, unknown: ["m-8", "host-9"]})");
    scenario.when(ignoring_unknown(return_machines({"m-8"})));
    EXPECT_EQ(scenario.types(), (std::vector<std::string>{"RequestCreated", "RequestCompleted"}));
    EXPECT_EQ(scenario.result<ReturnAccepted>().machine_count, 0U);
}

TEST(ReturnMachines, IsCompleteAtOnceWhenAllAreGoneAlready) {
    auto scenario = two_running();
    scenario.given({machine_failed("req-a", "m-1"), machine_failed("req-a", "m-2")})
        .when(return_machines({"m-1", "m-2"}))
        .then({return_created("ret-1", {"m-1", "m-2"}), RequestCompleted{{{"ret-1"}}, 2, {}}});
    EXPECT_EQ(scenario.request("ret-1").status, RequestStatus::complete);
}

TEST(ReturnMachines, MayBeAskedTwiceForTheSameMachine) {
    auto scenario = two_running();
    scenario.when(return_machines({"m-1"})).when(return_machines({"m-1"}));
    EXPECT_TRUE(scenario.accepted());
    EXPECT_EQ(scenario.machine("m-1").return_request_id, RequestId{"ret-2"});
    scenario.given({machine_terminated("req-a", "m-1")});
    EXPECT_EQ(scenario.request("ret-1").status, RequestStatus::complete);
    EXPECT_EQ(scenario.request("ret-2").status, RequestStatus::complete);
}

TEST(ReturnMachines, GivesBackTheMachinesOfAnotherReturn) {
    auto scenario = two_running();
    scenario.when(return_machines({"m-2"})).when(all_of("ret-1"));
    EXPECT_THAT(scenario.request("ret-2").machine_ids, ElementsAre(MachineId{"m-2"}));
}

}  // namespace
}  // namespace hf::testing
