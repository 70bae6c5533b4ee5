#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/record_provider_health.hpp"
#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(LaneTest, MakesMachinesAndGivesThemBack) {
    const auto id = ask_for(3);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_THAT(cloud->living(), IsEmpty());
    wait_until("what is gone is forgotten", [&] { return cloud->forgotten().size() == 3; });
}

TEST_F(LaneTest, CarriesTheConversationToTheProviderAndTheLog) {
    cloud->fail(1, {ProviderErrorKind::no_capacity, "none left"});
    const RequestId id{accepted(*site.decide(deciding(create_request(2), site.codec), "conversation-1", "trace-1"))};
    wait_for(id.value, RequestStatus::complete);
    give_back(id.value);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });

    const auto order = cloud->last_order();
    EXPECT_EQ(order.correlation_id, "conversation-1");
    EXPECT_EQ(order.traceparent, "trace-1");
    EXPECT_THAT(site.log.lines(), ::testing::Contains(::testing::AllOf(HasSubstr("(correlation conversation-1)"),
                                                                       HasSubstr("no_capacity: none left"))));
    std::map<std::string, int> found;
    for (const auto& event : site.store.read(0, 1'000'000, 1U << 30)) {
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

TEST_F(LaneTest, SplitsWhatIsMoreThanOneCallCanAskFor) {
    const auto id = ask_for(100);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(cloud->launch_calls(), 1U);
    EXPECT_THAT(cloud->living(), SizeIs(100));
}

TEST_F(LaneTest, TriesAgainUntilItHasAll) {
    cloud->fail(2, {ProviderErrorKind::no_capacity, "none left"});
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(request(id).attempts, 3U);
    EXPECT_THAT(cloud->living(), SizeIs(2));
}

TEST_F(LaneTest, ARequestThatWaitsTellsForWhat) {
    cloud->fail(100, {ProviderErrorKind::no_capacity, "none left"});
    const auto id = ask_for(2);
    wait_until("another try", [&] { return request(id).attempts > 1; });
    EXPECT_TRUE(request(id).open());
    EXPECT_EQ(request(id).status_reason, "none left");
    cloud->fail(0, {ProviderErrorKind::no_capacity, "none left"});
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(request(id).status_reason, "");
}

TEST_F(LaneTest, GivesUpWhereNoTryWouldHelp) {
    cloud->fail(1, {ProviderErrorKind::unauthorized, "may not RunInstances"});
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::failed);
    EXPECT_THAT(request(id).status_reason, HasSubstr("may not RunInstances"));
    EXPECT_EQ(cloud->launch_calls(), 1U);
}

TEST_F(LaneTest, EndsWithWhatItHasAtTheDeadline) {
    cloud->limit_capacity(2);
    const auto id = ask_for(3);
    wait_until("two machines", [&] { return request(id).succeeded_count == 2; });
    site.clock.advance(std::chrono::seconds{Limits{}.request_timeout_s + 1});
    wait_for(id, RequestStatus::partial);
    EXPECT_THAT(request(id).status_reason, HasSubstr("none left"));
    EXPECT_THAT(cloud->living(), SizeIs(2));
}

TEST_F(LaneTest, SeesWhatDiesAndLeavesTheRestAlone) {
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    const auto victim = request(id).machine_ids.front();
    cloud->kill(victim.value);
    wait_until("one machine less", [&] { return live_in_the_books() == 1; });
    const auto status = site.state().find(victim)->status;
    EXPECT_EQ(status, MachineStatus::failed);
    EXPECT_THAT(cloud->living(), SizeIs(1));
}

TEST_F(LaneTest, WhatIsUnknownNowStaysInTheBooks) {
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    const auto machines = request(id).machine_ids;
    const auto& hidden = machines.front();
    const auto status = [&] { return site.state().find(hidden)->status; };
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

TEST_F(LaneTest, ReplacesWhatDiesBeforeTheRequestIsComplete) {
    cloud->limit_capacity(2);
    const auto id = ask_for(3);
    wait_until("two machines", [&] { return request(id).machine_ids.size() == 2; });
    cloud->limit_capacity(10);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
}

TEST_F(LaneTest, P6CancellingGivesBackWhatIsThere) {
    cloud->limit_capacity(1);
    const auto id = ask_for(3);
    wait_until("a machine", [&] { return request(id).machine_ids.size() == 1; });
    tell(cancel_request(id));
    wait_until("nothing lives", [&] { return cloud->living().empty() && live_in_the_books() == 0; });
    EXPECT_EQ(request(id).status, RequestStatus::cancelled);
}

TEST_F(LaneTest, P6ALostAnswerDoublesNothing) {
    cloud->lose_answers(2);
    const auto id = ask_for(5);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(5));
    EXPECT_EQ(live_in_the_books(), 5U);
    EXPECT_EQ(request(id).attempts, 1U) << "the same launch with the same token";
}

