// What a scheduler is to do with machines that it has and that are not recorded.
#include "core/provisioning/commands/begin_quarantine.hpp"
#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Event audited(std::vector<Orphan> orphans) {
    ProviderAudited event;
    event.name = {"local"};
    event.audit.orphan_count = static_cast<std::uint32_t>(orphans.size());
    event.audit.orphans = std::move(orphans);
    return event;
}

UnknownMachines told(const Scenario& site, UnknownMachinePolicy policy, std::uint64_t& kept) {
    const auto types = in_memory_types();
    const Limits limits;
    QueryContext asking{site.models(), site.store(), limits, types, site.clock(), [] { return DaemonStatus{}; }};
    asking.unknown_machines = policy;
    asking.count_unknown = [&](std::uint64_t count) { kept = count; };
    return answer(CheckUnknownMachines{{"i-ours", "i-other"}}, asking)->result;
}

TEST(CheckUnknownMachines, KeepsWhatMayBeAnotherSites) {
    auto site = given_small({});
    std::uint64_t kept = 0;
    EXPECT_THAT(told(site, UnknownMachinePolicy::report, kept).to_return, IsEmpty());
    EXPECT_EQ(kept, 2U);
    EXPECT_THAT(told(site, UnknownMachinePolicy::give_back, kept).to_return, ElementsAre("i-ours", "i-other"));
    EXPECT_EQ(kept, 0U);
}

TEST(CheckUnknownMachines, KnowsOrphansThatWereTerminated) {
    auto site = given_small({audited({{"i-ours", {}, MachineStatus::running, OrphanOutcome::terminated},
                                      {"i-other", {}, MachineStatus::running, OrphanOutcome::reported}})});
    std::uint64_t kept = 0;
    EXPECT_THAT(told(site, UnknownMachinePolicy::report, kept).to_return, ElementsAre("i-ours"));
    EXPECT_EQ(kept, 1U);
}

TEST(CheckUnknownMachines, ReturnsNothingInQuarantine) {
    auto site = given_small({});
    site.when(BeginQuarantine{"is a copy"});
    std::uint64_t kept = 0;
    const auto reply = told(site, UnknownMachinePolicy::give_back, kept);
    EXPECT_THAT(reply.to_return, IsEmpty());
    EXPECT_EQ(reply.quarantine, "is a copy");
}

}  // namespace
}  // namespace hf::testing
