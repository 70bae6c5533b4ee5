#include "core/provisioning/commands/record_machines.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using enum MachineStatus;

RecordMachines saw(std::vector<ProviderMachine> machines) { return {std::move(machines), {}}; }
RecordMachines gone(const std::vector<std::string>& ids) {
    RecordMachines command;
    for (const auto& id : ids) command.gone.push_back({id});
    return command;
}

// A machine m-1 of the open request req-a, in this status, by the shortest way.
Events machine_in(MachineStatus status) {
    Events events{request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
                  machine_launched("req-a", "m-1", {.status = status == pending ? pending : launching}),
                  launch_failed("req-a", 2, 1)};
    if (status == running || status == stopping || status == stopped) events.push_back(machine_started("req-a", "m-1"));
    if (status == stopping || status == stopped) events.push_back(machine_changed("req-a", "m-1", running, status));
    if (status == shutting_down) events.push_back(machine_changed("req-a", "m-1", launching, shutting_down));
    if (status == terminated) events.push_back(machine_terminated("req-a", "m-1"));
    if (status == failed) events.push_back(machine_failed("req-a", "m-1"));
    return events;
}

// What is recorded when a machine in the first status is seen in the second; "" for nothing.
std::string expected_event(MachineStatus is, MachineStatus seen_as, bool ordered) {
    if (is == terminated || is == failed || is == seen_as) return "";
    if (seen_as == terminated || seen_as == failed) return ordered ? "MachineTerminated" : "MachineFailed";
    if (is == shutting_down || seen_as == pending) return "";
    if (seen_as == running) return is == pending || is == launching ? "MachineStarted" : "MachineStatusChanged";
    if (seen_as == launching) return is == pending || is == stopped ? "MachineStatusChanged" : "";
    if (seen_as == stopping) return is == running ? "MachineStatusChanged" : "";
    if (seen_as == stopped) return is == running || is == stopping ? "MachineStatusChanged" : "";
    return "MachineStatusChanged";  // it is being terminated
}

TEST(RecordMachines, NotesEveryStateInEveryState) {
    constexpr auto count = enum_names<MachineStatus>.size();
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j)
            for (const bool ordered : {false, true}) {
                const auto is = static_cast<MachineStatus>(i);
                const auto seen_as = static_cast<MachineStatus>(j);
                auto scenario = given_small(machine_in(is));
                if (ordered) scenario.given({return_created("ret-a", {"m-1"})});
                ASSERT_EQ(scenario.machine("m-1").status, is);
                scenario.when(saw({seen("m-1", seen_as)}));

                const auto expected = expected_event(is, seen_as, ordered);
                const auto types = scenario.types();
                EXPECT_TRUE(scenario.accepted());
                EXPECT_EQ(types.empty() ? "" : types.front(), expected)
                    << name_of(is) << " seen as " << name_of(seen_as) << (ordered ? ", ordered" : "");
                auto becomes = expected.empty() ? is : seen_as;
                if (expected == "MachineFailed") becomes = failed;
                if (expected == "MachineTerminated") becomes = terminated;
                EXPECT_EQ(scenario.machine("m-1").status, becomes);
            }
}

ProviderMachine reclaimed(const std::string& id, std::optional<Timestamp> when) {
    auto machine = seen(id, running);
    machine.reclaiming = true;
    machine.reclaim_at = when;
    machine.reason = "the spot price rose";
    return machine;
}

