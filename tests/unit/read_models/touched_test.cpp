// What a commit says that it has changed.
#include "core/read_models/touched.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Events a_launch_under_way = {request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2)};

TEST(Touched, HoldsTheRequestOfAMachineThatCame) {
    auto scenario = given_small(a_launch_under_way);
    scenario.given({machine_launched("req-a", "m1")});
    EXPECT_THAT(scenario.touched().machines, ElementsAre(MachineId{"m1"}));
    EXPECT_THAT(scenario.touched().requests, ElementsAre(RequestId{"req-a"}));
}

TEST(Touched, HoldsEachOnceHoweverManyEventsConcernIt) {
    auto scenario =
        given_small(a_launch_under_way + Events{machine_launched("req-a", "m1"), machine_launched("req-a", "m2")});
    scenario.when(cancel_request("req-a"));
    EXPECT_THAT(scenario.touched().machines, UnorderedElementsAre(MachineId{"m1"}, MachineId{"m2"}));
    EXPECT_THAT(scenario.touched().requests, ElementsAre(RequestId{"req-a"}));
}

TEST(Touched, HoldsWhatIsGone) {
    auto scenario = given_small();
    scenario.when(delete_template());
    EXPECT_THAT(scenario.touched().templates, ElementsAre(TemplateId{"small"}));
    EXPECT_EQ(scenario.state().find(TemplateId{"small"}), nullptr);
}

TEST(Touched, IsEmptyAfterACommandThatChangesNothing) {
    auto scenario = given_small();
    scenario.when(cancel_request("nobodys"));
    EXPECT_FALSE(scenario.accepted());
    EXPECT_THAT(scenario.touched().requests, IsEmpty());
    EXPECT_TRUE(scenario.touched().empty());
}

TEST(Touched, LeavesToTheNextSnapshotWhatHasChanged) {
    auto scenario = given_small();
    EXPECT_EQ(scenario.models().draft(true).templates.size(), 1U);
    scenario.given({request_created("req-a", 1)});
    EXPECT_EQ(scenario.models().draft(false).requests.size(), 1U);
    EXPECT_EQ(scenario.models().draft(false).requests.size(), 0U);
}

}  // namespace
}  // namespace hf::testing
