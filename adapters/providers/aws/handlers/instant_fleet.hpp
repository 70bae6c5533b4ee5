// InstantFleet: an EC2 Fleet of the type `instant`: EC2 chooses among all instance types and
// subnets in one call, and leaves no fleet behind that would make further machines. A fleet
// needs a launch template; one is made for the launch, called `hostfactory-<token>`, and deleted
// after it.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class InstantFleet final : public LaunchHandler {
public:
    explicit InstantFleet(Caller& ec2) : ec2_(ec2) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;

    [[nodiscard]] static std::string template_name(const std::string& token) { return "hostfactory-" + token; }
    [[nodiscard]] static Form template_form(const LaunchJob& job);
    [[nodiscard]] static Form fleet_form(const LaunchJob& job);

private:
    [[nodiscard]] LaunchResult create(const LaunchJob& job);

    Caller& ec2_;
};

}  // namespace hf::aws
