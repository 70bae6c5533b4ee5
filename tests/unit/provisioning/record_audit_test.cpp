// AuditProvider, and what the provisioner makes of it.
#include "core/provisioning/commands/record_audit.hpp"

#include "core/commands/audit_provider.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "tests/unit/support/asking.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

ProviderMachine orphan(const std::string& id, const std::string& token = "of-nobody",
                       MachineStatus status = MachineStatus::running) {
    auto machine = seen(id, status);
    machine.token = token;
    return machine;
}

RecordAudit found(std::vector<ProviderMachine> orphans, std::vector<MachineId> losses = {}) {
    RecordAudit audit;
    audit.provider = {"local"};
    audit.orphans = std::move(orphans);
    audit.losses = std::move(losses);
    return audit;
}

RecordAudit adopting(std::vector<ProviderMachine> orphans) {
    auto audit = found(std::move(orphans));
    audit.adopt = true;
    return audit;
}

AuditReport report_of(const Scenario& scenario) { return ask(scenario, GetProviderAudit{{"local"}}); }

// A request for two machines of which a launch has brought one; its launch is closed.
Events short_request(const std::string& id, const std::string& machine) {
    return {request_created(id, 2), request_started(id), launch_requested(id, 2), machine_launched(id, machine),
            launch_failed(id, 2, 1)};
}

TEST(AuditProvider, IsAnsweredByTheFirstAuditThatBeganAfterIt) {
    auto scenario = given_small();
    scenario.when(AuditProvider{{"local"}}).then({ProviderAuditRequested{{{"local"}}}});
    const auto first = scenario.state().position();
    EXPECT_TRUE(report_of(scenario).auditing);
    scenario.when(AuditProvider{{"local"}}).then({ProviderAuditRequested{{{"local"}}}});
    const auto second = scenario.state().position();

    auto audit = found({});
    audit.answers = first;
    scenario.when(audit).then({ProviderAudited{{{"local"}}, first, {}}});
    EXPECT_TRUE(report_of(scenario).auditing);
    EXPECT_EQ(report_of(scenario).answers, first);
    audit.answers = second;
    audit.problem = "no answer";
    scenario.when(audit);
    EXPECT_FALSE(report_of(scenario).auditing);
    EXPECT_EQ(report_of(scenario).audit.problem, "no answer");
    EXPECT_TRUE(report_of(scenario).audited_at);
}

TEST(RecordAudit, RecordsTheMachinesOfALaunchThatCannotBeSettled) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
                                 launch_unsettled("req-a", "no route")});
    auto audit = found({});
    audit.unsettled = {orphan("m-1", token_of("req-a", 1)), orphan("m-x", token_of("req-a", 2))};
    scenario.when(audit);
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "MachineStarted", "ProviderAudited"));
    EXPECT_EQ(scenario.machine("m-1").spec.request_id, RequestId{"req-a"});
    EXPECT_EQ(report_of(scenario).audit.unsettled_count, 1U);
    EXPECT_THAT(report_of(scenario).audit.unsettled, ElementsAre(RequestId{"req-a"}));
    scenario.when(audit).then_nothing();

    // A request that is over gives back what it did not get in time, also while its launch is open.
    scenario.given({request_cancelled("req-a")});
    audit.unsettled = {orphan("m-2", token_of("req-a", 1))};
    scenario.when(audit);
    EXPECT_TRUE(scenario.machine("m-2").return_requested);
}

TEST(AuditProvider, WantsAProviderThatIsThere) {
    auto scenario = given_small();
    scenario.when(AuditProvider{{"locl"}}).then(refused(Code::provider_not_found, "did you mean \"local\"?"));
    EXPECT_EQ(refusal(scenario, GetProviderAudit{{"locl"}}).code, Code::provider_not_found);
}

TEST(RecordAudit, TellsOrphansAndLosses) {
    auto scenario =
        given_small(running_request("req-a", {"m-1", "m-2"}) + Events{machine_return_requested("req-a", "m-2")});
    auto audit = found({orphan("m-x")}, {{"m-1"}, {"m-2"}, {"m-none"}});
    audit.outcome = OrphanOutcome::terminated;
    scenario.when(audit);
    const auto told = report_of(scenario).audit;
    EXPECT_EQ(told.orphan_count, 1U);
    EXPECT_THAT(told.orphans,
                ElementsAre(Orphan{"m-x", "of-nobody", MachineStatus::running, OrphanOutcome::terminated}));
    EXPECT_EQ(told.loss_count, 1U);
    EXPECT_THAT(told.losses, ElementsAre(MachineId{"m-1"})) << "what is to end is no loss";
}

