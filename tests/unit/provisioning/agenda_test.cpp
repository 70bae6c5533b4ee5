#include "core/provisioning/agenda.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

using namespace std::chrono_literals;
using Time = Agenda::Time;

constexpr Time start{1h};
constexpr Timestamp noon{43'200'000'000};

// What a request wants whose launch is to be begun.
RequestToDo launch_for(const std::string& user, const std::string& id, std::uint8_t priority = 0,
                       std::int64_t created = 0, std::uint32_t machines = 1) {
    return {std::nullopt, LaunchToDo{{-int{priority}, Timestamp{created}, {id}}, user, machines, {}, 0}};
}

RequestToDo launch(const std::string& id, std::uint8_t priority = 0, std::int64_t created = 0) {
    return launch_for({}, id, priority, created);
}

RequestToDo after_failures(RequestToDo wanted, std::uint32_t failures) {
    wanted.launch->failures = failures;
    return wanted;
}

RequestToDo begun(RequestToDo wanted) {
    wanted.launch->token = "token-of-" + wanted.launch->turn.id.value;
    return wanted;
}

MachineToDo live(const std::string& user = {}, bool restless = false) { return {user, restless, {}, {}}; }

MachineToDo told(TaskKind change) { return {{}, true, change, {}}; }

MachineToDo ended(Timestamp forget_at) { return {{}, false, {}, forget_at}; }

// An agenda whose first sweep is done, so that tests see only what they put there.
struct Swept {
    LaneSettings settings{.max_calls = 2, .poll_ms = 1000, .machines_per_call = 3};
    Agenda agenda{settings, 1};

    Swept() {
        const auto sweep = next();
        EXPECT_EQ(sweep.kind, TaskKind::sweep);
        finish(sweep);
    }
    static Moment at(Time now) {
        return {now, noon + std::chrono::duration_cast<std::chrono::microseconds>(now - start)};
    }
    void want(const RequestToDo& wanted, Time now = start) {
        agenda.reconcile(wanted.launch->turn.id, wanted, at(now));
    }
    void want(const std::string& machine, const MachineToDo& wanted) {
        agenda.reconcile(MachineId{machine}, wanted, at(start));
    }
    void end(const std::string& request) { agenda.reconcile(RequestId{request}, RequestToDo{}, at(start)); }
    std::optional<Task> maybe_next(Time now = start, Agenda::May may = {}) { return agenda.next(at(now), may); }
    Task next(Time now = start, Agenda::May may = {}) { return maybe_next(now, may).value(); }
    void finish(const Task& task, std::optional<Time> again = std::nullopt, Time now = start) {
        agenda.finish(task, again, at(now));
    }
    Time next_time(Time now = start, Agenda::May may = {}) const { return agenda.next_time(at(now), may); }
    // The request of the next task, if that is of this kind.
    std::string next_of(TaskKind kind, Time now = start) {
        const auto task = maybe_next(now);
        if (!task) return "";
        return task->kind == kind ? task->request_id().value : std::string(name_of(task->kind));
    }
    std::string begins(Time now = start) { return next_of(TaskKind::begin, now); }
};

TEST(Agenda, BeginsByPriorityThenByAge) {
    Swept s;
    s.want(launch("young", 5, 20));
    s.want(launch("low", 1, 1));
    s.want(launch("old", 5, 10));
    EXPECT_EQ(s.begins(), "old");
    EXPECT_EQ(s.begins(), "young");
    EXPECT_EQ(s.begins(), "low");
    EXPECT_EQ(s.begins(), "");
}

// Many come at once where a template's pause after failed starts is over. The agenda queues some at a time, since its
// caller keeps others waiting meanwhile.
TEST(Agenda, BeginsNothingBeforeAllThatAreDueHaveTheirTurn) {
    Swept s;
    for (int i = 0; i < 600; ++i) s.want(launch("r" + std::to_string(i), 0, i));
    s.want(launch("urgent", 9, 1000));
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(s.begins(), "");
        EXPECT_LE(s.next_time(), start) << "there is more to do";
    }
    EXPECT_EQ(s.begins(), "urgent");
    EXPECT_EQ(s.begins(), "r0");
}

TEST(Agenda, BeginsOnlyAsManyAsCanBeCalledSoon) {
    Swept s;
    for (int i = 0; i < 10; ++i) s.want(launch("r" + std::to_string(i), 0, i));
    for (int i = 0; i < 4; ++i) EXPECT_NE(s.begins(), "");
    EXPECT_EQ(s.begins(), "");
    EXPECT_EQ(s.agenda.waiting(), 6U);
    s.end("r0");
    EXPECT_EQ(s.begins(), "r4");
}

