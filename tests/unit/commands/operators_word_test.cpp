// UpdateRequestStatus and UpdateMachineStatus.
#include "core/commands/update_machine_status.hpp"
#include "core/commands/update_request_status.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

TEST(UpdateRequestStatus, GoesEveryLegalWayAndNoOther) {
    for (const auto from : {RequestStatus::pending, RequestStatus::in_progress})
        for (std::size_t i = 0; i < enum_names<RequestStatus>.size(); ++i) {
            const auto to = static_cast<RequestStatus>(i);
            auto scenario = given_small({request_created("req-a", 2)});
            if (from == RequestStatus::in_progress) scenario.given({request_started("req-a")});
            scenario.when(UpdateRequestStatus{{"req-a"}, to, "I say so"});
            EXPECT_EQ(scenario.accepted(), request_transitions.allows(from, to)) << name_of(from) << name_of(to);
            if (!scenario.accepted()) {
                EXPECT_EQ(scenario.error().code, Code::invalid_state);
                EXPECT_TRUE(scenario.error().details.contains("allowed"));
                continue;
            }
            EXPECT_EQ(scenario.request("req-a").status, to);
            EXPECT_EQ(scenario.request("req-a").status_reason, "I say so");
        }
}

TEST(UpdateRequestStatus, GivesBackWhatACancelledRequestHas) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
                                 machine_launched("req-a", "m-1"), machine_started("req-a", "m-1")});
    scenario.when(UpdateRequestStatus{{"req-a"}, RequestStatus::cancelled, "wrong job"});
    EXPECT_TRUE(scenario.machine("m-1").return_requested);
}

TEST(UpdateRequestStatus, LetsNoReturnBeCalledOff) {
    auto scenario = given_small(running_request("req-a", {"m-1"}) + Events{return_created("ret-a", {"m-1"})});
    scenario.when(UpdateRequestStatus{{"ret-a"}, RequestStatus::cancelled, "no"})
        .then(refused(Code::invalid_state, "can't be cancelled"));
    scenario.when(UpdateRequestStatus{{"req-x"}, RequestStatus::failed, "?"}).then(refused(Code::request_not_found));
    scenario.when(UpdateRequestStatus{{"ret-a"}, RequestStatus::complete, "seen it go"}, 99)
        .then(refused(Code::conflict));
}

TEST(UpdateMachineStatus, GoesEveryLegalWayAndNoOther) {
    for (std::size_t i = 0; i < enum_names<MachineStatus>.size(); ++i) {
        const auto to = static_cast<MachineStatus>(i);
        auto scenario = given_small(running_request("req-a", {"m-1"}));
        scenario.when(UpdateMachineStatus{{"m-1"}, to, "I say so"});
        EXPECT_EQ(scenario.accepted(), machine_transitions.allows(MachineStatus::running, to)) << name_of(to);
        if (scenario.accepted())
            EXPECT_EQ(scenario.machine("m-1").status, to);
        else
            EXPECT_EQ(scenario.error().code, Code::invalid_state);
    }
}

// Seed 31 of the simulator: the machine ran on, and was shutting-down on record for ever.
TEST(UpdateMachineStatus, HasAMachineEndThatIsSaidToShutDown) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.when(UpdateMachineStatus{{"m-1"}, MachineStatus::shutting_down, "I say so"});
    EXPECT_THAT(scenario.types(), ::testing::ElementsAre("MachineStatusChanged", "MachineReturnRequested"));
    EXPECT_TRUE(scenario.machine("m-1").return_requested);
    EXPECT_EQ(scenario.machine("m-1").status, MachineStatus::shutting_down);
}

TEST(UpdateMachineStatus, LetsAMachineComeUp) {
    auto scenario = given_small({request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1),
                                 machine_launched("req-a", "m-1"), launch_succeeded("req-a", 1)});
    scenario.when(UpdateMachineStatus{{"m-1"}, MachineStatus::running, "seen it"});
    EXPECT_THAT(scenario.types(), ::testing::ElementsAre("MachineStarted", "RequestCompleted"));
    scenario.when(UpdateMachineStatus{{"m-x"}, MachineStatus::running, "?"}).then(refused(Code::machine_not_found));
}

}  // namespace
}  // namespace hf::testing
