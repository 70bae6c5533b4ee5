// The provider type `process`: machines that are processes of this host.
//
//     providers:
//       - {name: local, type: process, directory: /var/lib/hostfactory/local}
#pragma once

#include <filesystem>

#include "adapters/system/permitted_paths.hpp"
#include "core/ports/provider_type.hpp"

namespace hf {

struct ProcessConfig {
    LaneSettings lane;
    std::string directory;
    std::uint32_t grace_s = 10;
    std::optional<std::string> keeper;

    static constexpr auto describe =
        message("ProcessConfig", "How a provider of type process is set up.", flat<&ProcessConfig::lane>(),
                field<&ProcessConfig::directory>("directory", "process: where machines have their directories")
                    .between(1, 4096),
                field<&ProcessConfig::grace_s>("grace_s", "process: seconds between SIGTERM and SIGKILL")
                    .optional()
                    .between(0, 3600),
                field<&ProcessConfig::keeper>(
                    "keeper", "process: the program that keeps a machine; found beside the daemon by itself"));
};

// Returns the program that keeps the provider's machines: the one that is set, or else the one beside the daemon or in
// its libexec. Or says in words why there is none that could be run.
tl::expected<std::filesystem::path, std::string> keeper_of(const ProcessConfig& config);

class ProcessType final : public ProviderType {
public:
    static constexpr std::string_view name = "process";

    explicit ProcessType(PermittedPaths template_paths = {}) : template_paths_(std::move(template_paths)) {}

    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] tl::expected<ValueMap, std::vector<Finding>> complete(const ValueMap& config) const override;
    [[nodiscard]] std::vector<Finding> check_template(const TemplateSpec& spec) const override;
    [[nodiscard]] std::uint32_t units_of(const TemplateSpec& spec, std::string_view instance_type) const override;
    [[nodiscard]] std::uint32_t excess_of(const TemplateSpec& spec) const override;
    [[nodiscard]] std::vector<Finding> check_host(const ValueMap& config) const override;
    [[nodiscard]] LaneSettings lane_settings(const ValueMap& config) const override;
    [[nodiscard]] std::vector<PlannedCall> plan(const LaunchSpec& order, const ValueMap& config) const override;
    [[nodiscard]] tl::expected<std::shared_ptr<Provider>, std::string> make(const ProviderName& provider,
                                                                            const ValueMap& config) const override;

private:
    PermittedPaths template_paths_;
};

}  // namespace hf
