#include "ctl/bench_report.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "ctl/measuring/closed_loop.hpp"
#include "ctl/measuring/disk_sync.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

Timing taking(std::uint64_t p50_us) { return {100, 1000, p50_us, 2 * p50_us}; }

BenchReport measured(std::uint64_t command_us, std::optional<std::uint64_t> sync_us) {
    BenchReport report;
    report.in_flight = 8;
    report.one_command = taking(command_us);
    if (sync_us) report.disk_sync = taking(*sync_us);
    return report;
}

Bound bound_of(std::uint64_t command_us, std::optional<std::uint64_t> sync_us, std::uint64_t query_us, bool here) {
    auto report = measured(command_us, sync_us);
    judge(report, taking(query_us), here);
    EXPECT_THAT(report.verdict, HasSubstr(report.bound_by == Bound::unknown ? "" : name_of(report.bound_by)));
    return report.bound_by;
}

TEST(Timings, TellRateAndPercentiles) {
    Timings timings;
    EXPECT_EQ(timings.over(1s), Timing{});
    for (int i = 100; i > 0; --i) timings.add(std::chrono::microseconds(i));
    EXPECT_EQ(timings.over(2s), (Timing{100, 50, 50, 99}));
    Timings one;
    one.add(1500ns);
    EXPECT_EQ(one.over(1s), (Timing{1, 1, 2, 2})) << "no time is shown as none";
}

TEST(BenchReport, NamesWhatACommandWaitsForMost) {
    EXPECT_EQ(bound_of(400, 300, 100, true), Bound::disk);
    EXPECT_EQ(bound_of(400, 100, 100, true), Bound::processor);
    EXPECT_EQ(bound_of(4000, 100, 3500, false), Bound::network);
    EXPECT_EQ(bound_of(4000, 100, 3500, true), Bound::processor) << "there is no network on one host";
    EXPECT_EQ(bound_of(4000, std::nullopt, 3500, false), Bound::network);
    EXPECT_EQ(bound_of(400, std::nullopt, 100, true), Bound::unknown);
    EXPECT_EQ(bound_of(0, 100, 100, true), Bound::unknown);
}

TEST(BenchReport, IsATableAndASentence) {
    auto report = measured(420, 130);
    report.notes = {"The feed could not be measured: there is none."};
    judge(report, taking(80), true);
    const auto text = in_words(report);
    EXPECT_THAT(text, HasSubstr("durable commands, 1 in flight"));
    EXPECT_THAT(text, HasSubstr("queries, 8 in flight"));
    EXPECT_THAT(text, HasSubstr("0.42 ms"));
    EXPECT_THAT(text, HasSubstr("takes 0.13 ms of the 0.42 ms of a command (30 %)"));
    EXPECT_THAT(text, HasSubstr("The feed could not be measured"));
    EXPECT_THAT(text, Not(HasSubstr("event on the feed")));
}

StatusReport remembering(std::uint64_t outcomes, std::uint64_t most) {
    StatusReport status;
    status.counters["store"] = {{"outcomes", outcomes}, {"most_outcomes", most}};
    return status;
}

