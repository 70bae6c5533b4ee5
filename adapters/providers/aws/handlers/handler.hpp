// LaunchHandler: one of EC2's ways to make machines.
#pragma once

#include "adapters/providers/aws/api/aws_error.hpp"
#include "adapters/providers/aws/ec2/launch_data.hpp"
#include "adapters/providers/aws/handlers/fallback.hpp"
#include "adapters/providers/aws/handlers/offerings.hpp"
#include "core/ports/provider.hpp"

namespace hf::aws {

struct LaunchJob {
    const LaunchSpec& order;
    const ReadySpecification& ready;
    std::uint32_t missing;  // how many are to be made
    Fallback fallback = Fallback::at_once;
};

class LaunchHandler {
public:
    virtual ~LaunchHandler() = default;

    // Makes what is missing, or as many as there are; with fewer, says why. An error of the kind
    // `unreachable` means that nobody knows what the call has done.
    [[nodiscard]] virtual LaunchResult launch(const LaunchJob& job) = 0;

    // Ends whatever still makes machines for the token, and leaves those that there are. May be
    // repeated; where there is nothing it is no error.
    [[nodiscard]] virtual tl::expected<void, AwsError> close(const std::string& token) = 0;
};

// What AWS is told to know a call again that it has had: the same for the same call of a launch,
// and another for any other.
std::string client_token(const std::string& launch_token, std::uint32_t count, const std::string& what);

}  // namespace hf::aws
