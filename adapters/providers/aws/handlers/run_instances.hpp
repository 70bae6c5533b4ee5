// RunInstances: one call per offering, the first choice first, until all are made.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class RunInstances final : public LaunchHandler {
public:
    RunInstances(Caller& ec2, UnavailableOfferings& unavailable) : ec2_(ec2), unavailable_(unavailable) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;

    // The parameters of the call, without Action and Version.
    [[nodiscard]] static Form form_of(const LaunchJob& job, const Offering& offering, std::uint32_t count);

private:
    Caller& ec2_;
    UnavailableOfferings& unavailable_;
};

}  // namespace hf::aws
