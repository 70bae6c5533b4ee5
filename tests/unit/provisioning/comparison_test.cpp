#include "core/provisioning/comparison.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ProviderMachine listed(const std::string& id, const std::string& token = "of-nobody") {
    auto machine = seen(id, MachineStatus::running);
    machine.token = token;
    return machine;
}

std::vector<std::string> orphans_of(const Comparison& found) {
    std::vector<std::string> ids;
    for (const auto& machine : found.orphans) ids.push_back(machine.id);
    return ids;
}

TEST(Comparison, TellsWhatIsNotInTheBooksAndWhatIsNotThere) {
    const auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}));
    const auto books = Books::of({"local"}, scenario.state());
    const std::vector there{listed("m-1"), listed("m-x"), listed("m-x")};
    const auto found = compare(books, there, scenario.state());
    EXPECT_THAT(orphans_of(found), ElementsAre("m-x"));
    EXPECT_THAT(found.losses, ElementsAre(MachineId{"m-2"}));
}

TEST(Comparison, LeavesMachinesOfOpenLaunchesAlone) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2)});
    const auto books = Books::of({"local"}, scenario.state());
    const std::vector there{listed("m-1", token_of("req-a", 1)), listed("m-2", token_of("req-a", 2))};
    EXPECT_THAT(orphans_of(compare(books, there, scenario.state())), ElementsAre("m-2"));
    // The launch was closed while the provider was asked; it had listed one of the two.
    scenario.given({machine_launched("req-a", "m-1"), launch_failed("req-a", 2, 1)});
    EXPECT_THAT(orphans_of(compare(books, there, scenario.state())), ElementsAre("m-2"));
}

TEST(Comparison, TellsMachinesOfALaunchThatCannotBeSettled) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
                                 launch_unsettled("req-a", "no route")});
    const auto books = Books::of({"local"}, scenario.state());
    const auto found = compare(books, std::vector{listed("m-1", token_of("req-a", 1))}, scenario.state());
    EXPECT_THAT(orphans_of(found), IsEmpty());
    ASSERT_EQ(found.unsettled.size(), 1U);
    EXPECT_EQ(found.unsettled.front().id, "m-1");
}

TEST(Comparison, WhatCameOrWentMeanwhileIsNoFinding) {
    auto scenario = given_small(running_request("req-a", {"m-ends", "m-is-returned"}));
    const auto books = Books::of({"local"}, scenario.state());
    scenario.given({machine_failed("req-a", "m-ends"), machine_return_requested("req-a", "m-is-returned")});
    scenario.given(running_request("req-b", {"m-new"}));
    const auto found = compare(books, std::vector{listed("m-ends")}, scenario.state());
    EXPECT_THAT(orphans_of(found), IsEmpty());
    EXPECT_THAT(found.losses, IsEmpty());
}

TEST(Comparison, AMachineThatLivesOnAfterItsEndIsAnOrphan) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.given({machine_failed("req-a", "m-1")});
    const auto books = Books::of({"local"}, scenario.state());
    EXPECT_THAT(orphans_of(compare(books, std::vector{listed("m-1")}, scenario.state())), ElementsAre("m-1"));
}

TEST(Comparison, WhatIsToEndNeedNotBeThere) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.given({machine_return_requested("req-a", "m-1")});
    const auto books = Books::of({"local"}, scenario.state());
    EXPECT_THAT(compare(books, {}, scenario.state()).losses, IsEmpty());
}

TEST(Comparison, AnotherProvidersMachinesAreNotMissed) {
    const auto scenario = given_small(running_request("req-a", {"m-1"}));
    EXPECT_THAT(Books::of({"elsewhere"}, scenario.state()).live, IsEmpty());
}

}  // namespace
}  // namespace hf::testing
