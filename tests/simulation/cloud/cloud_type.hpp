// CloudType: the type of the simulated providers. A provider's configuration says how its lane works.
//
//     ProviderTypes types{{"cloud", std::make_shared<CloudType>(true, make)}};
//
// Stateless but for `make`; used by one thread.
#pragma once

#include <fmt/format.h>

#include "core/ports/provider_type.hpp"
#include "tests/simulation/cloud/instance.hpp"

namespace hf::simulation {

class CloudType final : public ProviderType {
public:
    using Make = std::function<std::shared_ptr<Provider>(const ProviderName& name)>;

    CloudType(bool stops_and_starts, Make make) : stops_and_starts_(stops_and_starts), make_(std::move(make)) {}

    [[nodiscard]] Capabilities capabilities() const override {
        Capabilities capabilities;
        capabilities.stop_and_start = stops_and_starts_;
        capabilities.reclaims = true;
        return capabilities;
    }
    [[nodiscard]] tl::expected<ValueMap, std::vector<Finding>> complete(const ValueMap& config) const override {
        static const ValueMap defaults{
            {"max_calls", 2}, {"machines_per_call", 3}, {"poll_s", 30}, {"orphans", "terminate"}, {"loss_count", 5}};
        auto complete = config;
        for (const auto& [key, value] : config)
            if (!defaults.contains(key)) return tl::make_unexpected(std::vector<Finding>{{key, "is not known here"}});
        complete.insert(defaults.begin(), defaults.end());
        return complete;
    }
    [[nodiscard]] std::vector<Finding> check_template(const TemplateSpec&) const override { return {}; }
    [[nodiscard]] std::uint32_t units_of(const TemplateSpec&, std::string_view instance_type) const override {
        return worth(instance_type);
    }
    [[nodiscard]] std::uint32_t excess_of(const TemplateSpec&) const override {
        return worth(instance_types.back()) - 1;
    }
    [[nodiscard]] LaneSettings lane_settings(const ValueMap& config) const override {
        LaneSettings settings;
        settings.max_calls = number(config, "max_calls");
        settings.machines_per_call = number(config, "machines_per_call");
        settings.poll_ms = 1000 * number(config, "poll_s");
        settings.loss_count = number(config, "loss_count");
        const auto* orphans = config.at("orphans").as<std::string>();
        settings.orphans = enum_from<OrphanPolicy>(orphans ? *orphans : "").value_or(OrphanPolicy::terminate);
        return settings;
    }
    [[nodiscard]] std::vector<PlannedCall> plan(const LaunchSpec& order, const ValueMap&) const override {
        return {{"launch", fmt::format("{} machines", order.count), {}}};
    }
    [[nodiscard]] tl::expected<std::shared_ptr<Provider>, std::string> make(const ProviderName& name,
                                                                            const ValueMap&) const override {
        auto provider = make_(name);
        if (!provider) return tl::make_unexpected("there is no such cloud");
        return provider;
    }

private:
    static std::uint32_t number(const ValueMap& config, std::string_view key) {
        return static_cast<std::uint32_t>(config.find(key)->second.as_integer().value_or(1));
    }

    bool stops_and_starts_;
    Make make_;
};

}  // namespace hf::simulation
