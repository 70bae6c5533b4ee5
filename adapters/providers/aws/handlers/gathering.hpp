// Gathering: launches through services that make their machines after the call (fleets, groups). It
// waits for the machines, then ends the service and keeps its machines. So no machine appears later
// (find() is final), none is replaced without the provisioner's knowledge, and nothing has to be
// cleaned up when the machines are given back.
#pragma once

#include "adapters/providers/aws/ec2/instances.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

// The service's id for what was opened, and the time of the call if asking for reasons needs it.
struct Opened {
    std::string id;
    Timestamp at{};
    std::string refused = {};  // what was said of types that were left out
};

// A service that makes machines until it is closed.
class MachineSource {
public:
    virtual ~MachineSource() = default;
    [[nodiscard]] virtual AwsResult<Opened> open(const LaunchJob& job) = 0;
    [[nodiscard]] virtual AwsResult<void> close(const std::string& token) = 0;

    // Why the service made too few machines, if it can be asked.
    [[nodiscard]] virtual std::optional<ProviderError> why_too_few(const Opened&) { return std::nullopt; }
};

class Gathering final : public LaunchHandler {
public:
    Gathering(Caller& ec2, std::unique_ptr<MachineSource> source, std::chrono::seconds patience)
        : ec2_(ec2), instances_(ec2), source_(std::move(source)), patience_(patience) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override { return source_->close(token); }

private:
    // Waits until the token has what was ordered, or the timeout is over.
    [[nodiscard]] AwsResult<void> wait_for_all(const LaunchJob& job);
    [[nodiscard]] ProviderError too_few(const LaunchJob& job, std::uint32_t there, const Opened& opened);

    Caller& ec2_;
    Instances instances_;
    const std::unique_ptr<MachineSource> source_;
    const std::chrono::seconds patience_;
};

}  // namespace hf::aws
