// Provider: a configured source of machines, as the domain knows it. The object that talks to it is
// the port of the same name, core/ports/provider.hpp.
#pragma once

#include "core/domain/provider/audit.hpp"
#include "core/messages/describe.hpp"

namespace hf {

// The origin of the provider. The configuration file has the last word on the providers that it names.
enum class ProviderSource : std::uint8_t { file, command };
constexpr auto names_of(ProviderSource) { return std::to_array<std::string_view>({"file", "command"}); }

enum class ProviderHealth : std::uint8_t { healthy, unreachable, not_allowed };
constexpr auto names_of(ProviderHealth) {
    return std::to_array<std::string_view>({"healthy", "unreachable", "not_allowed"});
}

struct ProviderAggregate {
    ProviderName name;
    std::string type;
    ValueMap config;
    ProviderSource source{};
    bool enabled = true;
    bool missing = false;
    ProviderHealth health{};
    std::string health_reason;
    std::optional<Timestamp> health_since;
    std::optional<Timestamp> checked_at;
    bool checking = false;
    std::optional<Timestamp> quota_exhausted_at;
    std::string quota_reason;
    std::optional<Timestamp> held_since;
    std::string held_reason;
    std::optional<Timestamp> quarantined_since;
    std::string quarantine_reason;
    std::uint32_t open_requests{};
    std::uint32_t live_machines{};
    Timestamp registered_at;
    Timestamp updated_at;
    Version version{};

    // Internal.
    Position last_position{};
    Position changed_at{};  // of the last event that changed the provider, which may be one of another stream
    Ordinal ordinal{};
    Position audit_wanted_at{};  // of the last demand for an audit; 0: none was ever made
    Position audit_answers{};    // of the last demand that an audit has answered
    std::optional<Timestamp> audited_at;
    Rare<Audit> audit;
    Position trusted_at{};      // of an operator's release, until the provider was looked at after that; 0: none
    Position quarantined_at{};  // of the event that began its last quarantine; 0: it never was in one

    [[nodiscard]] bool launches() const { return enabled && !missing; }
    // Whether nothing is ended there, since many of its machines seem to be gone at once.
    [[nodiscard]] bool held() const { return held_since.has_value(); }
    // Whether what its next answer doesn't know is gone, since an operator has said so.
    [[nodiscard]] bool trusted() const { return trusted_at > 0; }
    // Whether nothing is ordered of it, since the store may not know all of its machines.
    [[nodiscard]] bool quarantined() const { return quarantined_since.has_value(); }
    // Whether its machines were compared with the recorded ones since the quarantine began, with an answer.
    [[nodiscard]] bool compared() const { return audit_answers >= quarantined_at && audit && audit->problem.empty(); }
    [[nodiscard]] bool auditing() const { return audit_wanted_at > audit_answers; }

    static constexpr auto describe = message(
        "Provider", "A configured source of machines.", field<&ProviderAggregate::name>("name", "its name"),
        field<&ProviderAggregate::type>("type", "which kind of source"),
        field<&ProviderAggregate::config>("config", "how it is set up; secrets are references")
            .optional()
            .confidential(),
        field<&ProviderAggregate::source>("source", "who registered it: the configuration file, or a command"),
        field<&ProviderAggregate::enabled>("enabled", "false: nothing is launched there; what runs stays"),
        field<&ProviderAggregate::missing>("missing", "it was in the configuration file, and isn't any more"),
        field<&ProviderAggregate::health>(
            "health", "whether it answers, and does what it is asked; not_allowed: something is refused to us"),
        field<&ProviderAggregate::health_reason>("health_reason", "what it last complained of"),
        field<&ProviderAggregate::health_since>("health_since", "since when that is so"),
        field<&ProviderAggregate::checked_at>("checked_at", "when it was last checked on request"),
        field<&ProviderAggregate::checking>("checking", "whether such a check is under way"),
        field<&ProviderAggregate::quota_exhausted_at>(
            "quota_exhausted_at",
            "when it last refused a launch since our allowance there was used up; nothing "
            "once it has launched again"),
        field<&ProviderAggregate::quota_reason>("quota_reason", "what it said of that"),
        field<&ProviderAggregate::held_since>(
            "held_since",
            "since when nothing is ended there and no machine is recorded as gone, since it did not know many of them "
            "any more, all at once"),
        field<&ProviderAggregate::held_reason>("held_reason", "what it did not know"),
        field<&ProviderAggregate::quarantined_since>(
            "quarantined_since",
            "since when nothing is launched and nothing is ended there, since the store was moved, copied or restored"),
        field<&ProviderAggregate::quarantine_reason>("quarantine_reason", "what has become of the store"),
        field<&ProviderAggregate::open_requests>("open_requests", "requests that it works on"),
        field<&ProviderAggregate::live_machines>("live_machines", "machines that it has"),
        field<&ProviderAggregate::registered_at>("registered_at", "when it was first registered"),
        field<&ProviderAggregate::updated_at>("updated_at", "when it last changed"),
        field<&ProviderAggregate::version>("version", "number of its last event"),
        field<&ProviderAggregate::last_position>("last_position", "position of its last event").internal(),
        field<&ProviderAggregate::changed_at>("changed_at", "position of the last event that changed it").internal(),
        field<&ProviderAggregate::ordinal>("ordinal", "its number among all providers there ever were, from 0")
            .internal(),
        field<&ProviderAggregate::audit_wanted_at>("audit_wanted_at",
                                                   "position of the last demand for an audit; 0: none")
            .internal(),
        field<&ProviderAggregate::audit_answers>("audit_answers",
                                                 "position of the last demand that an audit has answered")
            .internal(),
        field<&ProviderAggregate::audited_at>("audited_at", "when it was last audited").internal(),
        field<&ProviderAggregate::audit>("audit", "what the last audit found").internal(),
        field<&ProviderAggregate::trusted_at>("trusted_at",
                                              "position of an operator's release that is still to be acted on; 0: none")
            .internal(),
        field<&ProviderAggregate::quarantined_at>("quarantined_at",
                                                  "position of the event that began its last quarantine; 0: none")
            .internal());
};

}  // namespace hf
