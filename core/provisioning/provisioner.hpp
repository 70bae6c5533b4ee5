// Provisioner: the process manager that turns requests into machines and back. It is
// the only caller of providers; each has a lane of its own.
//
//     Provisioner provisioner(sources, dependencies);
//     provisioner.start();      // after the replay: goes on with what is unfinished
//     …                         // committed() keeps it informed
//     provisioner.stop();       // before the committer stops: results are still recorded
#pragma once

#include "core/bus/committer.hpp"
#include "core/provisioning/provider_lane.hpp"

namespace hf {

struct ProviderSource {
    ProviderName name;
    std::string type;
    std::shared_ptr<Provider> provider;
    LaneSettings settings;
};

class Provisioner final : public CommitObserver {
public:
    Provisioner(const std::vector<ProviderSource>& sources, const ProviderLane::Dependencies& dependencies);

    void start();
    void stop();

    void committed(std::span<const PlacedEvent> batch) override;

    [[nodiscard]] std::map<std::string, Counters, std::less<>> counters() const;

private:
    [[nodiscard]] ProviderLane* lane_of(const Event& event, const State& state) const;

    const ReadModels& models_;
    std::unordered_map<ProviderName, std::unique_ptr<ProviderLane>> lanes_;
};

}  // namespace hf
