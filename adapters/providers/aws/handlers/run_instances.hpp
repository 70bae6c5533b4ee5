// RunInstances: tries the offerings one after another, the first choice first, until all machines are
// made. Each offering is asked for all missing machines, and if it lacks that many, for as many as it has. The share of
// a spot launch that the template wants on demand comes first. Where units are counted, an offering is asked for the
// machines that fit into what is missing, so that later, lighter ones fill the rest. The lightest type, or else any
// that has machines, may exceed what is missing.
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

    // Offerings that are asked one after another for so many machines or units.
    struct Round {
        std::vector<Offering> offerings;
        std::uint32_t wanted{};
        bool share_on_demand = false;
    };
    // The rounds of a launch whose last one pays by `price_type`.
    [[nodiscard]] static std::vector<Round> rounds_of(const LaunchJob& job, const std::string& price_type);

    // The least and the greatest number of machines, and what is missing, if not `most`. Calls of the share on demand
    // have client tokens of their own, since the same offering may be asked for the same number afterwards.
    struct Count {
        std::uint32_t least;
        std::uint32_t most;
        bool share_on_demand = false;
        std::optional<std::uint32_t> missing = std::nullopt;
    };
    // How many machines to ask one of the offerings for where so much is missing; `exceeding`: even to exceed that.
    [[nodiscard]] static std::uint32_t machines_for(const LaunchJob& job, const std::vector<Offering>& offerings,
                                                    const Offering& offering, std::uint32_t missing, bool exceeding);
    // The parameters of the call, without Action and Version.
    [[nodiscard]] static Form form_of(const LaunchJob& job, const Offering& offering, Count count);

private:
    class RefusedOfferings;
    // What one launch has come to so far.
    struct Progress;
    [[nodiscard]] AwsResult<XmlAnswer> ask(const LaunchJob& job, const Offering& offering, Count count);
    // Both return false if the launch is over, whatever is missing.
    [[nodiscard]] bool play(const LaunchJob& job, const Round& round, Progress& progress);
    [[nodiscard]] bool try_one(const LaunchJob& job, const Offering& offering, Count count, Progress& progress);

    Caller& ec2_;
    UnavailableOfferings& unavailable_;
};

}  // namespace hf::aws
