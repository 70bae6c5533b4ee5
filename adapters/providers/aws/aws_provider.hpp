// AwsProvider: a provider whose machines are EC2 instances.
//
//     auto account = Account::open(config, Environment::of_this_process());
//     AwsProvider provider(std::move(*account), config);
//     auto launched = provider.launch(order);
//     auto machines = provider.describe(ids);
//
// Each machine carries hostfactory's tags (ec2/tags.hpp) and is found by them: a launch that may
// have been called before first looks for its machines, for as long as EC2 may take to show them. In
// addition, calls that make machines carry a client token, which is derived from the launch's token.
//
// The name of a machine is its private DNS name, or its id while it has none. Since EC2 shows things
// late, a machine is reported as gone from the account only after it has been missing for a while.
//
// Thread-safe; calls wait for each other only if they launch or find the same token.
// Errors: api/aws_error.hpp.
#pragma once

#include "adapters/providers/aws/account/account.hpp"
#include "adapters/providers/aws/ec2/console_output.hpp"
#include "adapters/providers/aws/ec2/fleet_role.hpp"
#include "adapters/providers/aws/ec2/images.hpp"
#include "adapters/providers/aws/ec2/instances.hpp"
#include "adapters/providers/aws/ec2/notices.hpp"
#include "adapters/providers/aws/ec2/subnets.hpp"
#include "adapters/providers/aws/handlers/handlers.hpp"
#include "adapters/providers/token_gate.hpp"
#include "adapters/system/permitted_paths.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

class AwsProvider final : public Provider {
public:
    // `template_paths`: where the files must lie that templates name.
    AwsProvider(std::unique_ptr<Account> account, const AwsConfig& config, PermittedPaths template_paths = {});

    [[nodiscard]] LaunchResult launch(const LaunchSpec& order) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> find_begun_by(
        const std::string& token, const std::optional<std::string>& provider_api) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> describe(
        std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<void> terminate(std::span<const std::string> machine_ids, Ending how) override;
    [[nodiscard]] ProviderResult<void> stop(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<void> start(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override;
    void forget(std::span<const std::string> machine_ids) override;
    [[nodiscard]] ProviderResult<TemplateCheck> validate(const TemplateSpec& tmpl) override;
    [[nodiscard]] ProviderResult<void> health() override;
    void leave() override;

private:
    using Time = std::chrono::steady_clock::time_point;

    // Makes a launch specification of the order's configuration, and looks up what it needs.
    [[nodiscard]] ProviderResult<ReadySpecification> ready(const std::string& api, const LaunchSpec& order);
    [[nodiscard]] ProviderResult<void> look_up_image(ReadySpecification& ready);
    // Adds what of a valid template is done otherwise than it says.
    void note_choices(const std::string& api, const LaunchSpecification& spec, TemplateCheck& check);
    // Ends whatever may still make machines for the token: of the way by which the launch was begun, or of all ways
    // where that is not known.
    [[nodiscard]] AwsResult<void> close(const std::string& token, const std::optional<std::string>& begun_by);
    // The final set of the token's machines, after EC2 has had time to show them.
    [[nodiscard]] AwsResult<std::vector<ProviderMachine>> settled(const std::string& token,
                                                                  const std::optional<std::string>& begun_by);
    // Calls the action for the machines that are in one of the states.
    [[nodiscard]] ProviderResult<void> order(const std::string& action, std::span<const std::string> ids,
                                             std::span<const MachineStatus> of);
    // Adds to the reason of one machine that died before it was seen running what its console said last. One of each
    // call is enough: those that die together mostly die of the same thing, and each costs a call.
    void explain_a_death(std::vector<ProviderMachine>& machines);
    // True if a machine that is not shown may still appear.
    [[nodiscard]] bool may_show(const std::string& id, Time now);
    // Why no machine of the template would be launched, or nothing.
    [[nodiscard]] ProviderResult<std::optional<AwsError>> try_out(const TemplateSpec& tmpl, const std::string& api);
    void delete_leftovers(const std::string& site);

    const AwsConfig config_;
    const PermittedPaths template_paths_;
    const std::unique_ptr<Account> account_;
    Instances instances_;
    Images images_;
    FleetRole fleet_role_;
    Subnets subnets_;
    Notices notices_;
    ConsoleOutput consoles_;
    UnavailableOfferings unavailable_;
    const LaunchHandlers handlers_;
    TokenGate gate_;
    Mutex mutex_;
    std::map<std::string, Time> missing_since_ GUARDED_BY(mutex_);
    std::set<std::string> seen_running_ GUARDED_BY(mutex_);
};

}  // namespace hf::aws
