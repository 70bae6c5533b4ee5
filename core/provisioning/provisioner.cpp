#include "core/provisioning/provisioner.hpp"

#include "core/provisioning/missing_provider.hpp"

namespace hf {

Provisioner::Provisioner(const std::vector<ProviderSource>& sources, const ProviderLane::Dependencies& dependencies)
    : models_(dependencies.models) {
    const auto add = [&](const ProviderName& name, std::shared_ptr<Provider> provider, const LaneSettings& settings) {
        lanes_.emplace(name, std::make_unique<ProviderLane>(name, std::move(provider), settings, dependencies));
    };
    for (const auto& source : sources) add(source.name, source.provider, source.settings);
    models_.read([&](const View& view) {
        for (const auto& [name, known] : view.state.providers())
            if (lanes_.count(name) == 0) add(name, std::make_shared<MissingProvider>(name.value), {});
        for (const auto& [name, lane] : lanes_) lane->take_up(view.state);
    });
}

void Provisioner::start() {
    for (const auto& [name, lane] : lanes_) lane->start();
}

void Provisioner::stop() {
    for (const auto& [name, lane] : lanes_) lane->stop();
}

ProviderLane* Provisioner::lane_of(const Event& event, const State& state) const {
    const auto lane = [this](const std::optional<ProviderName>& name) -> ProviderLane* {
        const auto it = name ? lanes_.find(*name) : lanes_.end();
        return it == lanes_.end() ? nullptr : it->second.get();
    };
    return std::visit(
        [&](const auto& e) -> ProviderLane* {
            if constexpr (requires { e.machine_id; })
                return lane(state.find(e.machine_id)->spec.provider);
            else if constexpr (requires { e.spec.machine_id; })
                return lane(e.spec.provider);
            else if constexpr (requires { e.request_id; })
                return lane(state.find(e.request_id)->provider);
            else
                return nullptr;
        },
        event);
}

void Provisioner::committed(std::span<const PlacedEvent> batch) {
    models_.read([&](const View& view) {
        for (const auto& [meta, event] : batch)
            if (auto* lane = lane_of(event, view.state)) lane->apply(event, view.state);
    });
}

std::map<std::string, Counters, std::less<>> Provisioner::counters() const {
    std::map<std::string, Counters, std::less<>> result;
    for (const auto& [name, lane] : lanes_) result.emplace("provider." + name.value, lane->counters());
    return result;
}

}  // namespace hf
