#include "core/domain/provider/provider_events.hpp"

namespace hf {
namespace {

// ProviderRegistered and ProviderUpdated say the whole of it.
template <class SetUp>
void set_up(ProviderAggregate& provider, const SetUp& event) {
    provider.type = event.type;
    provider.config = event.config;
    provider.source = event.source;
}

void change_health(ProviderAggregate& provider, ProviderHealth health, const std::string& reason,
                   const EventMeta& meta) {
    if (provider.health != health || !provider.health_since) provider.health_since = meta.time;
    provider.health = health;
    provider.health_reason = reason;
}

}  // namespace

ProviderAggregate created_by(const ProviderRegistered& event, const EventMeta& meta) {
    ProviderAggregate provider;
    provider.name = event.name;
    provider.registered_at = meta.time;
    set_up(provider, event);
    return provider;
}

void evolve(ProviderAggregate& provider, const ProviderUpdated& event, const EventMeta&) { set_up(provider, event); }

void evolve(ProviderAggregate& provider, const ProviderEnabled&, const EventMeta&) {
    provider.enabled = true;
    provider.missing = false;
}

void evolve(ProviderAggregate& provider, const ProviderDisabled& event, const EventMeta&) {
    // A provider that goes missing stays enabled or disabled, as its operator has said.
    (event.missing ? provider.missing : provider.enabled) = event.missing;
}

void evolve(ProviderAggregate& provider, const ProviderHealthChanged& event, const EventMeta& meta) {
    change_health(provider, event.health, event.reason, meta);
}

void evolve(ProviderAggregate& provider, const ProviderHeld& event, const EventMeta& meta) {
    provider.held_since = meta.time;
    provider.held_reason = event.reason;
}

void evolve(ProviderAggregate& provider, const ProviderReleased& event, const EventMeta& meta) {
    provider.held_since.reset();
    provider.held_reason.clear();
    if (event.by_operator) provider.trusted_at = meta.position;
}

void evolve(ProviderAggregate& provider, const ProviderBelieved&, const EventMeta&) { provider.trusted_at = 0; }

// What the provider has is to be compared with what is recorded, so that somebody can see what the end would bring.
void evolve(ProviderAggregate& provider, const ProviderQuarantined& event, const EventMeta& meta) {
    provider.quarantined_since = meta.time;
    provider.quarantine_reason = event.reason;
    provider.quarantined_at = meta.position;
    provider.audit_wanted_at = meta.position;
}

void evolve(ProviderAggregate& provider, const ProviderResumed&, const EventMeta&) {
    provider.quarantined_since.reset();
    provider.quarantine_reason.clear();
}

void evolve(ProviderAggregate& provider, const ProviderCheckRequested&, const EventMeta&) { provider.checking = true; }

void evolve(ProviderAggregate& provider, const ProviderChecked& event, const EventMeta& meta) {
    provider.checking = false;
    provider.checked_at = meta.time;
    change_health(provider, event.health, event.reason, meta);
}

void evolve(ProviderAggregate& provider, const ProviderAuditRequested&, const EventMeta& meta) {
    provider.audit_wanted_at = meta.position;
}

void evolve(ProviderAggregate& provider, const ProviderAudited& event, const EventMeta& meta) {
    if (event.answers) provider.audit_answers = *event.answers;
    provider.audited_at = meta.time;
    provider.audit = event.audit;
}

}  // namespace hf
