// Absence is not death: what becomes of machines that their provider does not know for a while.
#include "core/commands/release_provider.hpp"
#include "core/commands/update_machine_status.hpp"
#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class AbsenceTest : public LaneTest {
protected:
    std::string run(std::uint32_t machines) {
        const auto id = ask_for(machines);
        wait_for(id, RequestStatus::complete);
        return id;
    }
    void overlook(const std::string& id, std::size_t machines) {
        std::set<std::string> ids;
        for (const auto& machine : request(id).machine_ids)
            if (ids.size() < machines) ids.insert(machine.value);
        cloud->overlook(std::move(ids));
    }
    // Shows all of them as what can't be looked at now, in place of leaving them out; or shows them again.
    void hide_all_of(const std::string& id, bool hidden) {
        cloud->overlook({});
        for (const auto& machine : request(id).machine_ids) cloud->hide(machine.value, hidden);
    }
    // A machine that can't be looked at, and for whose sake polls are made in parts.
    void refuse_last_of(const std::string& id) {
        cloud->refuse(request(id).machine_ids.back().value,
                      ProviderError{ProviderErrorKind::not_found, "its id is malformed"});
    }
    void let_pass(std::chrono::seconds time) {
        const auto until = site.clock.monotonic() + time;
        site.run_until([&] { return site.clock.monotonic() >= until; });
    }
    void wait_until_held() {
        wait_until("it is held", [&] { return provider().held(); });
    }
    std::size_t events(const std::string& type) const {
        std::size_t count = 0;
        for (const auto& event : site.store.read(0, 1'000'000, 1U << 30)) count += event.type == type ? 1 : 0;
        return count;
    }
};

TEST_F(AbsenceTest, AMachineThatIsMissingOnceIsNotGone) {
    const auto id = run(10);
    overlook(id, 1);
    const auto answered = site.counts("local").calls_answered;
    wait_until("a look", [&] { return site.counts("local").calls_answered > answered; });
    cloud->overlook({});
    let_pass(1min);
    EXPECT_EQ(live_in_the_books(), 10U);
    overlook(id, 1);
    wait_until("it is gone", [&] { return live_in_the_books() == 9; });
    EXPECT_FALSE(provider().held());
}

// A page in place of an answer: no machine is in it.
TEST_F(AbsenceTest, AnEmptyAnswerEndsNothing) {
    const auto id = run(10);
    overlook(id, 10);
    wait_until_held();
    let_pass(1h);
    EXPECT_EQ(live_in_the_books(), 10U);
    EXPECT_THAT(cloud->living(), SizeIs(10));
    EXPECT_THAT(provider().held_reason, HasSubstr("10 of 10 machines"));
    EXPECT_EQ(site.counts("local").held, 1U);
    EXPECT_THAT(site.log.lines(), Contains(HasSubstr("hostfactoryctl provider release local")));
    EXPECT_EQ(events("ProviderHeld"), 1U);

    cloud->overlook({});
    wait_until("it makes sense again", [&] { return !provider().held(); });
    let_pass(1h);
    EXPECT_EQ(live_in_the_books(), 10U);
    EXPECT_THAT(cloud->living(), SizeIs(10));
}

TEST_F(AbsenceTest, APartOfAnAnswerEndsNothing) {
    const auto id = run(20);
    overlook(id, 5);
    wait_until_held();
    // Four are missing still: too few to hold, and each of them is missed anew.
    overlook(id, 4);
    wait_until("it makes sense again", [&] { return !provider().held(); });
    cloud->overlook({});
    let_pass(1h);
    EXPECT_EQ(live_in_the_books(), 20U);
}

TEST_F(AbsenceTest, APartOfAPollEndsNoHold) {
    const auto id = run(20);
    overlook(id, 10);
    wait_until_held();
    refuse_last_of(id);
    give_back(id);
    let_pass(1h);
    EXPECT_TRUE(provider().held());
    EXPECT_EQ(events("ProviderReleased"), 0U);
    EXPECT_EQ(cloud->change_calls(), 0U);
    cloud->overlook({});
    wait_until("the others are given back", [&] { return live_in_the_books() == 1; });
}

