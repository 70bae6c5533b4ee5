// StopMachines and StartMachines.
#include "core/domain/rules/power_changes.hpp"

#include "core/commands/start_machines.hpp"
#include "core/commands/stop_machines.hpp"
#include "core/provisioning/commands/record_failed_order.hpp"
#include "core/provisioning/commands/record_machines.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

StopMachines stop(std::string id) { return {{{{std::move(id)}}, {}}, "night"}; }
StartMachines start(std::string id) { return {{{{std::move(id)}}, {}}, "morning"}; }

TEST(StopMachines, OrdersAndFollows) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.when(stop("m-1")).then({MachineStopRequested{{{"m-1"}, {"req-a"}}, "night"}});
    EXPECT_EQ(scenario.machine("m-1").wanted_status, MachineStatus::stopped);
    scenario.when(RecordMachines{{seen("m-1", MachineStatus::stopping)}, {}});
    // The provider's answer is from before the order took effect.
    scenario.when(RecordMachines{{seen("m-1", MachineStatus::running)}, {}}).then_nothing();
    scenario.when(RecordMachines{{seen("m-1", MachineStatus::stopped)}, {}});
    EXPECT_EQ(scenario.machine("m-1").status, MachineStatus::stopped);
    EXPECT_FALSE(scenario.machine("m-1").wanted_status);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 1U) << "a stopped machine still counts";

    scenario.when(stop("m-1")).then_nothing();
    scenario.when(start("m-1")).then({MachineStartRequested{{{"m-1"}, {"req-a"}}, "morning"}});
    scenario.when(start("m-1")).then_nothing();
    scenario.when(stop("m-1")).then(refused(Code::invalid_state, "is being started"));
    scenario.when(RecordMachines{{seen("m-1", MachineStatus::running)}, {}});
    EXPECT_FALSE(scenario.machine("m-1").wanted_status);
}

TEST(StopMachines, FindsMachinesByTheirNames) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}));
    StopMachines command;
    command.which.names = {"m-2"};
    command.which.machine_ids = {{"m-2"}};
    scenario.when(command);
    EXPECT_THAT(scenario.result<MachinesOrdered>().machine_ids, ::testing::ElementsAre(MachineId{"m-2"}));
}

TEST(StopMachines, RefusesAllWhereOneCannot) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}));
    scenario.given({machine_return_requested("req-a", "m-2")});
    StopMachines both;
    both.which.machine_ids = {{"m-1"}, {"m-2"}};
    scenario.when(both).then(refused(Code::invalid_state, "machine \"m-2\" is running and to be given back"));
    scenario.when(stop("m-9")).then(refused(Code::machine_not_found));
    scenario.when(StopMachines{}).then(refused(Code::validation_error, "say which machines"));
    scenario.when(start("m-1")).then_nothing();
}

TEST(StopMachines, AreRefusedWhereTheProviderCannot) {
    auto type = std::make_shared<InMemoryType>();
    type->can.stop_and_start = false;
    Given scenario(Events{provider_registered(), template_created()} + running_request("req-a", {"m-1"}),
                   {.types = {{"process", type}}});
    scenario.when(stop("m-1")).then(refused(Code::invalid_state, "provider \"local\" of machine \"m-1\" can't stop"));
}

TEST(StopMachines, TellWhenTheProviderWillNot) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.when(stop("m-1"));
    scenario
        .when(RecordFailedOrder{{{"m-1"}}, MachineStatus::stopped, {ProviderErrorKind::unauthorized, "may not stop"}})
        .then({MachineOrderFailed{
            {{"m-1"}, {"req-a"}}, MachineStatus::stopped, ProviderErrorKind::unauthorized, "may not stop"}});
    EXPECT_FALSE(scenario.machine("m-1").wanted_status);
    EXPECT_EQ(scenario.machine("m-1").status_reason, "may not stop");
}

}  // namespace
}  // namespace hf::testing
