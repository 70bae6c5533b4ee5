// RunInstances: the offerings one after another, the first choice first, until all are made. Each is
// asked for all that is left, and when it hasn't that many, for as many as it has.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class RunInstances final : public LaunchHandler {
public:
    RunInstances(Caller& ec2, UnavailableOfferings& unavailable) : ec2_(ec2), unavailable_(unavailable) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;
    // A call makes what it makes, and nothing after it.
    [[nodiscard]] AwsResult<void> close(const std::string&) override { return {}; }

    // At least so many, and at most.
    struct Count {
        std::uint32_t least;
        std::uint32_t most;
    };
    // The parameters of the call, without Action and Version.
    [[nodiscard]] static Form form_of(const LaunchJob& job, const Offering& offering, Count count);

private:
    [[nodiscard]] AwsResult<XmlAnswer> ask(const LaunchJob& job, const Offering& offering, std::uint32_t left);

    Caller& ec2_;
    UnavailableOfferings& unavailable_;
};

}  // namespace hf::aws
