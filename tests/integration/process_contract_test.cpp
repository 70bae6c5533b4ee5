// The process provider keeps the contract of all providers, with real keepers and processes.
#include <csignal>

#include "adapters/providers/process/machine_directory.hpp"
#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/process_capabilities.hpp"
#include "adapters/providers/process/process_type.hpp"
#include "adapters/providers/process/processes.hpp"
#include "tests/contract/provider_contract.hpp"
#include "tests/integration/process_machines.hpp"

namespace hf::testing {
namespace {

class ProcessHarness {
public:
    Provider& provider() { return provider_; }
    Provider& restarted() {
        restarted_.push_back(std::make_unique<ProcessProvider>(machines_.settings()));
        return *restarted_.back();
    }
    static Capabilities capabilities() { return process_capabilities(); }

    static LaunchSpec order() {
        LaunchSpec order;
        order.configuration = {{"command", ValueList{"/bin/sleep", "1000000"}}};
        return order;
    }
    static LaunchSpec refused(LaunchSpec order) {
        order.configuration = {{"command", ValueList{"/no/such/program"}}};
        return order;
    }
    static LaunchSpec stubborn(LaunchSpec order) {
        order.configuration = {{"command", ValueList{"/bin/sh", "-c", "trap '' TERM; exec sleep 1000000"}},
                               {"grace_s", 3600}};
        return order;
    }

    static LaunchSpec in_units(LaunchSpec order) {
        order.configuration.emplace("units", 3);
        return order;
    }
    [[nodiscard]] const ProviderType& type() const { return type_; }

    // By a daemon that was killed when it had made half of the machines, and a directory for each of the others.
    void launch_unheard(LaunchSpec order) {
        const auto count = order.count;
        order.count = count / 2;
        static_cast<void>(ProcessProvider(machines_.settings()).launch(order));
        for (auto index = order.count + 1; index <= count; ++index) {
            const auto id = process::machine_id(order.token, index);
            process::MachineDirectory::build(
                machines_.root(), id,
                {order.token, order.site, order.request_id, order.template_id, "unheard-of", index, {}, 10, {}},
                fmt::format("HOSTFACTORY_MACHINE_ID={}{}HOME={}{}", id, '\0', (machines_.root() / id / "work").string(),
                            '\0'));
        }
    }

    void kill(const std::string& id) const {
        const auto machine = process::MachineDirectory::open(machines_.root(), id);
        const auto started = machine ? machine->started() : std::nullopt;
        ASSERT_TRUE(started) << id;
        EXPECT_FALSE(process::signal_process(started->command, SIGKILL));
    }

    [[nodiscard]] std::multiset<std::string> living(const std::string& site) const {
        std::multiset<std::string> ids;
        for (const auto& id : machines_.running()) {
            const auto machine = process::MachineDirectory::open(machines_.root(), id);
            const auto order = machine ? machine->order() : std::nullopt;
            // One that runs without a record is seen at every site: no test expects it.
            if (!order || order->site == site) ids.insert(id);
        }
        return ids;
    }

private:
    ProcessMachines machines_;
    ProcessProvider provider_{machines_.settings()};
    std::vector<std::unique_ptr<ProcessProvider>> restarted_;
    ProcessType type_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Process, ProviderContract, ProcessHarness);

}  // namespace
}  // namespace hf::testing