TEST_F(AbsenceTest, TheLossesOfAPollsPartsAreAddedUp) {
    const auto id = run(20);
    refuse_last_of(id);
    overlook(id, 6);
    wait_until_held();
    let_pass(1h);
    EXPECT_EQ(live_in_the_books(), 20U);
    EXPECT_THAT(provider().held_reason, HasSubstr("6 of 19 machines"));

    tell(ReleaseProvider{{"local"}, "they are gone"});
    wait_until("all parts are believed", [&] { return live_in_the_books() == 14; });
    let_pass(10min);
    EXPECT_EQ(events("ProviderHeld"), 1U);
}

TEST_F(AbsenceTest, MachinesThatCantBeLookedAtEndNoHold) {
    const auto id = run(6);
    overlook(id, 6);
    wait_until_held();
    const auto& machines = request(id).machine_ids;
    for (std::size_t i = 1; i < machines.size(); ++i)
        cloud->refuse(machines[i].value, ProviderError{ProviderErrorKind::not_found, "its id is malformed"});
    let_pass(1h);
    EXPECT_TRUE(provider().held());
    EXPECT_EQ(events("ProviderReleased"), 0U);
}

TEST_F(AbsenceTest, MachinesThatCantBeSeenForAWhileEndNoHold) {
    const auto id = run(10);
    overlook(id, 10);
    wait_until_held();
    hide_all_of(id, true);
    let_pass(1h);
    EXPECT_TRUE(provider().held());
    EXPECT_EQ(events("ProviderReleased"), 0U);
    hide_all_of(id, false);
    wait_until("it makes sense again", [&] { return !provider().held(); });
    EXPECT_EQ(live_in_the_books(), 10U);
}

TEST_F(AbsenceTest, AMachineThatIsMissedIsGoneAlsoWhereItCouldNotBeSeenInBetween) {
    const auto id = run(1);
    overlook(id, 1);
    const auto look = [&] {
        const auto answered = site.counts("local").calls_answered;
        wait_until("a look", [&] { return site.counts("local").calls_answered > answered; });
    };
    look();
    hide_all_of(id, true);
    look();
    look();
    EXPECT_EQ(live_in_the_books(), 1U);
    hide_all_of(id, false);
    overlook(id, 1);
    const auto answered = site.counts("local").calls_answered;
    wait_until("it is gone", [&] { return live_in_the_books() == 0; });
    EXPECT_EQ(site.counts("local").calls_answered, answered + 1) << "it was missed before";
}

TEST_F(AbsenceTest, AnOperatorsWordIsNotTakenOfMachinesThatCantBeSeen) {
    const auto id = run(10);
    overlook(id, 10);
    wait_until_held();
    hide_all_of(id, true);
    tell(ReleaseProvider{{"local"}, "the account was emptied"});
    let_pass(10min);
    EXPECT_EQ(live_in_the_books(), 10U);
    EXPECT_EQ(events("ProviderBelieved"), 0U);
    hide_all_of(id, false);
    overlook(id, 10);
    wait_until("they are gone", [&] { return live_in_the_books() == 0; });
    EXPECT_EQ(events("ProviderHeld"), 1U);
}

TEST_F(AbsenceTest, WhatIsASuddenLossIsTheSitesToSay) {
    site.settings.loss_count = 2;
    site.settings.loss_percent = 50;
    restart();
    const auto id = run(4);
    overlook(id, 2);
    wait_until("half of them are gone", [&] { return live_in_the_books() == 2; });
    cloud->overlook(cloud->living());
    wait_until_held();
    EXPECT_EQ(live_in_the_books(), 2U);
}

TEST_F(AbsenceTest, NothingIsEndedWhereAProviderIsHeld) {
    const auto id = run(10);
    cloud->add_stranger("i-stranger", "elsewhere");
    overlook(id, 10);
    wait_until_held();
    give_back(id);
    cloud->add_stranger("i-ours", site.store.id());
    EXPECT_EQ(audit().orphans.front().outcome, OrphanOutcome::reported);
    let_pass(30min);
    EXPECT_EQ(cloud->change_calls(), 0U);
    EXPECT_THAT(cloud->living(), SizeIs(12));
    restart();
    let_pass(10min);
    EXPECT_EQ(cloud->change_calls(), 0U) << "also after a restart";
    cloud->overlook({});
    wait_until("they are given back", [&] { return live_in_the_books() == 0; });
}

