// A subscriber that does not read costs the daemon bounded memory and delays no commit, and gets
// all events in the end.
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>

#include "client/async_client.hpp"
#include "tests/support/places.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using std::chrono::steady_clock;

constexpr auto a_long_while = 15min;

std::uint64_t resident_mb(pid_t pid) {
    std::uint64_t whole = 0;
    std::uint64_t pages = 0;
    std::ifstream(fmt::format("/proc/{}/statm", pid)) >> whole >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) >> 20;
}

// Commits `count` events of one template with a command each; returns the events per second.
double commit(AsyncClient& client, std::uint64_t count) {
    static std::uint64_t number = 0;
    std::atomic<std::uint64_t> answered{0};
    std::atomic<std::uint64_t> failed{0};
    const auto start = steady_clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        const ValueMap update{{"template_id", "small"},
                              {"max_number", static_cast<std::int64_t>(++number % 1'000'000)}};
        client.send("UpdateTemplate", Encoded{wire_codec().encode(update)}, [&](const Called<Encoded>& done) {
            if (!done) ++failed;
            ++answered;
        });
    }
    EXPECT_TRUE(eventually([&] { return answered == count; }, a_long_while));
    EXPECT_EQ(failed, 0U);
    return static_cast<double>(count) / std::chrono::duration<double>(steady_clock::now() - start).count();
}

// Runs a shell command in the background, and returns its output when it has ended.
class Shell {
public:
    explicit Shell(const std::string& command) : pipe_(::popen(command.c_str(), "r")) {}
    ~Shell() {
        if (pipe_) ::pclose(pipe_);
    }
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    std::string output() {
        std::string text;
        std::array<char, 4096> buffer{};
        while (const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe_)) text.append(buffer.data(), got);
        return text;
    }

private:
    std::FILE* pipe_;
};

class Following {
public:
    Following(const RunningDaemon& daemon, std::uint64_t events)
        : configuration_(daemon.configuration_file().string()), events_(events), shell_(command("--follow")) {
        EXPECT_TRUE(eventually([&] { return !pids().empty(); }));
    }
    ~Following() { signal(SIGKILL); }
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;

    void signal(int number) const {
        for (const auto pid : pids()) ::kill(pid, number);
    }
    // The checksum of the first events as the subscriber printed them, and as the store has them.
    std::string sum() { return shell_.output(); }
    [[nodiscard]] std::string sum_of_the_store() const { return Shell(command("")).output(); }

private:
    [[nodiscard]] std::string command(std::string_view how) const {
        // The feed withholds what only operators may see, and the store shows it to an administrator.
        constexpr auto for_everybody = R"(sed 's/"configuration":{},//; s/,"withheld":.*/}/')";
        return fmt::format("exec 2>&1; '{}' --config '{}' events {} --from 1 -o json | head -n {} | {} | sha256sum",
                           testing::built("hostfactoryctl"), configuration_, how, events_, for_everybody);
    }
    // Finds the processes of this subscriber alone: a command line separates words by zeros, not by blanks.
    [[nodiscard]] std::vector<pid_t> pids() const { return processes_with(configuration_ + '\0' + "events"); }

    std::string configuration_;
    std::uint64_t events_;
    Shell shell_;
};

struct Seen {
    double rate_before = 0;
    double slowest = 0;
    std::uint64_t grown_mb = 0;
    std::uint64_t overflows = 0;
};

Seen stop_a_subscriber_for(std::uint64_t events) {
    Seen seen;
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    auto client = daemon.client();
    EXPECT_TRUE(client.command(template_called("small")));
    Following subscriber(daemon, events);
    // Fewer than the replies that the daemon keeps for one client, since a dropped reply is asked
    // for again much later.
    AsyncClient writer(daemon.endpoints(), {.calls = {.timeout = a_long_while}, .most_in_flight = 500});
    const auto slice = events / 10;
    seen.rate_before = commit(writer, slice);
    subscriber.signal(SIGSTOP);
    const auto before = resident_mb(daemon.pid());
    for (int i = 0; i < 10; ++i) {
        const auto rate = commit(writer, slice);
        seen.slowest = i == 0 ? rate : std::min(seen.slowest, rate);
        const auto now = resident_mb(daemon.pid());
        seen.grown_mb = std::max(seen.grown_mb, now - std::min(now, before));
    }
    subscriber.signal(SIGCONT);
    const auto sum = subscriber.sum();
    EXPECT_EQ(sum, subscriber.sum_of_the_store());
    EXPECT_EQ(sum.find("  -"), 64U) << sum;
    const auto statistics = client.query(GetStatistics{});
    EXPECT_TRUE(statistics);
    if (statistics) seen.overflows = statistics->result.feed.overflows;
    std::printf("%.0f commits/s before, at least %.0f while it was stopped; %llu MB more\n", seen.rate_before,
                seen.slowest, static_cast<unsigned long long>(seen.grown_mb));
    return seen;
}

TEST(StoppedSubscriber, HasEverythingInTheEnd) { stop_a_subscriber_for(20'000); }

TEST(StoppedSubscriberSoak, CostsTheDaemonBoundedMemoryAndNoCommitItsTime) {
    const auto seen = stop_a_subscriber_for(1'000'000);
    EXPECT_GT(seen.slowest, seen.rate_before / 2);
    // 100,000 events wait for the subscriber; besides, the daemon remembers the ids of a million commands.
    EXPECT_LT(seen.grown_mb, 400U);
    EXPECT_GT(seen.overflows, 0U);
}

}  // namespace
}  // namespace hf::system_test