TEST(BenchLimits, NoRememberedOutcomeIsPushedOut) {
    EXPECT_EQ(commands_allowed(remembering(0, 1'000'000), false), most_bench_commands);
    EXPECT_EQ(commands_allowed(remembering(995'000, 1'000'000), false), 5000U);
    const auto full = commands_allowed(remembering(999'500, 1'000'000), false);
    ASSERT_FALSE(full);
    EXPECT_THAT(full.error(), HasSubstr("--although-full"));
    EXPECT_EQ(commands_allowed(remembering(1'000'500, 1'000'000), true), most_bench_commands);
    EXPECT_EQ(commands_allowed(remembering(20'000, 20'000), true), 2000U) << "a tenth at most";
    for (const bool although_full : {false, true}) {
        const auto small = commands_allowed(remembering(500, 900), although_full);
        ASSERT_FALSE(small);
        EXPECT_THAT(small.error(), Not(HasSubstr("--although-full")));
        EXPECT_FALSE(commands_allowed(StatusReport{}, although_full)) << "a daemon that doesn't say";
    }
}

TEST(BenchLimits, SocketsOfThisHostAreKnown) {
    for (const auto* here :
         {"ipc:///run/hostfactory/commands.sock", "tcp://127.0.0.1:5000", "tcp://localhost:1", "tcp://[::1]:5000"})
        EXPECT_TRUE(is_of_this_host(here)) << here;
    for (const auto* elsewhere : {"tcp://10.0.0.1:5000", "tcp://localhost.example.org:1", "tcp://broker:5000"})
        EXPECT_FALSE(is_of_this_host(elsewhere)) << elsewhere;
}

TEST(DiskSync, LeavesNothingBehind) {
    const testing::TemporaryDirectory directory;
    const Pause never = [](std::chrono::milliseconds) { return false; };
    const auto syncs = measure_syncs(directory.path().string(), 50ms, never);
    ASSERT_TRUE(syncs) << syncs.error();
    EXPECT_GT(syncs->count, 0U);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
    EXPECT_THAT(measure_syncs(directory.file("missing"), 50ms, never).error(), HasSubstr("missing"));
    const auto interrupted =
        measure_syncs(directory.path().string(), 1h, [](std::chrono::milliseconds) { return true; });
    ASSERT_TRUE(interrupted);
    EXPECT_EQ(interrupted->count, 0U);
}

// Answers each call on another thread, as a client does.
class Answering {
public:
    ~Answering() {
        for (auto& thread : threads_) thread.join();
    }
    ClosedLoop::Send send(int failing_from = 1'000'000) {
        return [this, failing_from](ClosedLoop::Done done) {
            const MutexLock lock(mutex_);
            most_ = std::max(most_, ++open_);
            const bool fails = ++count_ >= failing_from;
            threads_.emplace_back([this, fails, done = std::move(done)] {
                {
                    const MutexLock closing(mutex_);
                    --open_;
                }
                done(fails ? std::optional(CallFailure{}) : std::nullopt);
            });
        };
    }
    int count() EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        return count_;
    }
    int most() EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        return most_;
    }

private:
    Mutex mutex_;
    std::vector<std::thread> threads_;
    int open_ GUARDED_BY(mutex_) = 0;
    int most_ GUARDED_BY(mutex_) = 0;
    int count_ GUARDED_BY(mutex_) = 0;
};

// As long as it says, and never interrupted.
bool sleeping(std::chrono::milliseconds most) {
    std::this_thread::sleep_for(most);
    return false;
}

TEST(ClosedLoop, KeepsItsBounds) {
    Answering peer;
    ClosedLoop loop(peer.send(), {.in_flight = 3, .per_s = 1'000'000, .most = 50, .duration = 60s});
    EXPECT_FALSE(loop.run(sleeping));
    EXPECT_EQ(loop.timing().count, 50U);
    EXPECT_EQ(peer.count(), 50);
    EXPECT_LE(peer.most(), 3);

    Answering slow;
    ClosedLoop paced(slow.send(), {.in_flight = 100, .per_s = 100, .most = 1000, .duration = 100ms});
    EXPECT_FALSE(paced.run(sleeping));
    EXPECT_GE(slow.count(), 1);
    // On a busy machine the run may take longer, but never make more calls than its rate allows meanwhile.
    EXPECT_LT(slow.count(), 1000);
}

TEST(ClosedLoop, EndsWithTheFirstFailureOrAnInterruption) {
    Answering peer;
    ClosedLoop failing(peer.send(10), {.in_flight = 2, .per_s = 1'000'000, .most = 1000, .duration = 60s});
    EXPECT_TRUE(failing.run(sleeping));
    EXPECT_LT(peer.count(), 20);

    Answering other;
    ClosedLoop interrupted(other.send(), {.in_flight = 1, .per_s = 10, .most = 1000, .duration = 1h});
    EXPECT_FALSE(interrupted.run([](std::chrono::milliseconds) { return true; }));
    EXPECT_LE(other.count(), 2);
}

}  // namespace
}  // namespace hf::ctl
