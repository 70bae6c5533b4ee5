#include "core/provisioning/provisioner.hpp"

#include <thread>

#include "tests/unit/support/in_memory_provider.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Deadlines pass when the test says so; backoff and polling go by real time.
class LaneClock final : public Clock {
public:
    explicit LaneClock(const Clock& utc) : utc_(utc) {}
    [[nodiscard]] Timestamp now() const override { return utc_.now(); }
    [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
        return std::chrono::steady_clock::now();
    }

private:
    const Clock& utc_;
};

class Silent final : public Log {
public:
    void debug(const std::string&) override {}
    void info(const std::string&) override {}
    void warn(const std::string&) override {}
    void error(const std::string&) override {}
};

// A bus with a provisioner on a provider in memory, which can be stopped and started again.
class ProvisionerTest : public ::testing::Test {
protected:
    ProvisionerTest() { start(); }
    ~ProvisionerTest() override {
        stop();
        bus.store.release();
    }

    void start() {
        provisioner = std::make_unique<Provisioner>(
            std::vector<ProviderSource>{{ProviderName{"local"}, "in_memory", cloud, {.poll_ms = 10}}},
            ProviderLane::Dependencies{clock, bus.ids, bus.codec, bus.ledger, bus.models, log, bus.store.id()});
        bus.inform(provisioner.get());
        provisioner->start();
    }
    void stop() {
        provisioner->stop();
        bus.inform(nullptr);
    }

    std::string ask_for(std::uint32_t count) {
        const auto outcome = got(bus.tell(fmt::format("c-{}", ++commands), create_request(count))).value();
        EXPECT_TRUE(outcome.accepted);
        RequestAccepted accepted;
        EXPECT_FALSE(bus.codec.decode(outcome.payload, accepted));
        return accepted.request_id.value;
    }
    void give_back(const std::string& request_id) {
        ReturnMachines all;
        all.request_id = RequestId{request_id};
        EXPECT_TRUE(got(bus.tell(fmt::format("c-{}", ++commands), all))->accepted);
    }
    Request request(const std::string& id) const {
        return bus.models.read([&](const View& view) { return *view.state.find(RequestId{id}); });
    }
    std::size_t live_in_the_books() const {
        return bus.models.read([](const View& view) { return view.state.live_machines().size(); });
    }
    template <class Condition>
    static void wait_until(const char* what, Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "never: " << what;
            std::this_thread::sleep_for(1ms);
        }
    }
    void wait_for(const std::string& id, RequestStatus status) {
        wait_until("the request's status", [&] { return request(id).status == status; });
    }

    RunningBus bus;
    LaneClock clock{bus.clock};
    Silent log;
    std::shared_ptr<InMemoryProvider> cloud = std::make_shared<InMemoryProvider>();
    std::unique_ptr<Provisioner> provisioner;
    int commands = 0;
};

TEST_F(ProvisionerTest, MakesMachinesAndGivesThemBack) {
    const auto id = ask_for(3);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_THAT(cloud->living(), IsEmpty());
    wait_until("what is gone is forgotten", [&] { return cloud->forgotten().size() == 3; });
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

TEST_F(ProvisionerTest, P6StrangersWithOurMarkAreTerminated) {
    stop();
    cloud->add_stranger("i-ours", bus.store.id());
    cloud->add_stranger("i-another-sites", "elsewhere");
    start();
    wait_until("ours is gone", [&] { return cloud->living() == std::set<std::string>{"i-another-sites"}; });
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

}  // namespace
}  // namespace hf::testing
