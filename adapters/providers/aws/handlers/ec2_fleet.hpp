// Ec2Fleet: launches by EC2 Fleets of the template's `fleetType`. Both `request` and `maintain` are
// called as `request` and gathered: a fleet that keeps replacing machines would make some that no
// request asked for.
#pragma once

#include "adapters/providers/aws/handlers/gathering.hpp"
#include "adapters/providers/aws/handlers/instant_fleet.hpp"

namespace hf::aws {

// A fleet of the type `request`, recognised by its tags.
class RequestFleet final : public MachineSource {
public:
    explicit RequestFleet(Caller& ec2) : ec2_(ec2), templates_(ec2) {}
    [[nodiscard]] AwsResult<Opened> open(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override;

private:
    // The token's fleets that may still make machines.
    [[nodiscard]] AwsResult<std::vector<std::string>> fleets_of(const std::string& token);

    Caller& ec2_;
    LaunchTemplates templates_;
};

class Ec2Fleet final : public LaunchHandler {
public:
    Ec2Fleet(Caller& ec2, std::chrono::seconds patience)
        : instant_(ec2), gathered_(ec2, std::make_unique<RequestFleet>(ec2), patience) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override { return gathered_.close(token); }

    // The type with which a fleet of the template is called: instant or request.
    [[nodiscard]] static std::string type_of(const LaunchSpecification& spec);

private:
    InstantFleet instant_;
    Gathering gathered_;
};

}  // namespace hf::aws
