// kill -9 at any moment of launches and returns, behind a proxy that loses, spoils, delays and
// refuses calls: after each restart the instances at moto are the machines that the store knows (P6).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "core/threads/mutex.hpp"
#include "tests/aws/daemon_at_moto.hpp"

namespace hf::aws::testing {
namespace {

using namespace std::chrono_literals;
using system_test::eventually;
using system_test::RunningDaemon;

constexpr int one_call_in = 7;  // one call in this many gets a fault
constexpr auto until_reconciled = 240s;

// Chooses faults of every kind now and then, the same ones for the same seed and the same calls.
class Plague {
public:
    explicit Plague(std::uint32_t seed) : random_(seed) {}

    Fault operator()(const std::string& action) {
        const MutexLock lock(mutex_);
        if (random_() % one_call_in != 0) return {};
        const bool launches = action == "RunInstances" || action == "CreateFleet" || action == "RequestSpotFleet";
        switch (random_() % 8) {
            case 0: return drop_reply;
            case 1: return drop_request;
            case 2: return truncate;
            case 3: return cut_off;
            case 4: return refusal("RequestLimitExceeded", 503);
            case 5: return refusal("InternalError", 500);
            case 6: return launches ? refusal("InsufficientInstanceCapacity", 500) : delay;
            default: return delay;
        }
    }

private:
    Mutex mutex_;
    std::mt19937 random_ GUARDED_BY(mutex_);
};

// Orders machines, and gives back those of earlier orders, until it is stopped.
class Orders {
public:
    Orders(const RunningDaemon& daemon, std::uint32_t seed)
        : thread_([this, &daemon, random = std::mt19937(seed)]() mutable {
              auto client = daemon.client(500ms);
              std::vector<RequestId> made;
              while (!stopping_) {
                  CreateRequest order;
                  order.template_id = TemplateId{every_way[random() % every_way.size()].name};
                  order.machine_count = 1 + static_cast<std::uint32_t>(random() % 4);
                  if (const auto accepted = client.command(order)) {
                      made.push_back(accepted->result.request_id);
                      ++accepted_;
                  }
                  if (made.size() > 1 && random() % 2 == 0) {
                      ReturnMachines back;
                      back.request_id = made.front();
                      // A return without any machine is refused.
                      static_cast<void>(client.command(back));
                      made.erase(made.begin());
                  }
                  std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
              }
          }) {}
    ~Orders() {
        stopping_ = true;
        thread_.join();
    }
    [[nodiscard]] int accepted() const { return accepted_; }

private:
    std::atomic<bool> stopping_ = false;
    std::atomic<int> accepted_ = 0;
    std::thread thread_;
};

class AwsKill : public DaemonAtMoto {
protected:
    AwsKill() : DaemonAtMoto({.settings = "log: {level: warn}"}) {
        config_.lane.poll_ms = 200;
        config_.unavailable_s = 0;
        register_provider(cloud_);
        create_every_way();
    }

    void reconciled() {
        auto client = daemon_.client();
        std::map<std::string, std::string> books;  // the id, and what is known of the machine
        std::set<std::string> there;
        std::uint64_t open = 0;
        EXPECT_TRUE(eventually(
            [&] {
                const auto status = client.query(GetStatus{});
                if (!status) return false;
                open = status->result.requests.at("pending") + status->result.requests.at("in_progress");
                if (open > 0) return false;
                ListMachines query;
                query.live_only = true;
                query.page.limit = 1000;
                const auto machines = client.query(query);
                if (!machines) return false;
                books.clear();
                for (const auto& machine : machines->result.items)
                    books.emplace(machine.spec.machine_id.value,
                                  fmt::format("{} of {}{}", name_of(machine.status), machine.spec.template_id,
                                              machine.return_requested ? ", to be given back" : ""));
                there = moto_.instances({"pending", "running", "stopping", "stopped"});
                return std::ranges::equal(there, books, {}, {}, &std::pair<const std::string, std::string>::first);
            },
            until_reconciled))
            << open << " open requests" << difference(books, there);
    }
    static std::string difference(const std::map<std::string, std::string>& books, const std::set<std::string>& there) {
        std::string text;
        for (const auto& [id, known] : books)
            if (there.count(id) == 0) text += fmt::format("; {} is not there: {}", id, known);
        for (const auto& id : there)
            if (books.count(id) == 0) text += fmt::format("; {} is not recorded", id);
        return text;
    }

    void kill_at_random_moments(int rounds, std::uint32_t seed) {
        std::mt19937 random(seed);
        std::size_t most = 0;
        proxy_.otherwise([plague = std::make_shared<Plague>(seed)](const auto& action) { return (*plague)(action); });
        for (int round = 0; round < rounds && !HasFailure(); ++round) {
            SCOPED_TRACE(round);
            {
                const Orders orders(daemon_, static_cast<std::uint32_t>(random()));
                // At any instant, once there is something to do.
                ASSERT_TRUE(eventually([&] { return orders.accepted() > 0; }));
                std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
                daemon_.kill_hard();
            }
            daemon_.start();
            reconciled();
            most = std::max(most, moto_.instances().size());
            // Give them back, or there would be ever more.
            if (most > 30) {
                auto client = daemon_.client();
                system_test::return_everything(client);
                most = 0;
            }
        }
        proxy_.otherwise([](const auto&) { return Fault{}; });
        auto client = daemon_.client();
        system_test::return_everything(client);
        EXPECT_TRUE(moto_.instances({"pending", "running", "stopping", "stopped"}).empty());
        EXPECT_FALSE(moto_.instances({}).empty()) << "nothing was ever launched";
    }
};

TEST_F(AwsKill, InstancesAreTheMachinesOfTheBooks) { kill_at_random_moments(4, 20261125); }

// A hundred rounds. Moto remembers all instances there ever were and gets slow, so each ten rounds
// have their own.
class AwsKillSoak : public AwsKill, public ::testing::WithParamInterface<std::uint32_t> {};
TEST_P(AwsKillSoak, InstancesAreTheMachinesOfTheBooks) { kill_at_random_moments(10, GetParam()); }
INSTANTIATE_TEST_SUITE_P(Seeds, AwsKillSoak, ::testing::Range(1U, 11U));

}  // namespace
}  // namespace hf::aws::testing
