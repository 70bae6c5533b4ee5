// RunInstances: tries the offerings one after another, the first choice first, until all machines are
// made. Each offering is asked for all missing machines, and if it lacks that many, for as many as it has.
// Where units are counted, an offering is asked for the machines that fit into what is missing, so that later, lighter
// ones fill the rest. The lightest type, or else any that has machines, may exceed what is missing.
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

    // The least and the greatest number of machines, and what was missing when they were asked for, if not `most`.
    struct Count {
        std::uint32_t least;
        std::uint32_t most;
        std::optional<std::uint32_t> missing = std::nullopt;
    };
    // How many machines to ask an offering for where so many units are missing; `exceeding`: even if they exceed these.
    [[nodiscard]] static std::uint32_t machines_for(const LaunchJob& job, const Offering& offering,
                                                    std::uint32_t missing, bool exceeding);
    // The parameters of the call, without Action and Version.
    [[nodiscard]] static Form form_of(const LaunchJob& job, const Offering& offering, Count count);

private:
    class RefusedOfferings;
    // What one launch has come to so far.
    struct Progress;
    [[nodiscard]] AwsResult<XmlAnswer> ask(const LaunchJob& job, const Offering& offering, const Count& all);
    // Asks the offering for what is missing. Returns false if the launch is to end.
    [[nodiscard]] bool try_one(const LaunchJob& job, const Offering& offering, bool exceeding, Progress& progress);

    Caller& ec2_;
    UnavailableOfferings& unavailable_;
};

}  // namespace hf::aws
