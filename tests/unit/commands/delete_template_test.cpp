#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

TEST(DeleteTemplate, DeletesWhatNothingIsMadeOf) {
    auto scenario = given_small();
    scenario.when(delete_template("small", "old")).then({TemplateDeleted{{"small"}, "old"}});
    EXPECT_EQ(scenario.state().find(TemplateId{"small"}), nullptr);
}

TEST(DeleteTemplate, NeedsTheTemplate) {
    given_small()
        .when(delete_template("smalll"))
        .then(refused(Code::template_not_found, "template \"smalll\" does not exist; did you mean \"small\"?"));
}

TEST(DeleteTemplate, IsNotDoneTwice) {
    given_small({template_deleted()}).when(delete_template()).then(refused(Code::template_not_found));
}

TEST(DeleteTemplate, WaitsForOpenRequestsAndLiveMachines) {
    auto scenario = given_small({request_created("req-b", 2)});
    scenario.when(delete_template()).then(refused(Code::invalid_state, "has 2 machines, live or asked for"));
    scenario.given({request_cancelled("req-b")}).given(running_request("req-a", {"m-1"}));
    scenario.when(delete_template()).then(refused(Code::invalid_state, "has 1 machines"));
    scenario.given({machine_failed("req-a", "m-1")}).when(delete_template()).then({template_deleted()});
}

TEST(DeleteTemplate, WaitsForALaunchWhoseRequestIsCancelled) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
                                 request_cancelled("req-a")});
    scenario.when(delete_template()).then(refused(Code::invalid_state, "has 2 machines"));
    scenario.given({launch_failed("req-a", 2, 0)}).when(delete_template()).then({template_deleted()});
}

TEST(DeleteTemplate, IsRefusedWhenTheTemplateHasMovedOn) {
    auto scenario = given_small({template_updated("small", {.max_number = 4})});
    scenario.when(delete_template(), 1).then(refused(Code::conflict));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"version", 2}}));
    scenario.when(delete_template(), 2).then({template_deleted()});
}

}  // namespace
}  // namespace hf::testing
