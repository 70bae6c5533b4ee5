#include "adapters/providers/aws/handlers/handlers.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/handlers/auto_scaling_group.hpp"
#include "adapters/providers/aws/handlers/ec2_fleet.hpp"
#include "adapters/providers/aws/handlers/run_instances.hpp"
#include "adapters/providers/aws/handlers/spot_fleet.hpp"
#include "adapters/providers/aws/signing/digest.hpp"

namespace hf::aws {

std::uint32_t worth(std::span<const ProviderMachine> machines, Counting counts, const Weights& weights) {
    std::uint32_t sum = 0;
    for (const auto& machine : machines) sum += counts == Counting::units ? weights.of(machine.instance_type) : 1;
    return sum;
}

LaunchHandlers make_handlers(Account& account, UnavailableOfferings& unavailable, std::chrono::seconds patience) {
    auto& ec2 = account.ec2();
    LaunchHandlers handlers;
    handlers.emplace("RunInstances", std::make_unique<RunInstances>(ec2, unavailable));
    handlers.emplace("EC2Fleet", std::make_unique<Ec2Fleet>(ec2, patience));
    handlers.emplace("SpotFleet",
                     std::make_unique<Gathering>(ec2, std::make_unique<SpotFleet>(ec2, account.clock()), patience));
    handlers.emplace("ASG", std::make_unique<Gathering>(
                                ec2, std::make_unique<AutoScalingGroup>(ec2, account.auto_scaling()), patience));
    return handlers;
}

std::vector<std::string> handler_names() { return {"RunInstances", "EC2Fleet", "SpotFleet", "ASG"}; }

ProviderErrorKind most_hopeful(std::optional<ProviderErrorKind> known, ProviderErrorKind next) {
    if (!known || next == ProviderErrorKind::no_capacity) return next;
    return is_hopeless(*known) && !is_hopeless(next) ? next : *known;
}

std::string client_token(const std::string& launch_token, std::uint32_t count, const std::string& what) {
    return hex(sha256(fmt::format("{}/{}/{}", launch_token, count, what)));
}

}  // namespace hf::aws