TEST(Agenda, BeginsNothingWhereNobodyAnswers) {
    constexpr Agenda::May resting{.call = false, .trust = false};
    constexpr Agenda::May probing{.call = true, .trust = false};
    Swept s;
    s.want(launch("a"));
    s.want(launch("b"));
    EXPECT_FALSE(s.maybe_next(start, resting));
    EXPECT_GT(s.next_time(start, resting), start);
    s.want(begun(launch("c")));
    EXPECT_EQ(s.next(start, probing).kind, TaskKind::poll) << "without machines: whether the provider is well";
    EXPECT_EQ(s.next(start, probing).kind, TaskKind::launch) << "it may have made something";
    EXPECT_FALSE(s.maybe_next(start, probing));
    EXPECT_EQ(s.begins(), "a") << "as soon as it answers";
}

TEST(Agenda, CallsWithoutAnAnswerHoldNoOtherUp) {
    Swept s;
    for (const auto* id : {"a", "b", "c", "d", "e"}) s.want(begun(launch(id)));
    for (int i = 0; i < 5; ++i) s.finish(s.next(), start + 1s);
    s.want(launch("new", 0, 1));
    EXPECT_EQ(s.begins(), "new");
    s.want(begun(launch("new", 0, 1)));
    EXPECT_EQ(s.next_of(TaskKind::launch, start + 1s), "new");
    EXPECT_EQ(s.next_of(TaskKind::launch, start + 1s), "a");
    s.want(begun(launch("newer", 0, 2)));
    s.want(begun(launch("newest", 0, 3)));
    EXPECT_EQ(s.next_of(TaskKind::launch, start + 1s), "newer");
}

TEST(Agenda, WaitsForABackoffWhichNoLookCutsShort) {
    Swept s;
    const auto wanted = after_failures(launch("r"), 20);
    s.want(wanted);
    const auto due = s.next_time();
    EXPECT_GT(due, start);
    s.want(wanted, start + 1ms);
    EXPECT_EQ(s.next_time(), due);
    EXPECT_EQ(s.begins(due - 1ms), "");
    EXPECT_EQ(s.begins(due), "r");
}

TEST(Agenda, AnotherSourceIsAskedWithoutTheBackoffOfTheOneBefore) {
    Swept s;
    s.want(after_failures(launch("r"), 20));
    EXPECT_EQ(s.begins(), "");
    s.want(launch("r"));
    EXPECT_EQ(s.begins(), "r");
}

TEST(Agenda, WantsALaunchOnceHoweverOftenItIsSaid) {
    Swept s;
    s.want(launch("r"));
    s.want(launch("r"));
    EXPECT_EQ(s.begins(), "r");
    s.want(launch("r"));  // in hand
    EXPECT_EQ(s.begins(), "");
}

TEST(Agenda, WhatWasNotBegunIsBegunLater) {
    Swept s;
    s.want(launch("r"));
    s.finish(s.next(), start + 1s);
    EXPECT_EQ(s.agenda.waiting(), 1U);
    EXPECT_EQ(s.begins(), "");
    EXPECT_EQ(s.begins(start + 1s), "r");
}

TEST(Agenda, AnEndedRequestIsNeitherBegunNorExpired) {
    Swept s;
    auto wanted = launch("r");
    wanted.deadline = Timestamp{noon.microseconds - 1};
    s.want(wanted);
    s.end("r");
    EXPECT_FALSE(s.maybe_next());
    EXPECT_EQ(s.agenda.contents(), Agenda::Contents{});
}

TEST(Agenda, DeadlinesComeBeforeAllElseAndNeedNoCall) {
    constexpr Agenda::May nothing{.slot = false, .call = false};
    Swept s;
    s.agenda.reconcile(RequestId{"late"}, RequestToDo{noon, {}}, Swept::at(start));
    s.agenda.reconcile(RequestId{"later"}, RequestToDo{noon + 1s, {}}, Swept::at(start));
    s.want("m", told(TaskKind::end));
    const auto task = s.next(start, nothing);
    EXPECT_EQ(task.kind, TaskKind::expire);
    EXPECT_EQ(task.request_id().value, "late");
    EXPECT_FALSE(s.maybe_next(start, nothing));
    EXPECT_EQ(s.next_time(start, nothing), start + 1s);
    EXPECT_EQ(s.next().kind, TaskKind::end);
}

TEST(Agenda, ADeadlineThatWasRefusedIsTriedAgain) {
    Swept s;
    s.agenda.reconcile(RequestId{"r"}, RequestToDo{noon, {}}, Swept::at(start));
    s.finish(s.next(), start + 1s);
    EXPECT_FALSE(s.maybe_next());
    EXPECT_EQ(s.next(start + 1s).kind, TaskKind::expire);
}