TEST_F(LaneTest, P6ARestartFinishesWhatWasBegun) {
    cloud->be_unreachable(true);
    const auto id = ask_for(4);
    wait_until("a call", [&] { return cloud->launch_calls() > 0; });
    site.stop();
    cloud->be_unreachable(false);
    site.start();
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(4));
    EXPECT_EQ(request(id).attempts, 1U);
}

TEST_F(LaneTest, P6WhatWasLaunchedForACancelledRequestIsFoundAndGivenBack) {
    cloud->lose_answers(1000);
    const auto id = ask_for(2);
    wait_until("machines that nobody heard of", [&] { return cloud->living().size() == 2; });
    site.stop();
    tell(cancel_request(id));
    site.start();
    wait_until("nothing lives", [&] { return cloud->living().empty() && live_in_the_books() == 0; });
    EXPECT_THAT(request(id).machine_ids, SizeIs(2)) << "they were recorded first";
}

// The seeds 321 and 394 of the simulator: the launch was closed, and its machines stayed without a record.
TEST_F(LaneTest, P6ASearchThatFailsLeavesTheLaunchOpen) {
    cloud->lose_answers(1000);
    const auto id = ask_for(2);
    wait_until("machines that nobody heard of", [&] { return cloud->living().size() == 2; });
    site.stop();
    tell(cancel_request(id));
    cloud->fail_searches(3, {ProviderErrorKind::throttled, "rate exceeded"});
    site.start();
    wait_until("nothing lives", [&] { return cloud->living().empty() && live_in_the_books() == 0; });
    EXPECT_THAT(request(id).machine_ids, SizeIs(2)) << "they were recorded first";
}

TEST_F(LaneTest, P6ALaunchThatTheLaneBeforeHasBegunIsCalled) {
    site.stop();
    const auto id = ask_for(1);
    // Decided, and not yet recorded when the new lane looks.
    site.hold();
    EXPECT_FALSE(site.decide(deciding(BeginLaunch{{id}, {"local"}, 10}, site.codec)));
    site.start();
    wait_until("the new lane begins it, too", [&] { return site.counts("local").requests_waiting == 0; });
    site.release();
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(request(id).attempts, 1U);
}

TEST_F(LaneTest, P6StrangersWithOurMarkAreTerminated) {
    site.stop();
    cloud->add_stranger("i-ours", site.store.id());
    cloud->add_stranger("i-another-sites", "elsewhere");
    site.start();
    wait_until("ours is gone", [&] { return cloud->living() == std::set<std::string>{"i-another-sites"}; });
}

TEST_F(LaneTest, AnAuditTellsOrphansAndLosses) {
    set_orphans(OrphanPolicy::report);
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    const auto lost = request(id).machine_ids.front();
    EXPECT_EQ(audit().orphan_count + audit().loss_count, 0U);

    cloud->add_stranger("i-ours", site.store.id());
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

TEST_F(LaneTest, AnAuditEndsOrphansWhereTheSiteHasItSo) {
    EXPECT_EQ(audit().orphan_count, 0U);
    cloud->add_stranger("i-ours", site.store.id());
    const auto found = audit();
    ASSERT_THAT(found.orphans, SizeIs(1));
    EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::terminated);
    EXPECT_THAT(cloud->living(), IsEmpty());
    EXPECT_EQ(audit().orphan_count, 0U);
}

TEST_F(LaneTest, AnAuditAdoptsWhatALaunchOfOursHasMade) {
    set_orphans(OrphanPolicy::adopt);
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(audit().orphan_count, 0U);
    cloud->add_stranger("i-late", site.store.id(), the(request(id).machine_ids.front()).spec.token);
    cloud->add_stranger("i-nobodys", site.store.id());
    const auto found = audit();
    EXPECT_EQ(found.orphan_count, 2U);
    EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::adopted);
    EXPECT_EQ(found.orphans.back().outcome, OrphanOutcome::reported);
    // The request has its machine, so this one is given back; by way of the books.
    wait_until("the late one is gone", [&] { return the(MachineId{"i-late"}).status == MachineStatus::terminated; });
    EXPECT_EQ(cloud->living().count("i-nobodys"), 1U);
    EXPECT_EQ(live_in_the_books(), 1U);
}

TEST_F(LaneTest, AnAuditThatGetsNoAnswerSaysSo) {
    cloud->be_unreachable(true);
    EXPECT_EQ(audit().problem, "connection refused");
    cloud->be_unreachable(false);
    EXPECT_EQ(audit().problem, "");
}

TEST_F(LaneTest, MakesAnAuditThatWasWantedBeforeACrash) {
    site.stop();
    tell(AuditProvider{{"local"}});
    EXPECT_TRUE(provider().auditing());
    site.start();
    wait_until("the audit", [&] { return !provider().auditing(); });
}

