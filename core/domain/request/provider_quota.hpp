// What the outcome of a launch shows of our quota at its provider. The outcome stands in the stream of
// the launch's request, and changes the provider as well where it concerns it.
#pragma once

#include "core/domain/provider/provider.hpp"
#include "core/domain/request/launch_events.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

// True where the outcome shows that the quota is used up, or no longer is.
bool concerns(const LaunchSucceeded& event, const ProviderAggregate& provider);
bool concerns(const LaunchFailed& event, const ProviderAggregate& provider);

void evolve(ProviderAggregate& provider, const LaunchSucceeded& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const LaunchFailed& event, const EventMeta& meta);

}  // namespace hf