TEST(Agenda, TerminatesInBatchesBeforeItLaunches) {
    Swept s;
    s.want(begun(launch("r")));
    for (int i = 0; i < 4; ++i) s.want("m" + std::to_string(i), told(TaskKind::end));
    EXPECT_EQ(s.next().of.size(), 3U);
    EXPECT_EQ(s.next().of.size(), 1U);
    EXPECT_EQ(s.next_of(TaskKind::launch), "r");
}

// Seed 631 of the simulator: forty machines were ordered to end, one by one and again every 30 s, and no look
// was left for whether they had.
TEST(Agenda, NothingWaitsForEverWhileWhatIsMoreUrgentIsRepeated) {
    Swept s;
    s.want("m-1", told(TaskKind::end));
    int ends = 0;
    for (auto now = start + 5s; now < start + 2min; now += 5s) {
        const auto task = s.next(now, {.slot = true, .call = true, .trust = true});
        if (task.kind == TaskKind::poll) return;
        EXPECT_EQ(task.kind, TaskKind::end);
        ++ends;
        s.finish(task, now + 1s, now);
    }
    FAIL() << "after " << ends << " ends no machine was looked at";
}

TEST(Agenda, ALaterWordToAMachineCountsAtOnce) {
    Swept s;
    s.want("m", told(TaskKind::end));
    const auto gentle = s.next();
    s.want("m", told(TaskKind::end_at_once));
    EXPECT_EQ(s.next().kind, TaskKind::end_at_once);
    // What the first came to says nothing any more.
    s.finish(gentle, start);
    EXPECT_NE(s.next(start + 1s).kind, TaskKind::end);
}

TEST(Agenda, ACallIsMadeAtATimeOfItsOwnWhereThereIsASlot) {
    Swept s;
    s.want("m", told(TaskKind::end));
    EXPECT_FALSE(s.maybe_next(start, {.slot = false}));
    EXPECT_GT(s.next_time(start, {.slot = false}), start);
    EXPECT_EQ(s.next().kind, TaskKind::end);
}

TEST(Agenda, LooksAtMachinesAtItsIntervalAndFiveTimesAsOftenAtRestlessOnes) {
    Swept s;
    s.want("m", live());
    const auto poll = s.next();
    EXPECT_EQ(poll.kind, TaskKind::poll);
    EXPECT_EQ(poll.machine_ids(), std::vector{MachineId{"m"}});
    EXPECT_FALSE(s.maybe_next(start + 10s)) << "one poll at a time";
    s.finish(poll);
    EXPECT_FALSE(s.maybe_next(start + 999ms));
    EXPECT_TRUE(s.maybe_next(start + 1000ms));
    s.finish(poll);
    s.want("m", live({}, true));
    EXPECT_FALSE(s.maybe_next(start + 199ms));
    EXPECT_TRUE(s.maybe_next(start + 200ms));
}

TEST(Agenda, ForgetsAMachineWhenItsTimeHasComeAndWatchesItNoMore) {
    Swept s;
    s.want("m", told(TaskKind::end));
    s.want("m", ended(noon + 1h));
    EXPECT_FALSE(s.maybe_next(start + 2s));
    EXPECT_EQ(s.agenda.watched(), 0U);
    // The sweep is due again by then, too; forgetting comes first.
    const auto task = s.next(start + 1h);
    EXPECT_EQ(task.kind, TaskKind::forget);
    EXPECT_EQ(task.machine_ids(), std::vector{MachineId{"m"}});
}

TEST(Agenda, SweepsNowAndThen) {
    Swept s;
    EXPECT_FALSE(s.maybe_next(start + 4min));
    const auto sweep = s.next(start + 5min);
    EXPECT_EQ(sweep.kind, TaskKind::sweep);
    EXPECT_FALSE(s.maybe_next(start + 10min)) << "one at a time";
    s.finish(sweep, {}, start + 5min);
    EXPECT_TRUE(s.maybe_next(start + 10min));
}

TEST(Agenda, AuditsOnSomebodysWordEvenWhereNoCallMayBeMade) {
    constexpr Agenda::May resting{.call = false};
    Swept s;
    s.agenda.reconcile({false, true});
    s.agenda.reconcile({false, true});
    const auto audit = s.next(start, resting);
    EXPECT_EQ(audit.kind, TaskKind::audit);
    EXPECT_FALSE(s.maybe_next(start + 6min)) << "one answer for all who asked before it began, and no sweep beside it";
    s.finish(audit);
    // Asked while it looked: it may have looked past what this is to find.
    s.agenda.reconcile({false, true});
    EXPECT_LE(s.next_time(start, resting), start);
    EXPECT_TRUE(s.maybe_next(start, resting));
}

