#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/record_provider_health.hpp"
#include "tests/unit/support/provisioner_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(ProvisionerTest, MakesMachinesAndGivesThemBack) {
    const auto id = ask_for(3);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_THAT(cloud->living(), IsEmpty());
    wait_until("what is gone is forgotten", [&] { return cloud->forgotten().size() == 3; });
}

TEST_F(ProvisionerTest, CarriesTheConversationToTheProviderAndTheLog) {
    cloud->fail(1, {ProviderErrorKind::no_capacity, "none left"});
    RequestId id;
    std::promise<void> asked;
    bus.ledger.decide({"asked", "asked", "conversation-1", {}, "trace-1"}, deciding(create_request(2), bus.codec),
                      [&](const CommandOutcome* outcome, bool, auto) {
                          RequestAccepted accepted;
                          EXPECT_FALSE(bus.codec.decode(outcome->payload, accepted));
                          id = accepted.request_id;
                          asked.set_value();
                      });
    got(asked.get_future());
    wait_for(id.value, RequestStatus::complete);
    give_back(id.value);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });

    const auto order = cloud->last_order();
    EXPECT_EQ(order.correlation_id, "conversation-1");
    EXPECT_EQ(order.traceparent, "trace-1");
    EXPECT_THAT(log.lines(), ::testing::Contains(::testing::AllOf(HasSubstr("(correlation conversation-1)"),
                                                                  HasSubstr("no_capacity: none left"))));
    std::map<std::string, int> found;
    for (const auto& event : bus.stored()) {
        const bool ours = event.stream == id.value || event.category == Category::machine;
        if (!ours || event.type == "MachineReturnRequested") continue;
        EXPECT_EQ(event.correlation_id, "conversation-1") << event.type;
        EXPECT_EQ(event.traceparent, "trace-1") << event.type;
        ++found[event.type];
    }
    for (const auto* name : {"RequestCreated", "RequestStarted", "LaunchRequested", "LaunchFailed", "LaunchSucceeded",
                             "MachineLaunched", "MachineStarted", "RequestCompleted", "MachineTerminated"})
        EXPECT_GE(found[name], 1) << name;
}

TEST_F(ProvisionerTest, SplitsWhatIsMoreThanOneCallCanAskFor) {
    const auto id = ask_for(100);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(cloud->launch_calls(), 1U);
    EXPECT_THAT(cloud->living(), SizeIs(100));
}

TEST_F(ProvisionerTest, TriesAgainUntilItHasAll) {
    cloud->fail(2, {ProviderErrorKind::no_capacity, "none left"});
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(request(id).attempts, 3U);
    EXPECT_THAT(cloud->living(), SizeIs(2));
}

TEST_F(ProvisionerTest, GivesUpWhereNoTryWouldHelp) {
    cloud->fail(1, {ProviderErrorKind::unauthorized, "may not RunInstances"});
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::failed);
    EXPECT_THAT(request(id).status_reason, HasSubstr("may not RunInstances"));
    EXPECT_EQ(cloud->launch_calls(), 1U);
}

TEST_F(ProvisionerTest, EndsWithWhatItHasAtTheDeadline) {
    cloud->limit_capacity(2);
    const auto id = ask_for(3);
    wait_until("two machines", [&] { return request(id).succeeded_count == 2; });
    bus.clock.advance(std::chrono::seconds{Limits{}.request_timeout_s + 1});
    wait_for(id, RequestStatus::partial);
    EXPECT_THAT(request(id).status_reason, HasSubstr("none left"));
    EXPECT_THAT(cloud->living(), SizeIs(2));
}

TEST_F(ProvisionerTest, SeesWhatDiesAndLeavesTheRestAlone) {
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    const auto victim = request(id).machine_ids.front();
    cloud->kill(victim.value);
    wait_until("one machine less", [&] { return live_in_the_books() == 1; });
    const auto status = bus.models.read([&](const View& view) { return view.state.find(victim)->status; });
    EXPECT_EQ(status, MachineStatus::failed);
    EXPECT_THAT(cloud->living(), SizeIs(1));
}

