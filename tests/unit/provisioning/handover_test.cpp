// When a machine that runs is handed over, and what is taken over of it later (handover.hpp).
#include "core/provisioning/commands/handover.hpp"

#include "core/provisioning/commands/record_launch.hpp"
#include "core/provisioning/commands/record_machines.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using enum MachineStatus;

const MachineEvent m1{MachineId{"m-1"}, RequestId{"req-a"}};

ProviderMachine told(MachineStatus status, const std::string& name, const std::string& address,
                     const std::string& public_address = {}) {
    auto machine = seen("m-1", status);
    machine.name = name;
    machine.private_ip = address;
    machine.public_ip = public_address;
    return machine;
}
RecordMachines saw(ProviderMachine machine, const HandoverWaits& waits = {}) {
    return {{std::move(machine)}, {}, waits};
}
RecordLaunch launched(ProviderMachine machine) {
    return {{"req-a"}, token_of("req-a", 1), {{std::move(machine)}, std::nullopt}};
}

Given asked_for_one() {
    return given_small({request_created("req-a", 1), request_started("req-a"), launch_requested("req-a", 1)});
}

class Handover : public ::testing::Test {
protected:
    void comes(ProviderMachine machine) { scenario_.when(launched(std::move(machine))); }
    Scenario& is_seen(ProviderMachine machine) { return scenario_.when(saw(std::move(machine))); }
    const Machine& machine() { return scenario_.machine("m-1"); }
    RequestStatus request() { return scenario_.request("req-a").status; }

    Given scenario_{asked_for_one()};
};

// EC2's first answer that shows an instance running may lack both.
TEST_F(Handover, WaitsForANameAndAnAddress) {
    comes(told(pending, "", ""));
    is_seen(told(running, "", "")).then({MachineAddressAwaited{m1}});
    EXPECT_EQ(machine().status, launching);
    EXPECT_THAT(machine().status_reason, HasSubstr("has not reported its name and address"));
    EXPECT_EQ(request(), RequestStatus::in_progress);
    is_seen(told(running, "", "")).then_nothing();
    is_seen(told(running, "host-1", "")).then({MachineDescribed{m1, {"host-1", "", "", "", PriceType::ondemand}}});
    EXPECT_EQ(request(), RequestStatus::in_progress);
    is_seen(told(running, "host-1", "10.0.0.1", "192.0.2.1"));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineStarted", "RequestCompleted"));
    EXPECT_EQ(machine().spec.name, "host-1");
    EXPECT_EQ(machine().spec.private_ip, "10.0.0.1");
    EXPECT_EQ(machine().spec.public_ip, "192.0.2.1");
    EXPECT_EQ(machine().status_reason, "");
}

// An instant fleet's answer has the ids alone; RunInstances may show an instance running.
TEST_F(Handover, WaitsAlsoWhereTheLaunchShowsItRunning) {
    comes(told(running, "", "10.0.0.1"));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineLaunched", "MachineAddressAwaited", "LaunchSucceeded"));
    EXPECT_EQ(request(), RequestStatus::in_progress);
    is_seen(told(running, "host-1", "10.0.0.1"));
    EXPECT_EQ(request(), RequestStatus::complete);
}

TEST_F(Handover, KeepsWhatIsKnown) {
    comes(told(pending, "host-1", "10.0.0.1"));
    is_seen(told(running, "", ""));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineStarted", "RequestCompleted"));
    EXPECT_EQ(machine().spec.name, "host-1");
    EXPECT_EQ(machine().spec.private_ip, "10.0.0.1");
    is_seen(told(running, "", "")).then_nothing();
}

// Where a network has no host names the machine is of use all the same.
TEST_F(Handover, GoesByItsAddressWhereNoNameComes) {
    comes(told(running, "", "10.0.0.1"));
    scenario_.later(HandoverWaits{}.name - 1s);
    is_seen(told(running, "", "10.0.0.1")).then_nothing();
    scenario_.later(2s);
    is_seen(told(running, "", "10.0.0.1"));
    EXPECT_EQ(request(), RequestStatus::complete);
    EXPECT_EQ(machine().spec.name, "10.0.0.1");
    EXPECT_THAT(machine().status_reason, HasSubstr("goes by its address"));
    is_seen(told(running, "host-1", "10.0.0.1"));
    EXPECT_EQ(machine().spec.name, "host-1") << "it came later";
    ASSERT_NE(scenario_.state().machine_named("10.0.0.1"), nullptr) << "the scheduler may know it by that";
}

