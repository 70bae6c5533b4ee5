// One machine that can't be ended, stopped, started or looked at keeps no other from it.
#include <algorithm>

#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const ProviderError is_protected{ProviderErrorKind::invalid, "termination protection is on"};

class RefusedBatchTest : public LaneTest {
protected:
    std::string run(std::uint32_t machines) {
        const auto id = ask_for(machines);
        wait_for(id, RequestStatus::complete);
        culprit = request(id).machine_ids.at(machines / 3);
        return id;
    }
    const Request& the_return() const { return *site.state().find(the(culprit).returns.front()); }
    std::size_t failed_orders() const {
        std::size_t count = 0;
        for (const auto& event : site.store.read(0, 1'000'000, 1U << 30))
            count += event.type == "MachineOrderFailed" ? 1 : 0;
        return count;
    }
    void let_pass(std::chrono::seconds time) {
        const auto until = site.clock.monotonic() + time;
        site.run_until([&] { return site.clock.monotonic() >= until; });
    }

    MachineId culprit;
};

TEST_F(RefusedBatchTest, TheOthersEndAndTheCulpritSaysWhy) {
    const auto id = run(50);
    cloud->refuse(culprit.value, is_protected);
    give_back(id);
    wait_until("the others are gone", [&] { return live_in_the_books() == 1; });
    EXPECT_TRUE(the(culprit).live());
    wait_until("it says why", [&] { return the(culprit).status_reason == is_protected.message; });
    EXPECT_THAT(the_return().status_reason, HasSubstr(culprit.value + " can't be ended: termination protection is on"));
    for (const auto& machine : request(id).machine_ids) {
        if (machine != culprit) {
            EXPECT_THAT(the(machine).status_reason, Not(HasSubstr("protection")));
        }
    }

    wait_until("the return's deadline", [&] { return !the_return().open(); });
    EXPECT_EQ(the_return().status, RequestStatus::timeout);
    EXPECT_THAT(the_return().status_reason, HasSubstr("49 of 50 machines were gone by the deadline"));
    EXPECT_THAT(the_return().status_reason, HasSubstr("termination protection is on"));
    EXPECT_EQ(failed_orders(), 1U) << "a fact is written once, though the order is tried again";

    cloud->refuse(culprit.value, std::nullopt);
    wait_until("it is ended in the end", [&] { return live_in_the_books() == 0; });
}

// The first machine of a return is refused before the return counts as started.
TEST_F(RefusedBatchTest, AReturnThatBeginsWithARefusalKeepsTheReason) {
    const auto id = run(2);
    ASSERT_EQ(culprit, request(id).machine_ids.front());
    cloud->refuse(culprit.value, is_protected);
    give_back(id);
    wait_until("the other is gone", [&] { return live_in_the_books() == 1; });
    EXPECT_EQ(the_return().status, RequestStatus::in_progress);
    EXPECT_THAT(the_return().status_reason, HasSubstr("can't be ended: termination protection is on"));
}

TEST_F(RefusedBatchTest, AReturnMeetsItsDeadlineAlsoAfterARestart) {
    const auto id = run(2);
    cloud->refuse(culprit.value, is_protected);
    give_back(id);
    wait_until("the other is gone", [&] { return live_in_the_books() == 1; });
    restart();
    wait_until("the return's deadline", [&] { return the_return().status == RequestStatus::timeout; });
}

TEST_F(RefusedBatchTest, ARefusedCulpritIsNotAskedForAllTheTime) {
    const auto id = run(2);
    cloud->refuse(culprit.value, is_protected);
    give_back(id);
    wait_until("the other is gone", [&] { return live_in_the_books() == 1; });
    const auto before = cloud->change_calls();
    let_pass(1h);
    EXPECT_LT(cloud->change_calls() - before, 400U);
}

TEST_F(RefusedBatchTest, ALookThatOurCredentialsAreRefusedForIsNoTroubleOfAMachine) {
    const auto id = run(20);
    for (const auto& machine : request(id).machine_ids)
        cloud->refuse(machine.value, ProviderError{ProviderErrorKind::credentials, "our credentials are not accepted"});
    let_pass(10min);
    EXPECT_EQ(live_in_the_books(), 20U);
    EXPECT_THAT(site.log.lines(), Not(Contains(HasSubstr("can't be looked at"))));
}