TEST_F(ProvisionerTest, WhatIsUnknownNowStaysInTheBooks) {
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    const auto& machines = request(id).machine_ids;
    const auto hidden = machines.front();
    const auto status = [&] {
        return bus.models.read([&](const View& view) { return view.state.find(hidden)->status; });
    };
    cloud->hide(hidden.value, true);
    // Whatever the answer holds beside: it doesn't count.
    cloud->kill(hidden.value);
    cloud->kill(machines.back().value);
    wait_until("one machine less", [&] { return live_in_the_books() < 2; });
    EXPECT_EQ(live_in_the_books(), 1U);
    EXPECT_EQ(status(), MachineStatus::running);
    cloud->hide(hidden.value, false);
    wait_until("it is seen again", [&] { return status() == MachineStatus::failed; });
}

TEST_F(ProvisionerTest, ReplacesWhatDiesBeforeTheRequestIsComplete) {
    cloud->limit_capacity(2);
    const auto id = ask_for(3);
    wait_until("two machines", [&] { return request(id).machine_ids.size() == 2; });
    cloud->limit_capacity(10);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
}

TEST_F(ProvisionerTest, P6CancellingGivesBackWhatIsThere) {
    cloud->limit_capacity(1);
    const auto id = ask_for(3);
    wait_until("a machine", [&] { return request(id).machine_ids.size() == 1; });
    got(bus.tell("cancel", cancel_request(id)));
    wait_until("nothing lives", [&] { return cloud->living().empty() && live_in_the_books() == 0; });
    EXPECT_EQ(request(id).status, RequestStatus::cancelled);
}

TEST_F(ProvisionerTest, P6ALostAnswerDoublesNothing) {
    cloud->lose_answers(2);
    const auto id = ask_for(5);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(5));
    EXPECT_EQ(live_in_the_books(), 5U);
    EXPECT_EQ(request(id).attempts, 1U) << "the same launch with the same token";
}

TEST_F(ProvisionerTest, P6ARestartFinishesWhatWasBegun) {
    cloud->be_unreachable(true);
    const auto id = ask_for(4);
    wait_until("a call", [&] { return cloud->launch_calls() > 0; });
    stop();
    cloud->be_unreachable(false);
    start();
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(4));
    EXPECT_EQ(request(id).attempts, 1U);
}

TEST_F(ProvisionerTest, P6WhatWasLaunchedForACancelledRequestIsFoundAndGivenBack) {
    cloud->lose_answers(1000);
    const auto id = ask_for(2);
    wait_until("machines that nobody heard of", [&] { return cloud->living().size() == 2; });
    stop();
    got(bus.tell("cancel", cancel_request(id)));
    start();
    wait_until("nothing lives", [&] { return cloud->living().empty() && live_in_the_books() == 0; });
    EXPECT_THAT(request(id).machine_ids, SizeIs(2)) << "they were taken into the books first";
}

TEST_F(ProvisionerTest, P6ALaunchThatTheLaneBeforeHasBegunIsCalled) {
    stop();
    const auto id = ask_for(1);
    // Decided, and not yet on record when the new lane looks.
    bus.store.hold();
    auto begun = bus.tell("of the lane before", BeginLaunch{{id}, {"local"}, 10});
    bus.store.wait_until_held();
    type->lane.max_calls = 1;
    start();
    wait_until("the new lane begins it, too",
               [&] { return provisioner->counters()["provider.local"]["requests_waiting"] == 0; });
    bus.store.release();
    EXPECT_TRUE(got(begun)->accepted);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(request(id).attempts, 1U);
}

TEST_F(ProvisionerTest, P6StrangersWithOurMarkAreTerminated) {
    stop();
    cloud->add_stranger("i-ours", bus.store.id());
    cloud->add_stranger("i-another-sites", "elsewhere");
    start();
    wait_until("ours is gone", [&] { return cloud->living() == std::set<std::string>{"i-another-sites"}; });
}

TEST_F(ProvisionerTest, AnAuditTellsOrphansAndLosses) {
    set_orphans(OrphanPolicy::report);
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    const auto lost = request(id).machine_ids.front();
    EXPECT_EQ(audit().orphan_count + audit().loss_count, 0U);

    cloud->add_stranger("i-ours", bus.store.id());
    cloud->add_stranger("i-another-sites", "elsewhere");
    cloud->hide(lost.value, true);
    const auto found = audit();
    ASSERT_THAT(found.orphans, SizeIs(1));
    EXPECT_EQ(found.orphans.front(), (Orphan{"i-ours", "of-nobody", MachineStatus::running, OrphanOutcome::reported}));
    EXPECT_THAT(found.losses, ::testing::ElementsAre(lost));
    EXPECT_EQ(cloud->living().size(), 4U) << "nothing was done";
    EXPECT_TRUE(the(lost).live()) << "its provider has not said that it is gone";

    cloud->hide(lost.value, false);
    EXPECT_EQ(audit().loss_count, 0U);
    EXPECT_EQ(cloud->living().size(), 4U);
}

