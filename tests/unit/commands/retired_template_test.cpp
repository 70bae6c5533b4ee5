// DeleteTemplate with force.
#include "core/provisioning/commands/record_machines.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

DeleteTemplate retire() { return {{"small"}, "old hardware", true}; }

TEST(RetiredTemplate, TakesNoRequestsAndGoesWithItsLastMachine) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}));
    scenario.when(retire()).then({TemplateRetired{{"small"}, "old hardware"}});
    EXPECT_TRUE(scenario.result<TemplateRemoval>().retired);
    scenario.when(retire()).then_nothing();
    scenario.when(create_request(1)).then(refused(Code::invalid_state, "is retired"));
    scenario.given({machine_failed("req-a", "m-1")});
    EXPECT_TRUE(scenario.tmpl().retired);
    scenario.given({return_created("ret-a", {"m-2"})});
    scenario.when(RecordMachines{{seen("m-2", MachineStatus::terminated)}, {}});
    EXPECT_THAT(scenario.types(), ::testing::ElementsAre("MachineTerminated", "RequestCompleted", "TemplateDeleted"));
    EXPECT_EQ(scenario.state().find(TemplateId{"small"}), nullptr);
}

TEST(RetiredTemplate, GoesWhenItsLastRequestIsCalledOff) {
    auto scenario = given_small({request_created("req-a", 2)});
    scenario.when(retire());
    scenario.when(cancel_request("req-a"));
    EXPECT_THAT(scenario.types(), ::testing::ElementsAre("RequestCancelled", "TemplateDeleted"));
}

TEST(RetiredTemplate, IsGoneAtOnceWhenNothingIsMadeOfIt) {
    auto scenario = given_small();
    scenario.when(retire()).then({TemplateDeleted{{"small"}, "old hardware"}});
    EXPECT_FALSE(scenario.result<TemplateRemoval>().retired);
}

TEST(RetiredTemplate, GoesOnceAlthoughItsLastMachineBelongsToManyReturns) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.when(retire());
    for (const auto* id : {"ret-a", "ret-b", "ret-c"}) scenario.given({return_created(id, {"m-1"})});
    scenario.when(RecordMachines{{}, {{"m-1"}}});
    EXPECT_THAT(scenario.types(), ::testing::ElementsAre("MachineTerminated", "RequestCompleted", "RequestCompleted",
                                                         "RequestCompleted", "TemplateDeleted"));
}

}  // namespace
}  // namespace hf::testing
