// kill -9 at any moment, under load: P1, P2 and P6 after each restart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <random>
#include <set>
#include <thread>

#include "core/threads/mutex.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

constexpr int clients = 3;

// Orders and gives back machines until it is stopped, repeating each command under its id until it
// is answered.
class Load {
public:
    explicit Load(const RunningDaemon& daemon) {
        for (int i = 0; i < clients; ++i) threads_.emplace_back([this, &daemon, i] { run(daemon, i); });
    }
    ~Load() { stop(); }
    void stop() {
        stopping_ = true;
        for (auto& thread : threads_)
            if (thread.joinable()) thread.join();
    }

    struct Acknowledged {
        std::string command_id;
        RequestId request_id;
        Position position{};
    };
    std::vector<Acknowledged> acknowledged() {
        const MutexLock lock(mutex_);
        return acknowledged_;
    }

private:
    void run(const RunningDaemon& daemon, int number) {
        auto client = daemon.client(500ms);
        for (int n = 0; !stopping_; ++n) {
            const auto made = insist(client, CreateRequest{{"small"}, 2, {}, 0, {}, {}, {}, {}, false},
                                     fmt::format("make-{}-{}", number, n));
            if (!made) continue;
            ReturnMachines back;
            back.request_id = made->request_id;
            // Some machines are returned while they are still starting.
            if (n % 2 == 0) insist(client, back, fmt::format("return-{}-{}", number, n));
        }
    }

    template <class C>
    std::optional<typename C::Result> insist(Client& client, const C& command, const std::string& id) {
        CallOptions options;
        options.id = id;
        while (!stopping_) {
            const auto reply = client.command(command, options);
            if (reply) {
                const MutexLock lock(mutex_);
                acknowledged_.push_back({id, reply->result.request_id, reply->position});
                return reply->result;
            }
            if (reply.error().kind == CallFailure::Kind::refused && !reply.error().error.retryable) return std::nullopt;
        }
        return std::nullopt;
    }

    std::atomic<bool> stopping_ = false;
    Mutex mutex_;
    std::vector<Acknowledged> acknowledged_ GUARDED_BY(mutex_);
    std::vector<std::thread> threads_;
};

// P1: everything that was acknowledged exists. P2: the same id gets the same answer.
void check_acknowledged(Client& client, const std::vector<Load::Acknowledged>& all) {
    for (const auto& each : all) {
        const auto request = client.query(GetRequest{each.request_id});
        ASSERT_TRUE(request) << each.command_id << " was acknowledged and is lost";
    }
    if (all.empty()) return;
    const auto& last = all.back();
    CallOptions again;
    again.id = last.command_id;
    Called<RequestAccepted> reply = client.command(CreateRequest{{"small"}, 1, {}, 0, {}, {}, {}, {}, false}, again);
    ASSERT_TRUE(reply) << reply.error().error.message;
    EXPECT_TRUE(reply->duplicate);
    EXPECT_EQ(reply->result.request_id, last.request_id);
    EXPECT_EQ(reply->position, last.position);
}

// P6: the processes are exactly the machines that the store knows.
void check_books(const RunningDaemon& daemon, Client& client) {
    std::set<pid_t> at_provider;
    std::set<pid_t> in_books;
    const bool same = eventually([&] {
        const auto processes = daemon.machines();
        at_provider = {processes.begin(), processes.end()};
        in_books.clear();
        ListMachines query;
        query.live_only = true;
        query.page.limit = 1000;
        const auto machines = client.query(query);
        if (!machines) return false;
        for (const auto& machine : machines->result.items)
            in_books.insert(static_cast<pid_t>(machine.spec.details.at("pid").as_integer().value_or(0)));
        const auto status = client.query(GetStatus{});
        return status && status->result.requests.at("pending") + status->result.requests.at("in_progress") == 0 &&
               at_provider == in_books;
    });
    EXPECT_TRUE(same) << at_provider.size() << " processes, " << in_books.size() << " machines recorded";
}

// The daemon must have the template "small".
void kill_under_load(RunningDaemon& daemon, int rounds) {
    std::mt19937 random(20261124);
    std::size_t acknowledged = 0;
    for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
        Load load(daemon);
        // After so many answers, and then at any instant: by the clock a slow machine would never get far.
        const auto answers = std::uniform_int_distribution<std::size_t>(1, 40)(random);
        ASSERT_TRUE(eventually([&] { return load.acknowledged().size() >= answers; }));
        std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, 5'000)(random)));
        daemon.kill_hard();
        load.stop();
        daemon.start();
        auto client = daemon.client();
        const auto all = load.acknowledged();
        acknowledged += all.size();
        check_acknowledged(client, all);
        check_books(daemon, client);
        return_everything(client);
    }
    EXPECT_GT(acknowledged, static_cast<std::size_t>(rounds));
    auto client = daemon.client();
    return_everything(client);
    EXPECT_TRUE(eventually([&] { return daemon.machines().empty(); }));
}

TEST(P6NoLeak, KillNineUnderLoadFiftyTimes) {
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    {
        auto client = daemon.client();
        ASSERT_TRUE(client.command(template_called("small", 60)));
    }
    kill_under_load(daemon, 50);
}

// A third of the requests is redirected, between providers or within one.
TEST(P6NoLeak, KillNineWhileRequestsGoFromSourceToSource) {
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    {
        auto client = daemon.client();
        const ValueMap config{{"directory", daemon.machines_directory().string() + "-spare"},
                              {"grace_s", 2},
                              {"poll_ms", 100},
                              {"calls_per_second", 1000}};
        ASSERT_TRUE(client.command(RegisterProvider{{"spare"}, "process", config}));
        auto of_three = template_called("small", 60);
        TemplateSource local{ProviderName{"local"}, 1, {}, {}, {}};
        TemplateSource broken{ProviderName{"local"}, 1, {}, {}, {{"command", ValueList{Value("/no/such/program")}}}};
        TemplateSource spare{ProviderName{"spare"}, 1, {}, {}, {}};
        of_three.spec.sources = {local, broken, spare};
        of_three.spec.selection = SourceSelection::weighted;
        ASSERT_TRUE(client.command(of_three));
    }
    kill_under_load(daemon, 20);
    auto client = daemon.client();
    const auto redirections = client.query(ReadEvents{.limit = 10'000, .types = {{"RequestRedirected"}}});
    ASSERT_TRUE(redirections);
    EXPECT_FALSE(redirections->result.events.empty());
}

}  // namespace
}  // namespace hf::system_test
