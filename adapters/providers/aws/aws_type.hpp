// AwsType: the provider type `aws`.
#pragma once

#include "adapters/providers/aws/account/aws_config.hpp"
#include "adapters/system/permitted_paths.hpp"
#include "core/ports/provider_type.hpp"

namespace hf::aws {

class AwsType final : public ProviderType {
public:
    static constexpr std::string_view name = "aws";

    explicit AwsType(PermittedPaths template_paths = {}) : template_paths_(std::move(template_paths)) {}

    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] tl::expected<ValueMap, std::vector<Finding>> complete(const ValueMap& config) const override;
    [[nodiscard]] std::vector<Finding> check_template(const TemplateSpec& spec) const override;
    [[nodiscard]] std::uint32_t units_of(const TemplateSpec& spec, std::string_view instance_type) const override;
    [[nodiscard]] std::uint32_t excess_of(const TemplateSpec& spec) const override;
    [[nodiscard]] std::vector<Finding> check_tags(const Tags& tags) const override;
    [[nodiscard]] LaneSettings lane_settings(const ValueMap& config) const override;
    [[nodiscard]] std::vector<PlannedCall> plan(const LaunchSpec& order, const ValueMap& config) const override;
    [[nodiscard]] tl::expected<std::shared_ptr<Provider>, std::string> make(const ProviderName& provider,
                                                                            const ValueMap& config) const override;

private:
    PermittedPaths template_paths_;
};

}  // namespace hf::aws