TEST_F(LaneTest, PutsOnRecordThatAProviderIsDownAndBack) {
    ask_for(1);
    wait_until("a machine", [&] { return live_in_the_books() == 1; });
    cloud->be_unreachable(true);
    wait_until("it is down", [&] { return provider().health == ProviderHealth::unreachable; });
    EXPECT_EQ(live_in_the_books(), 1U) << "a machine that can't be asked for is not gone";
    cloud->be_unreachable(false);
    wait_until("it is back", [&] { return provider().health == ProviderHealth::healthy; });
}

TEST_F(LaneTest, ALaunchWithoutAnAnswerDoesNotHoldTheOthersUp) {
    cloud->fail_template("large", {ProviderErrorKind::unreachable, "a service that it alone needs is silent"});
    tell(create_template("large", {.max_number = -1}));
    for (int i = 0; i < 20; ++i) ask_for(1, "large");
    wait_until("it is taken for down", [&] { return provider().health == ProviderHealth::unreachable; });
    const auto from = site.clock.monotonic();
    wait_for(ask_for(1), RequestStatus::complete);
    EXPECT_LE(site.clock.monotonic() - from, 3 * CircuitBreaker::rest);
}

TEST_F(LaneTest, TellsThatSomethingIsNotAllowedUntilItIs) {
    wait_for(ask_for(1), RequestStatus::complete);
    cloud->fail(1, {ProviderErrorKind::unauthorized, "RunInstances is not allowed to us"});
    wait_for(ask_for(1), RequestStatus::failed);
    wait_until("a refusal", [&] { return provider().health == ProviderHealth::not_allowed; });
    EXPECT_EQ(provider().health_reason, "RunInstances is not allowed to us");
    const auto since = provider().health_since;
    const auto answered = site.counts("local").calls_answered;
    wait_until("ten polls", [&] { return site.counts("local").calls_answered >= answered + 10; });
    EXPECT_EQ(provider().health, ProviderHealth::not_allowed) << "a poll that succeeds says nothing of launches";
    EXPECT_EQ(provider().health_since, since);
    tell(CheckProvider{{"local"}});
    wait_until("a check", [&] { return provider().checked_at.has_value(); });
    EXPECT_EQ(provider().health, ProviderHealth::not_allowed) << "an answer to a check says nothing of launches";
    wait_for(ask_for(1), RequestStatus::complete);
    wait_until("it may again", [&] { return provider().health == ProviderHealth::healthy; });
}

TEST_F(LaneTest, WaitsForCredentialsAndSaysSo) {
    cloud->fail(3, {ProviderErrorKind::credentials, "the key has expired"});
    const auto id = ask_for(2);
    wait_until("a refusal", [&] { return provider().health == ProviderHealth::not_allowed; });
    wait_for(id, RequestStatus::complete);
    wait_until("it is well", [&] { return provider().health == ProviderHealth::healthy; });
    EXPECT_EQ(request(id).attempts, 4U);
}

TEST_F(LaneTest, AProviderThatRefusesToTellWhatALaunchHasMadeIsThere) {
    cloud->fail(5, {ProviderErrorKind::unreachable, "the key has expired", ProviderErrorKind::credentials});
    const auto id = ask_for(2);
    wait_until("a refusal", [&] { return provider().health != ProviderHealth::healthy; });
    EXPECT_EQ(provider().health, ProviderHealth::not_allowed);
    wait_for(id, RequestStatus::complete);
    wait_until("it is well", [&] { return provider().health == ProviderHealth::healthy; });
    EXPECT_THAT(cloud->living(), SizeIs(2));
}

TEST_F(LaneTest, TellsOfALaunchThatCannotBeSettled) {
    cloud->lose_answers(1000);
    const auto id = ask_for(2);
    wait_until("it is reported", [&] { return request(id).unsettled.has_value(); });
    EXPECT_GE(site.counts("local").launches_unsettled, 1U);
    const auto found = audit();
    EXPECT_EQ(found.unsettled_count, 1U);
    EXPECT_EQ(found.orphan_count, 0U) << "its machines are its own";
    EXPECT_EQ(live_in_the_books(), 2U) << "and recorded, though its launch is open";
    wait_for(id, RequestStatus::complete);
    // Nothing is missing any more, so its machines are only looked for.
    wait_until("it is settled", [&] { return !request(id).unsettled; });
    EXPECT_EQ(live_in_the_books(), 2U);
    EXPECT_THAT(cloud->living(), SizeIs(2));
    EXPECT_EQ(cloud->last_order().begun_by, "");
}