TEST_F(Handover, GivesBackWhatGetsNoAddress) {
    comes(told(running, "host-1", ""));
    scenario_.later(HandoverWaits{}.address - 1s);
    is_seen(told(running, "host-1", "")).then_nothing();
    scenario_.later(2s);
    is_seen(told(running, "host-1", ""));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineReturnRequested"));
    EXPECT_EQ(machine().status_reason, "it ran for 300 seconds, and its provider reported no address of it");
    EXPECT_EQ(request(), RequestStatus::in_progress);
    is_seen(told(running, "host-1", "")).then_nothing();
    // Its request asks for another one, so it must not count as one of two.
    is_seen(told(running, "host-1", "10.0.0.1"));
    EXPECT_FALSE(machine().has_run());
    is_seen(told(terminated, "", ""));
    EXPECT_EQ(machine().status, terminated);
    EXPECT_EQ(scenario_.request("req-a").shortfall(), 1U);
}

TEST_F(Handover, WaitsForAsLongAsTheSiteSays) {
    const HandoverWaits waits{.name = 10min, .address = 20min};
    comes(told(running, "", ""));
    scenario_.later(19min);
    scenario_.when(saw(told(running, "", ""), waits)).then_nothing();
    scenario_.later(2min);
    scenario_.when(saw(told(running, "", ""), waits));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineReturnRequested"));
    EXPECT_EQ(machine().status_reason, "it ran for 1200 seconds, and its provider reported no address of it");
}

TEST_F(Handover, WaitsForItsNameAsLongAsTheSiteSays) {
    const HandoverWaits waits{.name = 10min, .address = 20min};
    comes(told(running, "", "10.0.0.1"));
    scenario_.later(9min);
    scenario_.when(saw(told(running, "", "10.0.0.1"), waits)).then_nothing();
    scenario_.later(2min);
    scenario_.when(saw(told(running, "", "10.0.0.1"), waits));
    EXPECT_EQ(machine().spec.name, "10.0.0.1");
}

TEST_F(Handover, TakesOverAnotherPublicAddress) {
    comes(told(running, "host-1", "10.0.0.1", "192.0.2.1"));
    is_seen(told(stopped, "", ""));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineDescribed", "MachineStatusChanged"));
    EXPECT_EQ(machine().spec.public_ip, "") << "another machine may have it by now";
    EXPECT_EQ(machine().spec.private_ip, "10.0.0.1");
    is_seen(told(running, "host-1", "10.0.0.1", ""));
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineStatusChanged"));
    is_seen(told(running, "host-1", "10.0.0.1", "192.0.2.9"))
        .then({MachineDescribed{m1, {"host-1", "10.0.0.1", "192.0.2.9", "", PriceType::ondemand}}});
    EXPECT_EQ(machine().spec.public_ip, "192.0.2.9");
}

TEST_F(Handover, SaysHowTheMachineItselfIsPaidFor) {
    scenario_.given({template_updated("small", {.price_type = PriceType::heterogeneous})});
    auto spot = told(pending, "host-1", "10.0.0.1");
    spot.price_type = PriceType::spot;
    comes(spot);
    EXPECT_EQ(machine().spec.price_type, PriceType::spot);
    is_seen(told(running, "host-1", "10.0.0.1"));
    EXPECT_EQ(machine().spec.price_type, PriceType::spot) << "an answer that says nothing of it changes nothing";
    spot.status = running;
    spot.price_type = PriceType::ondemand;
    is_seen(spot);
    EXPECT_EQ(machine().spec.price_type, PriceType::ondemand);
}

TEST_F(Handover, TakesOverHowItIsPaidForWhenItStarts) {
    scenario_.given({template_updated("small", {.price_type = PriceType::heterogeneous})});
    comes(told(pending, "host-1", "10.0.0.1"));
    EXPECT_EQ(machine().spec.price_type, PriceType::heterogeneous) << "nothing better is known yet";
    auto spot = told(running, "host-1", "10.0.0.1");
    spot.price_type = PriceType::spot;
    is_seen(spot);
    EXPECT_THAT(scenario_.types(), ElementsAre("MachineDescribed", "MachineStarted", "RequestCompleted"));
    EXPECT_EQ(machine().spec.price_type, PriceType::spot);
}

}  // namespace
}  // namespace hf::testing