TEST(Agenda, AnAuditWaitsForASweepThatIsUnderWay) {
    Swept s;
    const auto sweep = s.next(start + 5min);
    s.agenda.reconcile({false, true});
    EXPECT_FALSE(s.maybe_next(start + 5min));
    s.finish(sweep, {}, start + 5min);
    EXPECT_EQ(s.next(start + 5min).kind, TaskKind::audit);
}

TEST(Agenda, UsersOfOnePriorityTakeTurns) {
    Swept s;
    // Anna was first with all of hers.
    for (int i = 0; i < 3; ++i) s.want(launch_for("anna", "a" + std::to_string(i), 5, i));
    for (int i = 0; i < 3; ++i) s.want(launch_for("ben", "b" + std::to_string(i), 5, 10 + i));
    EXPECT_EQ(s.begins(), "a0");
    EXPECT_EQ(s.begins(), "b0");
    EXPECT_EQ(s.begins(), "a1");
    EXPECT_EQ(s.begins(), "b1");
}

TEST(Agenda, WhoHasTheFewestMachinesComesFirst) {
    Swept s;
    for (int i = 0; i < 5; ++i) s.want("m" + std::to_string(i), live("anna"));
    s.want(launch_for("anna", "a", 5, 1));
    // Three each, as long as they are not there.
    s.want(launch_for("ben", "b0", 5, 2, 3));
    s.want(launch_for("ben", "b1", 5, 3, 3));
    s.want(launch_for("ben", "b2", 5, 4, 3));
    EXPECT_EQ(s.begins(), "b0");
    EXPECT_EQ(s.begins(), "b1");
    EXPECT_EQ(s.begins(), "a") << "5 machines against the 6 that Ben waits for";
}

TEST(Agenda, MachinesThatWentAndLaunchesThatFailedCountNoMore) {
    Swept s;
    s.want("m", live("anna"));
    s.want("m", live("anna"));
    s.want("m", ended(noon + 1h));
    s.want(launch_for("ben", "b0", 5, 1, 3));
    EXPECT_EQ(s.begins(), "b0");
    s.end("b0");
    // Equal again, so the older one.
    s.want(launch_for("ben", "b1", 5, 2));
    s.want(launch_for("anna", "a", 5, 3));
    EXPECT_EQ(s.begins(), "b1");
    EXPECT_EQ(s.begins(), "a");
}

// As a new lane sees it, when the one before has begun a launch after it looked.
TEST(Agenda, ALaunchThatIsOpenIsNotBegunAgain) {
    Swept s;
    const auto wanted = launch_for("anna", "r", 5, 1, 3);
    s.want(wanted);
    s.want(begun(wanted));
    EXPECT_EQ(s.next_of(TaskKind::launch), "r");
    EXPECT_FALSE(s.maybe_next());
    EXPECT_EQ(s.agenda.waiting(), 0U);
    s.end("r");
    // Nothing of it is left in Anna's account.
    s.want(launch_for("anna", "a", 5, 1));
    s.want(launch_for("ben", "b", 5, 2));
    EXPECT_EQ(s.begins(), "a");
}

TEST(Agenda, PriorityComesBeforeFairness) {
    Swept s;
    for (int i = 0; i < 5; ++i) s.want("m" + std::to_string(i), live("anna"));
    s.want(launch_for("ben", "b", 5, 1));
    s.want(launch_for("anna", "a", 6, 2));
    EXPECT_EQ(s.begins(), "a");
    EXPECT_EQ(s.begins(), "b");
}

TEST(Agenda, OpenLaunchesAreCalledByPriorityAndAgainWhenTheirTimeHasCome) {
    Swept s;
    s.want(begun(launch("b-later", 9)));
    s.finish(s.next(), start + 1s);
    s.want(begun(launch("a-low", 1)));
    s.want(begun(launch("c-high", 8)));
    EXPECT_EQ(s.next_of(TaskKind::launch), "c-high");
    EXPECT_EQ(s.next_time(), start) << "another is due";
    EXPECT_EQ(s.next_of(TaskKind::launch, start + 1s), "a-low") << "the other had no answer";
    EXPECT_EQ(s.next_of(TaskKind::launch, start + 1s), "b-later");
}

TEST(Agenda, WhatALaunchBeforeHasComeToSaysNothingOfTheNext) {
    Swept s;
    s.want(begun(launch("r")));
    const auto before = s.next();
    auto another = begun(launch("r"));
    another.launch->token = "another-token";
    s.want(another);
    const auto now = s.next();
    s.finish(before);
    s.finish(now, start);
    EXPECT_EQ(s.next().token, "another-token");
}

}  // namespace
}  // namespace hf
