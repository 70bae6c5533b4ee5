// What events make of a provider. Each function changes the provider alone; State::apply() stamps it
// with the event's place and keeps its counts.
#pragma once

#include "core/domain/provider/provider_events.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

ProviderAggregate created_by(const ProviderRegistered& event, const EventMeta& meta);

void evolve(ProviderAggregate& provider, const ProviderUpdated& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderEnabled& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderDisabled& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderHealthChanged& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderCheckRequested& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderChecked& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderAuditRequested& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderAudited& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderHeld& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderReleased& event, const EventMeta& meta);

}  // namespace hf
