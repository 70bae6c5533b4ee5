// ProvisionerTest: a bus with a provisioner on providers in memory, which can be stopped and started again.
#pragma once

#include <thread>

#include "core/provisioning/provisioner.hpp"
#include "tests/unit/support/in_memory_provider.hpp"
#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {

// Deadlines pass when the test says so; backoff and polling go by real time, as threads do.
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

class ProvisionerTest : public ::testing::Test {
protected:
    explicit ProvisionerTest(Site site = {}) : bus(std::move(site)) { start(); }
    ~ProvisionerTest() override {
        stop();
        bus.store.release();
    }

    void start() {
        type->provider = cloud;
        provisioner = std::make_unique<Provisioner>(
            types, LaneRunner::Dependencies{clock, bus.ids, bus.codec, bus.ledger, bus.models, log, bus.store.id()});
        bus.inform(provisioner.get());
        provisioner->start();
    }
    void stop() {
        provisioner->stop();
        bus.inform(nullptr);
    }

    template <class C>
    void tell(C command) {
        const auto outcome = got(bus.tell(fmt::format("c-{}", ++commands), std::move(command)));
        EXPECT_TRUE(outcome && outcome->accepted) << C::describe.name;
    }
    std::string ask_for(std::uint32_t count, const std::string& template_id = "small") {
        const auto outcome = got(bus.tell(fmt::format("c-{}", ++commands), create_request(count, template_id))).value();
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
    Template small() const {
        return bus.models.read([&](const View& view) { return *view.state.find(TemplateId{"small"}); });
    }
    std::optional<ProviderAggregate> provider(const std::string& name) const {
        return bus.models.read([&](const View& view) {
            const auto* found = view.state.find(ProviderName{name});
            return found ? std::optional(*found) : std::nullopt;
        });
    }
    LaneCounts counts(const std::string& name) const {
        const auto counts = provisioner->counts();
        const auto found = counts.find({name});
        return found == counts.end() ? LaneCounts{} : found->second;
    }
    std::size_t live_in_the_books() const {
        return bus.models.read([](const View& view) { return view.state.live_machines().size(); });
    }
    template <class Condition>
    static void wait_until(const char* what, Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "never: " << what;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }
    void wait_for(const std::string& id, RequestStatus status) {
        wait_until("the request's status", [&] { return request(id).status == status; });
    }

    RunningBus bus;
    LaneClock clock{bus.clock};
    RememberingLog log;
    std::shared_ptr<InMemoryProvider> cloud = std::make_shared<InMemoryProvider>();
    std::shared_ptr<InMemoryType> type = std::make_shared<InMemoryType>();
    // The types that a provider may have; that of "local" is "process".
    ProviderTypes types{{"process", type}};
    std::unique_ptr<Provisioner> provisioner;
    int commands = 0;
};

}  // namespace hf::testing
