#include "adapters/providers/aws/handlers/handlers.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/handlers/instant_fleet.hpp"
#include "adapters/providers/aws/handlers/run_instances.hpp"
#include "adapters/providers/aws/signing/digest.hpp"

namespace hf::aws {

LaunchHandlers make_handlers(Caller& ec2, UnavailableOfferings& unavailable) {
    LaunchHandlers handlers;
    handlers.emplace("RunInstances", std::make_unique<RunInstances>(ec2, unavailable));
    handlers.emplace("EC2Fleet", std::make_unique<InstantFleet>(ec2));
    return handlers;
}

std::vector<std::string> handler_names() { return {"RunInstances", "EC2Fleet"}; }

std::string client_token(const std::string& launch_token, std::uint32_t count, const std::string& what) {
    return hex(sha256(fmt::format("{}/{}/{}", launch_token, count, what)));
}

}  // namespace hf::aws