TEST_F(ProvisionerTest, AnAuditEndsOrphansWhereTheSiteHasItSo) {
    EXPECT_EQ(audit().orphan_count, 0U);
    cloud->add_stranger("i-ours", bus.store.id());
    const auto found = audit();
    ASSERT_THAT(found.orphans, SizeIs(1));
    EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::terminated);
    EXPECT_THAT(cloud->living(), IsEmpty());
    EXPECT_EQ(audit().orphan_count, 0U);
}

TEST_F(ProvisionerTest, AnAuditAdoptsWhatALaunchOfOursHasMade) {
    set_orphans(OrphanPolicy::adopt);
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(audit().orphan_count, 0U);
    cloud->add_stranger("i-late", bus.store.id(), the(request(id).machine_ids.front()).spec.token);
    cloud->add_stranger("i-nobodys", bus.store.id());
    const auto found = audit();
    EXPECT_EQ(found.orphan_count, 2U);
    EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::adopted);
    EXPECT_EQ(found.orphans.back().outcome, OrphanOutcome::reported);
    // The request has its machine, so this one is given back; by way of the books.
    wait_until("the late one is gone", [&] { return the(MachineId{"i-late"}).status == MachineStatus::terminated; });
    EXPECT_EQ(cloud->living().count("i-nobodys"), 1U);
    EXPECT_EQ(live_in_the_books(), 1U);
}

TEST_F(ProvisionerTest, AnAuditThatGetsNoAnswerSaysSo) {
    cloud->be_unreachable(true);
    EXPECT_EQ(audit().problem, "connection refused");
    cloud->be_unreachable(false);
    EXPECT_EQ(audit().problem, "");
}

TEST_F(ProvisionerTest, MakesAnAuditThatWasWantedBeforeACrash) {
    stop();
    got(bus.tell("wanted", AuditProvider{{"local"}}));
    EXPECT_TRUE(provider("local")->auditing());
    start();
    wait_until("the audit", [&] { return !provider("local")->auditing(); });
}

TEST_F(ProvisionerTest, PutsOnRecordThatAProviderIsDownAndBack) {
    const auto health = [&] {
        return bus.models.read([](const View& view) { return view.state.find(ProviderName{"local"})->health; });
    };
    ask_for(1);
    wait_until("a machine", [&] { return live_in_the_books() == 1; });
    cloud->be_unreachable(true);
    wait_until("it is down", [&] { return health() == ProviderHealth::unreachable; });
    EXPECT_EQ(live_in_the_books(), 1U) << "a machine that can't be asked for is not gone";
}

TEST_F(ProvisionerTest, StopsAndStartsMachines) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    const auto machine = request(id).machine_ids.front();
    tell(StopMachines{{{machine}, {}}, {}});
    wait_until("the machine stopped", [&] { return the(machine).status == MachineStatus::stopped; });
    EXPECT_EQ(cloud->status_of(machine.value), MachineStatus::stopped);
    EXPECT_FALSE(the(machine).wanted_status);
    tell(StartMachines{{{machine}, {}}, {}});
    wait_until("the machine started", [&] { return the(machine).status == MachineStatus::running; });
}

TEST_F(ProvisionerTest, GoesOnWithAStopThatItWasToldToMakeBeforeACrash) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    const auto machine = request(id).machine_ids.front();
    stop();
    tell(StopMachines{{{machine}, {}}, {}});
    EXPECT_EQ(cloud->status_of(machine.value), MachineStatus::running);
    start();
    wait_until("the machine stopped", [&] { return the(machine).status == MachineStatus::stopped; });
}

