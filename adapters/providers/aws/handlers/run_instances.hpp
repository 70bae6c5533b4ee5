// RunInstances: tries the offerings one after another, the first choice first, until all machines are
// made. Each offering is asked for all missing machines, and if it lacks that many, for as many as it has.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class RunInstances final : public LaunchHandler {
public:
    RunInstances(Caller& ec2, UnavailableOfferings& unavailable) : ec2_(ec2), unavailable_(unavailable) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;
    // Nothing to end: a call makes no machines after its answer.
    [[nodiscard]] AwsResult<void> close(const std::string&) override { return {}; }

    // The least and the greatest number of machines.
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
