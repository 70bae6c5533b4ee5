// InstantFleet: an EC2 Fleet of the type `instant`. EC2 chooses among all instance types and
// subnets in one call, and makes no further machines after it.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"
#include "adapters/providers/aws/handlers/launch_templates.hpp"

namespace hf::aws {

class InstantFleet final : public LaunchHandler {
public:
    explicit InstantFleet(Caller& ec2) : ec2_(ec2), templates_(ec2) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override { return templates_.remove(token); }

private:
    [[nodiscard]] LaunchResult create(const LaunchJob& job);

    Caller& ec2_;
    LaunchTemplates templates_;
};

}  // namespace hf::aws