TEST(RecordMachines, NotesOnceThatAProviderTakesAMachineBack) {
    auto scenario = given_small(machine_in(running));
    const MachineEvent which{MachineId{"m-1"}, RequestId{"req-a"}};
    const Timestamp soon{1'700'000'120'000'000};
    scenario.when(saw({reclaimed("m-1", std::nullopt)}));
    scenario.then({MachineReclaimNoticed{which, "the spot price rose", std::nullopt}});
    scenario.when(saw({reclaimed("m-1", std::nullopt)})).then_nothing();
    scenario.when(saw({reclaimed("m-1", soon)}));
    scenario.then({MachineReclaimNoticed{which, "the spot price rose", soon}});
    EXPECT_EQ(scenario.machine("m-1").status, running);
    EXPECT_EQ(scenario.machine("m-1").reclaim_at, soon);
    EXPECT_EQ(scenario.machine("m-1").status_reason, "the spot price rose");
}

// Seed 272 of the simulator, with 20,000 steps: such a machine was recorded as launching for ever.
TEST(RecordMachines, NotesThatARestartHasFailed) {
    const auto restarted = machine_in(stopped) + Events{machine_changed("req-a", "m-1", stopped, launching)};
    given_small(restarted)
        .when(saw({seen("m-1", stopped)}))
        .then({machine_changed("req-a", "m-1", launching, stopped)});
}

TEST(RecordMachines, WaitsForAMachineThatIsToBeStartedAgain) {
    const auto restarted = machine_in(stopped) + Events{MachineStartRequested{{{"m-1"}, {"req-a"}}, {}},
                                                        machine_changed("req-a", "m-1", stopped, launching)};
    given_small(restarted).when(saw({seen("m-1", stopped)})).then_nothing();
}

TEST(RecordMachines, NotesUnderWhichNameAMachineStarts) {
    auto machine = seen("m-1", running);
    machine.name = "host-1";
    machine.private_ip = "10.0.0.1";
    machine.public_ip = "192.0.2.1";
    given_small(machine_in(launching))
        .when(saw({machine}))
        .then({MachineStarted{{{"m-1"}, {"req-a"}}, "host-1", "10.0.0.1", "192.0.2.1", {}}});
}

TEST(RecordMachines, NotesFromWhichStateToWhich) {
    given_small(machine_in(running))
        .when(saw({seen("m-1", stopped, "by hand")}))
        .then({MachineStatusChanged{{{"m-1"}, {"req-a"}}, running, stopped, "by hand"}});
}

TEST(RecordMachines, EndsAMachineThatWasGivenBack) {
    auto scenario = given_small(machine_in(running) + Events{return_created("ret-a", {"m-1"})});
    scenario.when(saw({seen("m-1", failed, "signal 9 (Killed)")}))
        .then({machine_terminated("req-a", "m-1", "signal 9 (Killed)"), RequestCompleted{{{"ret-a"}}, 1, {}}});
}

TEST(RecordMachines, SaysHowAMachineFailed) {
    given_small(machine_in(running))
        .when(saw({seen("m-1", failed, "exit status 3")}))
        .then({machine_failed("req-a", "m-1", "exit status 3")});
    given_small(machine_in(running))
        .when(saw({seen("m-1", terminated, "user request")}))
        .then({machine_failed("req-a", "m-1", "was terminated from outside")});
}

TEST(RecordMachines, EndsWhatItsProviderDoesNotKnow) {
    const std::string reason = "its provider does not know it any more";
    given_small(machine_in(running)).when(gone({"m-1"})).then({machine_failed("req-a", "m-1", reason)});
    given_small(machine_in(running) + Events{return_created("ret-a", {"m-1"})})
        .when(gone({"m-1"}))
        .then({machine_terminated("req-a", "m-1", reason), RequestCompleted{{{"ret-a"}}, 1, {}}});
}

TEST(RecordMachines, LeavesAloneWhatIsUnknownOrHasEnded) {
    given_small(machine_in(failed)).when(gone({"m-1", "m-2"})).then_nothing();
    given_small(machine_in(failed))
        .when(saw({seen("m-1", running), seen("m-2", running), seen("", running)}))
        .then_nothing();
    given_small().when(RecordMachines{}).then_nothing();
}

TEST(RecordMachines, NotesManyInOneGo) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2", "m-3"}) +
                                Events{return_created("ret-a", {"m-1", "m-2", "m-3"})});
    auto command = saw({seen("m-1", shutting_down), seen("m-2", terminated)});
    command.gone = {{"m-3"}};
    scenario.when(command);
    EXPECT_THAT(scenario.types(),
                ElementsAre("MachineStatusChanged", "RequestStarted", "MachineTerminated", "MachineTerminated"));
    scenario.when(saw({seen("m-1", terminated)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineTerminated", "RequestCompleted"));
}

// A provider's answer may hold a machine twice: pages that overlap, a second look in one batch.
TEST(RecordMachines, GoesByTheFirstOfWhatIsToldTwice) {
    auto scenario = given_small(machine_in(launching));
    scenario.when(saw({seen("m-1", running), seen("m-1", running)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineStarted"));
    auto command = saw({seen("m-1", failed), seen("m-1", terminated)});
    command.gone = {{"m-1"}, {"m-1"}};
    scenario.when(command);
    EXPECT_THAT(scenario.types(), ElementsAre("MachineFailed"));
}

}  // namespace
}  // namespace hf::testing
