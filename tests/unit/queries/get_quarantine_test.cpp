// GetQuarantine and GetStatus of a site in quarantine.
#include "core/provisioning/commands/begin_quarantine.hpp"
#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Event audited(std::vector<Orphan> orphans, std::vector<MachineId> losses, std::string problem = {}) {
    ProviderAudited event;
    event.name = {"local"};
    event.answers = 1'000;  // any demand
    event.audit.orphan_count = static_cast<std::uint32_t>(orphans.size());
    event.audit.loss_count = static_cast<std::uint32_t>(losses.size());
    event.audit.orphans = std::move(orphans);
    event.audit.losses = std::move(losses);
    event.audit.problem = std::move(problem);
    return event;
}

TEST(GetQuarantine, IsEmptyWithoutOne) {
    auto site = given_small({});
    const auto report = ask(site, GetQuarantine{});
    EXPECT_FALSE(report.since);
    EXPECT_THAT(report.providers, IsEmpty());
    EXPECT_FALSE(ask(site, GetStatus{}).quarantined_since);
}

TEST(GetQuarantine, SaysWhatFollows) {
    auto site = given_small(running_request("req-a", {"m-1", "m-2"}) + running_request("req-b", {"m-3"}) +
                            Events{request_created("req-c", 4), machine_return_requested("req-b", "m-3")});
    site.when(BeginQuarantine{"is a copy"});
    EXPECT_FALSE(ask(site, GetQuarantine{}).providers.at(0).compared);
    site.given({audited({{"i-x", {}, MachineStatus::running, {}}}, {{"m-2"}})});

    const auto report = ask(site, GetQuarantine{});
    EXPECT_EQ(report.reason, "is a copy");
    EXPECT_TRUE(report.since);
    ASSERT_THAT(report.providers, SizeIs(1));
    const auto& local = report.providers.front();
    EXPECT_TRUE(local.compared);
    EXPECT_EQ(local.orphans, OrphanPolicy::terminate);
    EXPECT_EQ(local.unrecorded, 1U);
    EXPECT_EQ(local.unrecorded_to_terminate, 1U);
    EXPECT_EQ(local.to_terminate, 1U);
    EXPECT_EQ(local.not_found, 1U);
    EXPECT_EQ(local.to_launch, 4U);
    EXPECT_EQ(local.overdue_requests, 0U);

    const auto status = ask(site, GetStatus{});
    EXPECT_EQ(status.quarantine_reason, "is a copy");
    EXPECT_EQ(status.quarantined_since, report.since);
}

TEST(GetQuarantine, TellsWhyAProviderWasNotCompared) {
    auto site = given_small({});
    site.when(BeginQuarantine{"is a copy"});
    site.given({audited({}, {}, "connection refused")});
    const auto local = ask(site, GetQuarantine{}).providers.at(0);
    EXPECT_FALSE(local.compared);
    EXPECT_EQ(local.problem, "connection refused");
}

}  // namespace
}  // namespace hf::testing
