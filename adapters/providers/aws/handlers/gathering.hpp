// Gathering: launches by services that make their machines after the call (fleets, groups). The
// machines are waited for; then the service is ended and its machines are kept. So none comes
// up later (find() is final), none is replaced behind the provisioner's back, and nothing is left to
// be cleaned up when they are given back.
#pragma once

#include "adapters/providers/aws/ec2/instances.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

// What a service calls it, and when it was made, where that is needed to ask for more.
struct Opened {
    std::string id;
    Timestamp at{};
};

// A service that makes machines until it is told to stop.
class MachineSource {
public:
    virtual ~MachineSource() = default;
    [[nodiscard]] virtual AwsResult<Opened> open(const LaunchJob& job) = 0;
    [[nodiscard]] virtual AwsResult<void> close(const std::string& token) = 0;

    // Why what was opened has made too few machines, where the service tells and can be asked.
    [[nodiscard]] virtual std::optional<ProviderError> why_too_few(const Opened&) { return std::nullopt; }
};

class Gathering final : public LaunchHandler {
public:
    Gathering(Caller& ec2, std::unique_ptr<MachineSource> source, std::chrono::seconds patience)
        : instances_(ec2), source_(std::move(source)), patience_(patience) {}

    [[nodiscard]] LaunchResult launch(const LaunchJob& job) override;
    [[nodiscard]] AwsResult<void> close(const std::string& token) override { return source_->close(token); }

private:
    // Until the token has so many machines, or the patience is over.
    [[nodiscard]] AwsResult<void> wait_for(const std::string& token, std::size_t count);
    [[nodiscard]] ProviderError too_few(const LaunchJob& job, std::size_t there, const Opened& opened);

    Instances instances_;
    const std::unique_ptr<MachineSource> source_;
    const std::chrono::seconds patience_;
};

}  // namespace hf::aws