TEST(RecordAudit, ListsAHundredAndCountsTheRest) {
    auto scenario = given_small();
    std::vector<ProviderMachine> orphans;
    for (int i = 0; i < 250; ++i) orphans.push_back(orphan("m-" + std::to_string(i)));
    scenario.when(found(std::move(orphans)));
    EXPECT_EQ(report_of(scenario).audit.orphan_count, 250U);
    EXPECT_THAT(report_of(scenario).audit.orphans, SizeIs(100));
}

TEST(RecordAudit, ASweepTellsNewsOnly) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.when(found({}, {{"m-1"}})).then_nothing();
    scenario.when(found({orphan("m-x")}));
    EXPECT_THAT(scenario.types(), ElementsAre("ProviderAudited"));
    scenario.when(found({orphan("m-x")})).then_nothing();
    scenario.when(found({}));
    EXPECT_THAT(scenario.types(), ElementsAre("ProviderAudited"));
    scenario.when(found({})).then_nothing();
}

TEST(RecordAudit, AdoptsForTheRequestWhoseLaunchMadeIt) {
    auto scenario = given_small(short_request("req-a", "m-1") + Events{machine_started("req-a", "m-1")});
    scenario.when(adopting({orphan("m-2", token_of("req-a", 1))}));
    EXPECT_THAT(scenario.types(),
                ElementsAre("MachineLaunched", "MachineStarted", "RequestCompleted", "ProviderAudited"));
    EXPECT_EQ(scenario.machine("m-2").spec.request_id.value, "req-a");
    EXPECT_EQ(report_of(scenario).audit.orphans.front().outcome, OrphanOutcome::adopted);
    scenario.when(return_machines({"m-2"}));
    EXPECT_TRUE(scenario.accepted());
}

TEST(RecordAudit, AdoptsNoMoreThanAnOpenRequestLacks) {
    auto scenario = given_small(short_request("req-a", "m-1"));
    scenario.when(adopting({orphan("m-2", token_of("req-a", 1)), orphan("m-3", token_of("req-a", 1))}));
    const auto told = report_of(scenario).audit.orphans;
    EXPECT_EQ(told.at(0).outcome, OrphanOutcome::adopted);
    EXPECT_EQ(told.at(1).outcome, OrphanOutcome::reported);
    EXPECT_EQ(scenario.state().find(MachineId{"m-3"}), nullptr);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 2U);
}

TEST(RecordAudit, WhatIsAdoptedForARequestThatIsOverIsGivenBack) {
    auto scenario = given_small(short_request("req-a", "m-1") + Events{request_cancelled("req-a")});
    scenario.when(adopting({orphan("m-2", token_of("req-a", 1))}));
    EXPECT_TRUE(scenario.machine("m-2").return_requested);
    EXPECT_TRUE(scenario.machine("m-2").live());
    scenario.given({machine_terminated("req-a", "m-2")});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::cancelled);
}

TEST(RecordAudit, AdoptsNothingThatItCannotAccountFor) {
    auto scenario = given_small(short_request("req-a", "m-1") + running_request("req-b", {"m-dead"}) +
                                Events{machine_failed("req-b", "m-dead")});
    scenario.given({provider_registered("other")});
    const auto token = token_of("req-a", 1);
    const std::vector strangers{orphan("m-2"),
                                orphan("m-3", token_of("req-a", 2)),
                                orphan("m-4", token, MachineStatus::stopped),
                                orphan("m-5", token, MachineStatus::shutting_down),
                                orphan("not an id", token),
                                orphan("m-dead", token_of("req-b", 1))};
    scenario.when(adopting(strangers));
    EXPECT_THAT(scenario.types(), ElementsAre("ProviderAudited"));
    auto elsewhere = adopting({orphan("m-6", token)});
    elsewhere.provider = {"other"};
    scenario.when(elsewhere);
    EXPECT_THAT(scenario.types(), ElementsAre("ProviderAudited"));
}

TEST(RecordAudit, P6LeavesAnOpenLaunchToItsOutcome) {
    auto scenario = given_small(short_request("req-a", "m-1"));
    scenario.when(BeginLaunch{{"req-a"}, {"local"}, 10});
    ASSERT_TRUE(scenario.accepted());
    scenario.when(adopting({orphan("m-2", token_of("req-a", 1))}));
    EXPECT_EQ(scenario.state().find(MachineId{"m-2"}), nullptr)
        << "the launch under way asks for one machine, which may be all that is lacking";
}

}  // namespace
}  // namespace hf::testing
