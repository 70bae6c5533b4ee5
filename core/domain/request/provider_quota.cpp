#include "core/domain/request/provider_quota.hpp"

namespace hf {

bool concerns(const LaunchSucceeded&, const ProviderAggregate& provider) {
    return provider.quota_exhausted_at.has_value();
}
bool concerns(const LaunchFailed& event, const ProviderAggregate&) { return event.error == ProviderErrorKind::quota; }

void evolve(ProviderAggregate& provider, const LaunchSucceeded&, const EventMeta&) {
    provider.quota_exhausted_at.reset();
    provider.quota_reason.clear();
}

void evolve(ProviderAggregate& provider, const LaunchFailed& event, const EventMeta& meta) {
    provider.quota_exhausted_at = meta.time;
    provider.quota_reason = event.message;
}

}  // namespace hf
