// LaunchHandler: one of EC2's ways to make machines.
#pragma once

#include <span>

#include "adapters/providers/aws/api/aws_error.hpp"
#include "adapters/providers/aws/ec2/launch_data.hpp"
#include "adapters/providers/aws/handlers/fallback.hpp"
#include "adapters/providers/aws/handlers/offerings.hpp"
#include "core/ports/provider.hpp"

namespace hf::aws {

// What machines are worth together, in what is counted.
std::uint32_t worth(std::span<const ProviderMachine> machines, Counting counts, const Weights& weights);

struct LaunchJob {
    const LaunchSpec& order;
    const ReadySpecification& ready;
    std::uint32_t missing;  // how many machines or units to make
    Fallback fallback = Fallback::at_once;
    std::string variant = {};  // part of client tokens: distinguishes calls of one launch that differ otherwise

    [[nodiscard]] bool counts_units() const { return order.counts == Counting::units; }
    // What a machine of this type is worth.
    [[nodiscard]] std::uint32_t weight_of(std::string_view type) const {
        return counts_units() ? ready.spec.weights.of(type) : 1;
    }
    [[nodiscard]] std::uint32_t worth(std::span<const ProviderMachine> machines) const {
        return aws::worth(machines, order.counts, ready.spec.weights);
    }
};

class LaunchHandler {
public:
    virtual ~LaunchHandler() = default;

    // Makes what is missing, or as much as possible; if less, it says why. Of units the last machine may exceed it. An
    // error of the kind `unreachable` means that the effect of the call is unknown.
    [[nodiscard]] virtual LaunchResult launch(const LaunchJob& job) = 0;

    // Ends whatever still makes machines for the token, and keeps the existing machines. May be
    // repeated; it is no error if there is nothing to end.
    [[nodiscard]] virtual tl::expected<void, AwsError> close(const std::string& token) = 0;
};

// The kind that describes several refusals: as long as one of them gives hope, another attempt is worthwhile, and a
// lack of capacity gives more hope than anything else.
ProviderErrorKind most_hopeful(std::optional<ProviderErrorKind> known, ProviderErrorKind next);

// The idempotency token for one AWS call: equal for repeats of the same call of a launch, different
// otherwise.
std::string client_token(const std::string& launch_token, std::uint32_t count, const std::string& what);

}  // namespace hf::aws
