#include "core/read_models/owners.hpp"

#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Ordinal> requests_of(const View& view, std::string_view owner) {
    return view.owners.of(owner).requests.bitmap().all();
}
std::vector<Ordinal> machines_of(const View& view, std::string_view owner) {
    return view.owners.of(owner).machines.bitmap().all();
}

// A site at which two have machines, some of which have ended, and nobody has others.
Given site_of_two() {
    return given_small(
        ordered_by("rob", running_request("req-a", {"m-0", "m-1"})) + running_request("req-b", {"m-2"}) +
        ordered_by("ren", running_request("req-c", {"m-3"})) + ordered_by("rob", {return_created("ret-a", {"m-0"})}) +
        Events{machine_terminated("req-a", "m-0"), machine_failed("req-a", "m-1"), machine_failed("req-b", "m-2")});
}

void expect_those_of_two(const View& view) {
    EXPECT_THAT(requests_of(view, "rob"), ElementsAre(0, 3));
    EXPECT_THAT(machines_of(view, "rob"), ElementsAre(0, 1));
    EXPECT_THAT(requests_of(view, "ren"), ElementsAre(2));
    EXPECT_THAT(machines_of(view, "ren"), ElementsAre(3));
    for (const auto* nobody : {"", "vic"}) {
        EXPECT_THAT(requests_of(view, nobody), IsEmpty());
        EXPECT_THAT(machines_of(view, nobody), IsEmpty());
    }
}

TEST(Owners, HaveTheirRequestsAndTheMachinesOfThese) {
    auto scenario = site_of_two();
    scenario.models().read([](const View& view) { expect_those_of_two(view); });
}

// Requests that have ended come as bytes, and their machines after them.
TEST(OwnersP9, AreTheSameAfterAStartFromASnapshot) {
    auto scenario = site_of_two();
    InMemorySnapshotStore snapshots;
    write_snapshot(snapshots, scenario.models().draft(true), Extent::everything, scenario.store(), scenario.codec());
    const auto loaded = load_snapshot(snapshots);
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->view.state.slot(RequestId{"req-a"})->packed());
    expect_those_of_two(loaded->view);
}

TEST(Owners, AreNoneWhereTheSiteHasNoPrincipals) {
    auto scenario = given_small(running_request("req-a", {"m-0"}));
    scenario.models().read([](const View& view) { EXPECT_FALSE(view.owners.any()); });
}

TEST(Owners, ManyOfOneAreFoundLikeFew) {
    Owners owners;
    Request request;
    request.ordered_by = std::string("rob");
    for (request.ordinal = 0; request.ordinal < 1000; request.ordinal += 2) owners.enter(request);
    for (Ordinal ordinal = 0; ordinal < 1000; ++ordinal)
        EXPECT_EQ(owners.of("rob").requests.contains(ordinal), ordinal % 2 == 0) << ordinal;
    EXPECT_EQ(owners.of("rob").requests.count(), 500U);
}

}  // namespace
}  // namespace hf::testing
