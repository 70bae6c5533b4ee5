#include "core/provisioning/agenda.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

using namespace std::chrono_literals;
using Time = Agenda::Time;

constexpr Time start{1h};
constexpr Timestamp noon{43'200'000'000};

Request request(const std::string& id, std::uint8_t priority = 0, std::int64_t created = 0) {
    Request r;
    r.request_id = RequestId{id};
    r.machine_count = 1;
    r.priority = priority;
    r.created_at = Timestamp{created};
    return r;
}

Request request_of(const std::string& user, const std::string& id, std::uint8_t priority, std::int64_t created,
                   std::uint32_t machines = 1) {
    auto r = request(id, priority, created);
    r.user_id = user;
    r.machine_count = machines;
    return r;
}

// An agenda whose first sweep is done, so that tests see only what they put there.
struct Swept {
    LaneSettings settings{.max_calls = 2, .poll_ms = 1000, .machines_per_call = 3};
    Agenda agenda{settings};

    Swept() {
        EXPECT_TRUE(std::holds_alternative<task::Sweep>(next().value()));
        agenda.swept();
    }
    std::optional<Task> next(Time now = start, Agenda::May may = {true}) { return agenda.next(now, noon, may); }
    std::string begun(Time now = start) {
        const auto task = next(now);
        if (!task) return "";
        const auto* begin = std::get_if<task::Begin>(&*task);
        return begin ? begin->request_id.value : "another task";
    }
};

TEST(Agenda, BeginsByPriorityThenByAge) {
    Swept s;
    s.agenda.want_launch(request("young", 5, 20), {});
    s.agenda.want_launch(request("low", 1, 1), {});
    s.agenda.want_launch(request("old", 5, 10), {});
    EXPECT_EQ(s.begun(), "old");
    EXPECT_EQ(s.begun(), "young");
    EXPECT_EQ(s.begun(), "low");
    EXPECT_EQ(s.begun(), "");
}

TEST(Agenda, BeginsOnlyAsManyAsCanBeCalledSoon) {
    Swept s;
    for (int i = 0; i < 10; ++i) s.agenda.want_launch(request("r" + std::to_string(i), 0, i), {});
    for (int i = 0; i < 4; ++i) EXPECT_NE(s.begun(), "");
    EXPECT_EQ(s.begun(), "");
    EXPECT_EQ(s.agenda.waiting(), 6U);
    s.agenda.launch_closed(RequestId{"r0"});
    EXPECT_EQ(s.begun(), "r4");
}

TEST(Agenda, BeginsOneAtATimeWhereNobodyAnswers) {
    constexpr Agenda::May resting{.call = false, .trust = false};
    constexpr Agenda::May probing{.call = true, .trust = false};
    Swept s;
    s.agenda.want_launch(request("a"), {});
    s.agenda.want_launch(request("b"), {});
    EXPECT_FALSE(s.next(start, resting));
    EXPECT_GT(s.agenda.idle_until(start, resting), start);
    EXPECT_TRUE(s.next(start, probing));
    EXPECT_FALSE(s.next(start, probing));
    s.agenda.launch_closed({"a"});
    s.agenda.launch_closed({"b"});
    EXPECT_TRUE(s.next(start, probing));
}

TEST(Agenda, WaitsForTheBackoff) {
    Swept s;
    s.agenda.want_launch(request("r"), start + 5s);
    EXPECT_EQ(s.begun(start + 4s), "");
    EXPECT_EQ(s.agenda.idle_until(start + 4500ms, {true}), start + 5s);
    EXPECT_EQ(s.begun(start + 5s), "r");
}

TEST(Agenda, WantsALaunchOnceHoweverOftenItIsSaid) {
    Swept s;
    s.agenda.want_launch(request("r"), {});
    s.agenda.want_launch(request("r"), {});
    EXPECT_EQ(s.begun(), "r");
    s.agenda.want_launch(request("r"), {});  // begun, and not closed
    EXPECT_EQ(s.begun(), "");
}

TEST(Agenda, AnEndedRequestIsNeitherBegunNorExpired) {
    Swept s;
    auto r = request("r");
    r.deadline_at = Timestamp{noon.microseconds - 1};
    s.agenda.expire_at(r.request_id, *r.deadline_at);
    s.agenda.want_launch(r, {});
    s.agenda.request_ended(r);
    EXPECT_FALSE(s.next());
}

TEST(Agenda, DeadlinesComeBeforeAllElseAndNeedNoCall) {
    Swept s;
    s.agenda.expire_at(RequestId{"late"}, Timestamp{noon.microseconds});
    s.agenda.expire_at(RequestId{"later"}, Timestamp{noon.microseconds + 1});
    s.agenda.terminate(MachineId{"m"}, {}, Ending::graceful);
    const auto task = s.next(start, {false});
    ASSERT_TRUE(task && std::holds_alternative<task::Expire>(*task));
    EXPECT_EQ(std::get<task::Expire>(*task).request_id.value, "late");
    EXPECT_FALSE(s.next(start, {false}));
    EXPECT_TRUE(std::holds_alternative<task::Terminate>(s.next().value()));
}

TEST(Agenda, TerminatesInBatchesBeforeItLaunches) {
    Swept s;
    s.agenda.call_launch(request("r"), {});
    for (int i = 0; i < 4; ++i) s.agenda.terminate(MachineId{"m" + std::to_string(i)}, {}, Ending::graceful);
    EXPECT_EQ(std::get<task::Terminate>(s.next().value()).machine_ids.size(), 3U);
    EXPECT_EQ(std::get<task::Terminate>(s.next().value()).machine_ids.size(), 1U);
    EXPECT_EQ(std::get<task::Launch>(s.next().value()).request_id.value, "r");
}

TEST(Agenda, LooksAtMachinesAtItsIntervalAndFiveTimesAsOftenAtRestlessOnes) {
    Swept s;
    s.agenda.machine_came(MachineId{"m"}, {});
    s.agenda.watch(MachineId{"m"}, false);
    EXPECT_TRUE(std::holds_alternative<task::Poll>(s.next().value()));
    EXPECT_FALSE(s.next(start + 10s)) << "one poll at a time";
    s.agenda.polled(start);
    EXPECT_FALSE(s.next(start + 999ms));
    EXPECT_TRUE(s.next(start + 1000ms));
    s.agenda.polled(start);
    s.agenda.watch(MachineId{"m"}, true);
    EXPECT_FALSE(s.next(start + 199ms));
    EXPECT_TRUE(s.next(start + 200ms));
}

TEST(Agenda, ForgetsAMachineWhenItsTimeHasComeAndWatchesItNoMore) {
    Swept s;
    s.agenda.machine_came(MachineId{"m"}, {});
    s.agenda.terminate(MachineId{"m"}, start + 1s, Ending::graceful);
    s.agenda.machine_ended(MachineId{"m"}, start + 1h);
    EXPECT_FALSE(s.next(start + 2s));
    EXPECT_EQ(s.agenda.watched(), 0U);
    const auto task = s.next(start + 1h);
    ASSERT_TRUE(task);
    // The sweep is due again by then, too; forgetting comes first.
    EXPECT_EQ(std::get<task::Forget>(*task).machine_ids, std::vector{MachineId{"m"}});
}

TEST(Agenda, SweepsNowAndThen) {
    Swept s;
    EXPECT_FALSE(s.next(start + 4min));
    EXPECT_TRUE(std::holds_alternative<task::Sweep>(s.next(start + 5min).value()));
    EXPECT_FALSE(s.next(start + 10min)) << "one at a time";
    s.agenda.swept();
    EXPECT_TRUE(s.next(start + 10min));
}

TEST(Agenda, AuditsOnSomebodysWordEvenWhereNoCallMayBeMade) {
    Swept s;
    s.agenda.audit();
    s.agenda.audit();
    const auto task = s.next(start, {false});
    ASSERT_TRUE(task && std::holds_alternative<task::Sweep>(*task));
    EXPECT_TRUE(std::get<task::Sweep>(*task).wanted);
    EXPECT_FALSE(is_call(*task));
    EXPECT_FALSE(s.next()) << "one answer for all who asked before it began";
    // Asked while it looks: it may have looked past what this is to find.
    s.agenda.audit();
    EXPECT_FALSE(s.next());
    s.agenda.swept();
    EXPECT_EQ(s.agenda.idle_until(start, {false}), start);
    EXPECT_TRUE(s.next(start, {false}));
}

TEST(Agenda, UsersOfOnePriorityTakeTurns) {
    Swept s;
    // Anna was first with all of hers.
    for (int i = 0; i < 3; ++i) s.agenda.want_launch(request_of("anna", "a" + std::to_string(i), 5, i), {});
    for (int i = 0; i < 3; ++i) s.agenda.want_launch(request_of("ben", "b" + std::to_string(i), 5, 10 + i), {});
    EXPECT_EQ(s.begun(), "a0");
    EXPECT_EQ(s.begun(), "b0");
    EXPECT_EQ(s.begun(), "a1");
    EXPECT_EQ(s.begun(), "b1");
}

TEST(Agenda, WhoHasTheFewestMachinesComesFirst) {
    Swept s;
    for (int i = 0; i < 5; ++i) s.agenda.machine_came(MachineId{"m" + std::to_string(i)}, "anna");
    s.agenda.want_launch(request_of("anna", "a", 5, 1), {});
    // Three each, as long as they are not there.
    s.agenda.want_launch(request_of("ben", "b0", 5, 2, 3), {});
    s.agenda.want_launch(request_of("ben", "b1", 5, 3, 3), {});
    s.agenda.want_launch(request_of("ben", "b2", 5, 4, 3), {});
    EXPECT_EQ(s.begun(), "b0");
    EXPECT_EQ(s.begun(), "b1");
    EXPECT_EQ(s.begun(), "a") << "5 machines against the 6 that Ben waits for";
}

TEST(Agenda, MachinesThatWentAndLaunchesThatFailedCountNoMore) {
    Swept s;
    s.agenda.machine_came(MachineId{"m"}, "anna");
    s.agenda.machine_came(MachineId{"m"}, "anna");
    s.agenda.machine_ended(MachineId{"m"}, start + 1h);
    s.agenda.want_launch(request_of("ben", "b0", 5, 1, 3), {});
    EXPECT_EQ(s.begun(), "b0");
    s.agenda.launch_closed(RequestId{"b0"});
    // Equal again, so the older one.
    s.agenda.want_launch(request_of("ben", "b1", 5, 2), {});
    s.agenda.want_launch(request_of("anna", "a", 5, 3), {});
    EXPECT_EQ(s.begun(), "b1");
    EXPECT_EQ(s.begun(), "a");
}

// As a new lane sees it, when the one before has begun a launch after it looked.
TEST(Agenda, ALaunchThatIsOpenIsNotBegunAgain) {
    Swept s;
    auto r = request_of("anna", "r", 5, 1, 3);
    s.agenda.want_launch(r, {});
    r.launch = Launch{1, "token", 3};
    s.agenda.call_launch(r, {});
    EXPECT_EQ(std::get<task::Launch>(s.next().value()).request_id.value, "r");
    EXPECT_FALSE(s.next());
    EXPECT_EQ(s.agenda.waiting(), 0U);
    s.agenda.launch_closed(r.request_id);
    // Nothing of it is left in Anna's account.
    s.agenda.want_launch(request_of("anna", "a", 5, 1), {});
    s.agenda.want_launch(request_of("ben", "b", 5, 2), {});
    EXPECT_EQ(s.begun(), "a");
}

TEST(Agenda, PriorityComesBeforeFairness) {
    Swept s;
    for (int i = 0; i < 5; ++i) s.agenda.machine_came(MachineId{"m" + std::to_string(i)}, "anna");
    s.agenda.want_launch(request_of("ben", "b", 5, 1), {});
    s.agenda.want_launch(request_of("anna", "a", 6, 2), {});
    EXPECT_EQ(s.begun(), "a");
    EXPECT_EQ(s.begun(), "b");
}

TEST(Agenda, OpenLaunchesAreCalledByPriority) {
    Swept s;
    s.agenda.call_launch(request("a-low", 1), {});
    s.agenda.call_launch(request("b-later", 9), start + 1s);
    s.agenda.call_launch(request("c-high", 8), {});
    const auto called = [&](Time now) { return std::get<task::Launch>(s.next(now).value()).request_id.value; };
    EXPECT_EQ(called(start), "c-high");
    EXPECT_EQ(s.agenda.idle_until(start, {true}), start) << "another is due";
    EXPECT_EQ(called(start + 1s), "b-later");
    EXPECT_EQ(called(start + 1s), "a-low");
}

}  // namespace
}  // namespace hf