TEST_F(RefusedBatchTest, WhatIsRefusedForAllIsNotSplitDownToEach) {
    const auto id = run(100);
    for (const auto& machine : request(id).machine_ids)
        cloud->refuse(machine.value, ProviderError{ProviderErrorKind::unauthorized, "may not TerminateInstances"});
    give_back(id);
    wait_until("a reason", [&] { return failed_orders() > 0; });
    EXPECT_LT(cloud->change_calls(), 40U);
    for (const auto& machine : request(id).machine_ids) cloud->refuse(machine.value, std::nullopt);
    wait_until("all are gone", [&] { return live_in_the_books() == 0; });
}

TEST_F(RefusedBatchTest, OneThatCantBeStoppedKeepsNoOtherFromIt) {
    const auto id = run(6);
    cloud->refuse(culprit.value, ProviderError{ProviderErrorKind::invalid, "a spot machine can't be stopped"});
    tell(StopMachines{{request(id).machine_ids, {}}, {}});
    const auto stopped = [&] {
        return std::ranges::count_if(request(id).machine_ids, [&](const auto& machine) {
            return the(machine).status == MachineStatus::stopped;
        });
    };
    wait_until("the others stopped", [&] { return stopped() == 5; });
    wait_until("it says why", [&] { return the(culprit).status_reason == "a spot machine can't be stopped"; });
    EXPECT_FALSE(the(culprit).wanted_status);
    EXPECT_EQ(failed_orders(), 1U);
    cloud->refuse(culprit.value, std::nullopt);

    const auto second = request(id).machine_ids.back();
    cloud->refuse(second.value, ProviderError{ProviderErrorKind::invalid, "its type is not made any more"});
    tell(StartMachines{{request(id).machine_ids, {}}, {}});
    wait_until("the others started", [&] { return stopped() == 1; });
    wait_until("it says why", [&] { return the(second).status_reason == "its type is not made any more"; });
}

TEST_F(RefusedBatchTest, OneThatCantBeLookedAtHidesNoOther) {
    const auto id = run(20);
    cloud->refuse(culprit.value, ProviderError{ProviderErrorKind::not_found, "its id is malformed"});
    cloud->kill(request(id).machine_ids.back().value);
    wait_until("the other's end is seen", [&] { return live_in_the_books() == 19; });
    EXPECT_TRUE(the(culprit).live());
    wait_until("it is reported", [&] {
        return std::ranges::any_of(site.log.lines(), [&](const auto& line) {
            return line.find(culprit.value + " of local can't be looked at") != std::string::npos;
        });
    });
}

TEST_F(RefusedBatchTest, OneOrphanThatCantBeEndedKeepsNoOtherFromIt) {
    EXPECT_EQ(audit().orphan_count, 0U);
    for (const auto* id : {"i-a", "i-b", "i-c", "i-d"}) cloud->add_stranger(id, site.store.id());
    cloud->refuse("i-c", is_protected);
    const auto found = audit();
    ASSERT_THAT(found.orphans, SizeIs(4));
    for (const auto& orphan : found.orphans)
        EXPECT_EQ(orphan.outcome,
                  orphan.machine_id == "i-c" ? OrphanOutcome::not_terminated : OrphanOutcome::terminated);
    EXPECT_THAT(cloud->living(), ::testing::ElementsAre("i-c"));
}

TEST_F(RefusedBatchTest, AFurtherReturnOfAnEndingMachineWritesNothingOfTheMachine) {
    const auto id = run(3);
    cloud->be_slow(true);
    give_back(id);
    wait_until("they are ending", [&] { return the(culprit).status == MachineStatus::shutting_down; });
    const auto version = the(culprit).version;
    give_back(id);
    EXPECT_EQ(the(culprit).version, version);
    give_back(id, true);
    EXPECT_GT(the(culprit).version, version) << "that it is forced is news";
    const auto forced = the(culprit).version;
    give_back(id, true);
    EXPECT_EQ(the(culprit).version, forced);
    EXPECT_THAT(the(culprit).returns, SizeIs(4));
    cloud->catch_up();
    wait_until("all returns are complete", [&] {
        return std::ranges::all_of(the(culprit).returns, [&](const auto& each) {
            return site.state().find(each)->status == RequestStatus::complete;
        });
    });
}

}  // namespace
}  // namespace hf::testing