TEST_F(AbsenceTest, AnOperatorMayBelieveTheProvider) {
    const auto id = run(10);
    overlook(id, 9);
    EXPECT_FALSE(site.tell(ReleaseProvider{{"local"}, {}}).accepted) << "it is not held";
    wait_until_held();
    let_pass(10min);
    tell(ReleaseProvider{{"local"}, "the account was emptied"});
    wait_until("they are gone", [&] { return live_in_the_books() == 1; });
    let_pass(10min);
    EXPECT_FALSE(provider().held());
    EXPECT_EQ(events("ProviderHeld"), 1U);
}

TEST_F(AbsenceTest, AnOperatorsWordOutlivesARestartAndIsTakenOnce) {
    const auto id = run(10);
    overlook(id, 9);
    wait_until_held();
    cloud->be_unreachable(true);
    tell(ReleaseProvider{{"local"}, "the account was emptied"});
    let_pass(1min);
    EXPECT_EQ(live_in_the_books(), 10U);
    restart();
    cloud->be_unreachable(false);
    wait_until("they are gone", [&] { return live_in_the_books() == 1; });
    wait_until("it is recorded", [&] { return events("ProviderBelieved") == 1; });
    EXPECT_EQ(events("ProviderHeld"), 1U);

    run(9);
    restart();
    cloud->overlook(cloud->living());
    wait_until_held();
    let_pass(1h);
    EXPECT_EQ(live_in_the_books(), 10U);
    EXPECT_EQ(events("ProviderBelieved"), 1U);
}

TEST_F(AbsenceTest, AnEmptyAnswerOfAProviderThatIsNotWellSaysNothing) {
    run(2);
    cloud->overlook(cloud->living());
    cloud->be_unwell(true);
    let_pass(1h);
    EXPECT_EQ(live_in_the_books(), 2U);
    cloud->be_unwell(false);
    wait_until("they are gone", [&] { return live_in_the_books() == 0; });
}

TEST_F(AbsenceTest, MachinesThatAreToEndMayVanishAllAtOnce) {
    const auto id = run(10);
    cloud->be_slow(true);
    give_back(id);
    wait_until("they are being ended",
               [&] { return cloud->ending_of(request(id).machine_ids.back().value).has_value(); });
    overlook(id, 10);
    wait_until("they are gone", [&] { return live_in_the_books() == 0; });
    EXPECT_FALSE(provider().held());
}

TEST_F(AbsenceTest, P6AMachineThatWasRecordedIsNoOrphanToBeTerminated) {
    const auto id = run(10);
    overlook(id, 1);
    wait_until("it is gone", [&] { return live_in_the_books() == 9; });
    const auto back = request(id).machine_ids.front();
    cloud->overlook({});
    const auto found = audit();
    ASSERT_THAT(found.orphans, SizeIs(1));
    EXPECT_EQ(found.orphans.front().machine_id, back.value);
    EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::reported);
    let_pass(1h);
    EXPECT_THAT(cloud->living(), SizeIs(10));

    ReturnMachines one;
    one.machine_ids = {back};
    tell(one);
    wait_until("it is ended, since it was given back", [&] { return !cloud->living().contains(back.value); });
    EXPECT_THAT(cloud->living(), SizeIs(9));
}

TEST_F(AbsenceTest, P6WhatAnOperatorSaysToBeGoneIsReportedWhereItLives) {
    const auto id = run(1);
    const auto machine = request(id).machine_ids.front();
    tell(UpdateMachineStatus{machine, MachineStatus::terminated, "it is not there"});
    EXPECT_EQ(audit().orphans.front().outcome, OrphanOutcome::reported);
    EXPECT_THAT(cloud->living(), SizeIs(1));
}

TEST_F(AbsenceTest, AHeldProviderWhoseLastMachineEndsIsReleased) {
    const auto id = run(6);
    overlook(id, 5);
    wait_until_held();
    for (const auto& machine : request(id).machine_ids) cloud->kill(machine.value);
    cloud->overlook({});
    wait_until("all have failed", [&] { return live_in_the_books() == 0; });
    EXPECT_FALSE(provider().held());
}

}  // namespace
}  // namespace hf::testing