TEST_F(ProvisionerTest, ForcesAnEndThatWasGentle) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    cloud->be_slow(true);
    const auto machine = request(id).machine_ids.front();
    ReturnMachines all;
    all.request_id = RequestId{id};
    tell(all);
    wait_until("a gentle end", [&] { return cloud->ending_of(machine.value) == Ending::graceful; });
    all.force = true;
    tell(all);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_EQ(cloud->ending_of(machine.value), Ending::forced);
}

TEST_F(ProvisionerTest, HasTemplatesCheckedByTheirProvider) {
    cloud->find_wrong({{"image", "is not there"}, {"", "is full"}});
    tell(ValidateTemplate{{"small"}});
    wait_until("the provider's word", [&] { return small().validity == Validity::invalid; });
    EXPECT_THAT(small().findings,
                ::testing::ElementsAre(Finding{"configuration.image", "is not there"}, Finding{"provider", "is full"}));
    EXPECT_EQ(small().found_attributes, (ValueMap{{"ncpus", 8}}));
    cloud->be_unreachable(true);
    tell(ValidateTemplate{{"small"}});
    wait_until("no word", [&] { return small().validity == Validity::unknown; });
    EXPECT_THAT(small().findings.front().message, HasSubstr("can't tell"));
    EXPECT_EQ(small().found_attributes, (ValueMap{{"ncpus", 8}})) << "as far as is known";
}

TEST_F(ProvisionerTest, AsksAProviderWhetherItAnswers) {
    cloud->be_unreachable(true);
    tell(CheckProvider{{"local"}});
    wait_until("a check", [&] { return provider("local")->checked_at.has_value(); });
    EXPECT_EQ(provider("local")->health, ProviderHealth::unreachable);
    cloud->be_unreachable(false);
    tell(CheckProvider{{"local"}});
    wait_until("another", [&] { return provider("local")->health == ProviderHealth::healthy; });
}

TEST_F(ProvisionerTest, PutsOnRecordThatAProviderAnswersAgainAfterARestart) {
    stop();
    got(bus.tell("c-health", RecordProviderHealth{{"local"}, ProviderHealth::unreachable, "no answer"}));
    start();
    wait_until("a call", [&] { return provider("local")->health == ProviderHealth::healthy; });
}

TEST_F(ProvisionerTest, LaunchesNothingAtADisabledProviderUntilItIsEnabled) {
    tell(DisableProvider{{"local"}, {}});
    tell(EnableProvider{{"local"}});
    cloud->fail(1000, {ProviderErrorKind::no_capacity, "none left"});
    const auto id = ask_for(1);
    wait_until("a failure", [&] { return request(id).attempts > 0 && !request(id).launch; });
    tell(DisableProvider{{"local"}, {}});
    cloud->fail(0, {});
    wait_until("the end of what was under way", [&] { return !request(id).launch; });
    const auto attempts = request(id).attempts;
    EXPECT_THAT(cloud->living(), IsEmpty());
    tell(EnableProvider{{"local"}});
    wait_for(id, RequestStatus::complete);
    EXPECT_GT(request(id).attempts, attempts);
}

TEST_F(ProvisionerTest, ProvidersComeChangeAndGoWhileItRuns) {
    tell(RegisterProvider{{"extra"}, "process", {}});
    auto tmpl = create_template("there", {.provider = "extra"});
    tell(tmpl);
    const auto id = ask_for(2, "there");
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(provider("extra")->live_machines, 2U);
    tell(UpdateProvider{{"extra"}, {{"grace_s", 1}}});
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    tell(DeleteTemplate{{"there"}, {}, false});
    tell(RemoveProvider{{"extra"}, {}});
    wait_until("its lane gone", [&] { return provisioner->counters().count("provider.extra") == 0; });
}

TEST_F(ProvisionerTest, AProviderThatCannotBeSetUpHasItsDeadlinesAllTheSame) {
    type->provider.reset();
    tell(RegisterProvider{{"extra"}, "process", {}});
    tell(create_template("there", {.provider = "extra"}));
    const auto id = ask_for(1, "there");
    // The second, so that what the first came to is noted.
    wait_until("two calls", [&] { return provisioner->counters()["provider.extra"]["calls_failed"] >= 2; });
    bus.clock.advance(std::chrono::seconds{Limits{}.request_timeout_s + 1});
    wait_for(id, RequestStatus::timeout);
    EXPECT_THAT(request(id).status_reason, HasSubstr("can't be set up: there is none"));
}

}  // namespace
}  // namespace hf::testing
