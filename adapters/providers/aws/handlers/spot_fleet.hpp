// SpotFleet: a Spot Fleet request as a source of machines, recognised by its tags. `maintain` is
// called as `request`, for the same reason as with EC2 Fleets.
#pragma once

#include "adapters/providers/aws/handlers/gathering.hpp"
#include "adapters/providers/aws/handlers/launch_templates.hpp"
#include "core/ports/clock.hpp"

namespace hf::aws {

class SpotFleet final : public MachineSource {
public:
    SpotFleet(Caller& ec2, const Clock& clock) : ec2_(ec2), clock_(clock), templates_(ec2) {}
    [[nodiscard]] AwsResult<Opened> open(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override;
    [[nodiscard]] std::optional<ProviderError> why_too_few(const Opened& opened) override;

private:
    // The token's requests that may still make machines.
    [[nodiscard]] AwsResult<std::vector<std::string>> requests_of(const std::string& token);
    [[nodiscard]] AwsResult<void> cancel(const std::vector<std::string>& ids);

    Caller& ec2_;
    const Clock& clock_;
    LaunchTemplates templates_;
};

}  // namespace hf::aws
