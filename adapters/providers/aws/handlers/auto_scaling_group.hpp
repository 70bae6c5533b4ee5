// AutoScalingGroup: an Auto Scaling group as a source of machines, with the launch's token in its
// name. Closing it suspends its launches, detaches its machines, and deletes it.
#pragma once

#include "adapters/providers/aws/handlers/gathering.hpp"
#include "adapters/providers/aws/handlers/launch_templates.hpp"

namespace hf::aws {

class AutoScalingGroup final : public MachineSource {
public:
    AutoScalingGroup(Caller& ec2, Caller& auto_scaling) : auto_scaling_(auto_scaling), templates_(ec2) {}
    [[nodiscard]] AwsResult<Opened> open(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override;

    // The parameters of CreateAutoScalingGroup, without Action and Version.
    [[nodiscard]] static Form form_of(const LaunchJob& job);

private:
    struct Members {
        std::vector<std::string> in_service;
        bool any_on_their_way = false;
    };
    // Returns nothing if there is no such group.
    [[nodiscard]] AwsResult<std::optional<Members>> members_of(const std::string& name);
    [[nodiscard]] AwsResult<void> detach(const std::string& name, std::span<const std::string> ids);
    [[nodiscard]] AwsResult<void> take_apart(const std::string& name);

    Caller& auto_scaling_;
    LaunchTemplates templates_;
};

}  // namespace hf::aws
