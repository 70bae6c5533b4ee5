// InMemoryType: a type of provider whose rules and provider a test supplies.
//
//     auto type = std::make_shared<InMemoryType>();
//     type->needs_command = true;
//     Site site{.types = {{"process", type}}};
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>

#include "core/ports/provider_type.hpp"
#include "tests/unit/support/in_memory_provider.hpp"

namespace hf::testing {

class InMemoryType final : public ProviderType {
public:
    Capabilities can = [] {
        Capabilities all;
        all.stop_and_start = true;
        return all;
    }();
    std::size_t most_tags = 50;
    bool needs_command = false;                             // for a template's configuration
    std::shared_ptr<Provider> provider;                     // the result of make(); null: it fails
    std::map<std::string, std::shared_ptr<Provider>> of{};  // the results for providers of these names
    std::atomic<bool> throws_from_make = false;
    LaneSettings lane{.poll_ms = 10};

    [[nodiscard]] Capabilities capabilities() const override { return can; }

    // Accepts `grace_s`, whose default is 10, and `secret_key`.
    [[nodiscard]] tl::expected<ValueMap, std::vector<Finding>> complete(const ValueMap& config) const override {
        std::vector<Finding> findings;
        for (const auto& [key, value] : config)
            if (key != "grace_s" && key != "secret_key") findings.push_back({key, "is not known here"});
        if (!findings.empty()) return tl::make_unexpected(std::move(findings));
        auto complete = config;
        complete.try_emplace("grace_s", 10);
        return complete;
    }

    [[nodiscard]] std::vector<Finding> check_template(const TemplateSpec& spec) const override {
        const auto& configuration = spec.configuration;
        if (!needs_command) return {};
        if (configuration.contains("forbidden")) return {{"", "must not say forbidden"}};
        if (!configuration.contains("command")) return {{"command[0]", "is missing"}, {"command", "is empty"}};
        return {};
    }

    // Machines are worth the `units` of the template's configuration.
    [[nodiscard]] std::uint32_t units_of(const TemplateSpec& spec, std::string_view) const override {
        return units_in(spec.configuration);
    }
    [[nodiscard]] std::uint32_t excess_of(const TemplateSpec& spec) const override {
        return units_in(spec.configuration) - 1;
    }

    [[nodiscard]] std::vector<Finding> check_tags(const Tags& tags) const override {
        if (tags.size() <= most_tags) return {};
        return {{"tags", fmt::format("must be at most {}, not {}", most_tags, tags.size())}};
    }

    [[nodiscard]] LaneSettings lane_settings(const ValueMap&) const override { return lane; }

    [[nodiscard]] std::vector<PlannedCall> plan(const LaunchSpec& order, const ValueMap&) const override {
        return {{"launch", fmt::format("{} {}", order.count, name_of(order.counts)), order.configuration}};
    }

    [[nodiscard]] tl::expected<std::shared_ptr<Provider>, std::string> make(const ProviderName& name,
                                                                            const ValueMap&) const override {
        if (throws_from_make) throw std::runtime_error("no such key");
        if (const auto it = of.find(name.value); it != of.end()) return it->second;
        if (!provider) return tl::make_unexpected("there is none");
        return provider;
    }
};

inline ProviderTypes in_memory_types() { return {{"process", std::make_shared<InMemoryType>()}}; }

}  // namespace hf::testing