TEST_F(LaneTest, DoesNotCallAProviderHealthyThatHasNotAnsweredSinceARestart) {
    site.stop();
    tell(RecordProviderHealth{{"local"}, ProviderHealth::unreachable, "no answer"});
    const auto since = provider().health_since;
    cloud->be_unreachable(true);
    site.start();
    wait_until("ten calls", [&] { return site.counts("local").calls_failed >= 10; });
    EXPECT_EQ(provider().health_since, since);
}

TEST_F(LaneTest, StopsAndStartsMachines) {
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

TEST_F(LaneTest, GoesOnWithAStopThatItWasToldToMakeBeforeACrash) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    const auto machine = request(id).machine_ids.front();
    site.stop();
    tell(StopMachines{{{machine}, {}}, {}});
    EXPECT_EQ(cloud->status_of(machine.value), MachineStatus::running);
    site.start();
    wait_until("the machine stopped", [&] { return the(machine).status == MachineStatus::stopped; });
}

TEST_F(LaneTest, ForcesAnEndThatWasGentle) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    cloud->be_slow(true);
    const auto machine = request(id).machine_ids.front();
    give_back(id);
    wait_until("a gentle end", [&] { return cloud->ending_of(machine.value) == Ending::graceful; });
    give_back(id, true);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_EQ(cloud->ending_of(machine.value), Ending::forced);
}

TEST_F(LaneTest, HasTemplatesCheckedByTheirProvider) {
    cloud->find_wrong({{"image", "is not there"}, {"", "is full"}});
    tell(ValidateTemplate{{"small"}});
    wait_until("the provider's word", [&] { return small().validity == Validity::invalid; });
    EXPECT_THAT(small().findings,
                ::testing::ElementsAre(Finding{"configuration.image", "is not there"}, Finding{"provider", "is full"}));
    EXPECT_EQ(small().found_attributes, (ValueMap{{"ncpus", 8}}));
    cloud->be_unreachable(true);
    tell(ValidateTemplate{{"small"}});
    wait_until("no word", [&] { return small().validity == Validity::unknown; });
    EXPECT_THAT(small().findings.front().message, HasSubstr("can't be checked"));
    EXPECT_EQ(small().found_attributes, (ValueMap{{"ncpus", 8}})) << "as far as is known";
}

TEST_F(LaneTest, AsksAProviderWhetherItAnswers) {
    cloud->be_unreachable(true);
    tell(CheckProvider{{"local"}});
    wait_until("a check", [&] { return provider().checked_at.has_value(); });
    EXPECT_EQ(provider().health, ProviderHealth::unreachable);
    cloud->be_unreachable(false);
    tell(CheckProvider{{"local"}});
    wait_until("another", [&] { return provider().health == ProviderHealth::healthy; });
}

TEST_F(LaneTest, PutsOnRecordThatAProviderAnswersAgainAfterARestart) {
    site.stop();
    tell(RecordProviderHealth{{"local"}, ProviderHealth::unreachable, "no answer"});
    site.start();
    wait_until("a call", [&] { return provider().health == ProviderHealth::healthy; });
}

TEST_F(LaneTest, LaunchesNothingAtADisabledProviderUntilItIsEnabled) {
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

// The clock of deadlines may be set; a request has the time that it was given all the same.
TEST_F(LaneTest, ADeadlineStaysAsFarAwayWhenTheClockIsSet) {
    cloud->limit_capacity(0);
    const std::chrono::seconds timeout{Limits{}.request_timeout_s};
    for (const auto step : {std::chrono::hours{2}, std::chrono::hours{-2}, std::chrono::hours{24 * 400}}) {
        const auto id = ask_for(1);
        const auto begun = site.clock.monotonic();
        wait_until("a try", [&] { return request(id).attempts > 0; });
        site.clock.set_forward(step);
        wait_for(id, RequestStatus::timeout);
        const auto took = site.clock.monotonic() - begun;
        EXPECT_GE(took, timeout - 1s) << step.count();
        EXPECT_LE(took, timeout + 2min) << step.count();
    }
}

TEST_F(LaneTest, LooksLessOftenAtMachinesThatAreAtRestAlsoAfterARestart) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    restart();
    const auto begun = site.clock.monotonic();
    const auto answered = site.counts("local").calls_answered;
    wait_until("ten looks", [&] { return site.counts("local").calls_answered >= answered + 10; });
    EXPECT_GE(site.clock.monotonic() - begun, 8s);
}

TEST_F(LaneTest, WhatAProviderThrowsIsAsGoodAsNoAnswer) {
    cloud->throw_from_launches(2, "no such file");
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(request(id).attempts, 1U) << "the same launch with the same token";
    EXPECT_EQ(site.counts("local").calls_failed, 2U);
    EXPECT_THAT(site.log.lines(), ::testing::Contains(::testing::AllOf(HasSubstr("launch " + token_of(id, 1)),
                                                                       HasSubstr("no such file"))));
}

}  // namespace
}  // namespace hf::testing
