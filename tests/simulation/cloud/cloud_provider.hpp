// CloudProvider: a cloud as a daemon sees it, over a network and an interface that do all that the port allows:
// replies are lost, calls take effect late, some machines of a batch are refused or are unknown for now, an answer
// has one machine twice or lacks some that are there, nothing answers for an hour, or an answer is one that nobody has
// thought of.
//
//     CloudProvider provider(network, cloud);     // as often as the daemon sets it up
//
// A call takes effect at once; the owner of the daemon decides when the answer arrives there. Used by one thread.
#pragma once

#include "tests/simulation/cloud/cloud.hpp"
#include "tests/simulation/cloud/late_effects.hpp"

namespace hf::simulation {

// What stays when the daemon sets a provider up anew.
struct CloudAccess {
    CloudAccess(World& shared_world, std::string name)
        : world(shared_world), cloud(world, std::move(name)), late(world), random(world.random.fork()) {}

    World& world;
    Cloud cloud;
    LateEffects late;
    Randomness random;
    std::uint64_t calls = 0;
    // Hears of each launch before it takes effect.
    std::function<void(const Cloud&, const LaunchSpec&)> launching = [](const Cloud&, const LaunchSpec&) {};
    // Hears of each machine that is ordered to end.
    std::function<void(const Cloud&, const std::string& id)> ending = [](const Cloud&, const std::string&) {};
};

class CloudProvider final : public Provider {
public:
    explicit CloudProvider(CloudAccess& access) : with_(access) {}

    LaunchResult launch(const LaunchSpec& order) override;
    ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override;
    ProviderResult<std::vector<ProviderMachine>> describe(std::span<const std::string> machine_ids) override;
    ProviderResult<void> terminate(std::span<const std::string> machine_ids, Ending how) override;
    ProviderResult<void> stop(std::span<const std::string> machine_ids) override;
    ProviderResult<void> start(std::span<const std::string> machine_ids) override;
    ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override;
    void forget(std::span<const std::string> machine_ids) override;
    ProviderResult<TemplateCheck> validate(const TemplateSpec& spec) override;
    ProviderResult<void> health() override;

private:
    // What becomes of a call.
    enum class Fate : std::uint8_t { done, silent, throttled, reply_lost, late, strange };

    [[nodiscard]] Fate fate_of(std::string_view call);
    // Returns the trouble of a call that changes nothing.
    [[nodiscard]] std::optional<ProviderError> trouble(std::string_view call);
    // Gives an order to each of these machines.
    ProviderResult<void> order(std::string_view call, std::span<const std::string> ids,
                               const std::function<void(const std::string&)>& give);
    [[nodiscard]] std::uint32_t most_given(const LaunchSpec& order);
    [[nodiscard]] LaunchResult answer_to(const LaunchSpec& order, std::optional<ProviderError> error);
    void maybe_twice(std::vector<ProviderMachine>& machines);
    [[nodiscard]] bool strikes(std::uint32_t chance) { return with_.random.per_mille(chance); }
    [[nodiscard]] const Weather& weather() const { return with_.world.weather; }

    CloudAccess& with_;
};

}  // namespace hf::simulation
