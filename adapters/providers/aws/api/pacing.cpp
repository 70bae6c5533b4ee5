#include "adapters/providers/aws/api/pacing.hpp"

#include <algorithm>
#include <string_view>
#include <thread>

namespace hf::aws {
namespace {

struct Bucket {
    int size;
    std::chrono::milliseconds refill;  // time per token
};

// EC2's published defaults, slightly reduced.
Bucket bucket_of(std::string_view action) {
    using std::chrono::milliseconds;
    if (action == "RunInstances" || action == "CreateFleet" || action == "RequestSpotFleet")
        return {5, milliseconds{500}};
    if (action == "TerminateInstances" || action == "StopInstances" || action == "StartInstances")
        return {50, milliseconds{200}};
    if (action.starts_with("Describe") || action.starts_with("Get")) return {50, milliseconds{50}};
    return {25, milliseconds{200}};
}

}  // namespace

Pacing::Time Pacing::reserve(const std::string& action, Time now) {
    const auto bucket = bucket_of(action);
    const MutexLock lock(mutex_);
    auto& full = full_at_[action];
    full = std::max(full, now) + bucket.refill;
    return std::max(now, full - bucket.size * bucket.refill);
}

}  // namespace hf::aws
