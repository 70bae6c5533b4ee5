#include "core/commands/request_machines.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

RequestMachines machines_of(std::string name, std::uint32_t count) { return {std::move(name), count, "alice", {}}; }

TEST(RequestMachines, FindsTheTemplateByItsName) {
    auto scenario = given_small();
    scenario.when(machines_of("Small ones", 2));
    const auto result = scenario.result<MachinesRequested>();
    EXPECT_EQ(result.template_id.value, "small");
    EXPECT_EQ(result.machine_count, 2U);
    EXPECT_EQ(result.status, RequestStatus::pending);
    EXPECT_EQ(scenario.request(result.request_id.value).user_id, "alice");
}

TEST(RequestMachines, KnowsANameThatWasChanged) {
    auto scenario = given_small({template_updated("small", {.name = "Tiny ones"})});
    scenario.when(machines_of("Small ones", 1))
        .then(refused(Code::template_not_found, "no template is called \"Small ones\""));
    scenario.when(machines_of("Tiny ones", 1));
    EXPECT_TRUE(scenario.accepted());
}

TEST(RequestMachines, DoesNotGuessBetweenTwoOfOneName) {
    auto scenario = given_small({template_created("other", {.name = "Small ones"})});
    scenario.when(machines_of("Small ones", 1)).then(refused(Code::conflict, "2 templates are called"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"template_ids", ValueList{"other", "small"}}}));
    scenario.given({template_deleted("other")}).when(machines_of("Small ones", 1));
    EXPECT_TRUE(scenario.accepted());
}

TEST(RequestMachines, KeepsTheTemplatesMaxNumber) {
    given_small({}, {.max_number = 3}).when(machines_of("Small ones", 4)).then(refused(Code::limit_exceeded));
}

}  // namespace
}  // namespace hf::testing
