// GetProviderHealth: how a provider answers, as last recorded; the provider is not called (P4). The
// command CheckProvider calls it.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct HealthReport {
    ProviderName name;
    bool enabled = true;
    ProviderHealth health{};
    std::string health_reason;
    std::optional<Timestamp> health_since;
    std::optional<Timestamp> checked_at;
    bool checking = false;
    std::optional<Timestamp> quota_exhausted_at;
    std::string quota_reason;
    std::optional<Timestamp> held_since;
    std::string held_reason;
    std::uint32_t open_requests{};
    std::uint32_t live_machines{};

    static constexpr auto describe =
        message("HealthReport", "How a provider answers.", field<&HealthReport::name>("name", "which"),
                field<&HealthReport::enabled>("enabled", "false: nothing is launched there; what runs stays"),
                field<&HealthReport::health>("health", "whether it answers"),
                field<&HealthReport::health_reason>("health_reason", "what it last complained of"),
                field<&HealthReport::health_since>("health_since", "since when it answers, or doesn't"),
                field<&HealthReport::checked_at>("checked_at", "when it was last checked on request"),
                field<&HealthReport::checking>("checking", "whether such a check is under way"),
                field<&HealthReport::quota_exhausted_at>(
                    "quota_exhausted_at",
                    "when it last refused a launch since our allowance there was used up; nothing "
                    "once it has launched again"),
                field<&HealthReport::quota_reason>("quota_reason", "what it said of that"),
                field<&HealthReport::held_since>(
                    "held_since",
                    "since when nothing is ended there and no machine is recorded as gone, since it did not know many "
                    "of them any more, all at once"),
                field<&HealthReport::held_reason>("held_reason", "what it did not know"),
                field<&HealthReport::open_requests>("open_requests", "requests that it works on"),
                field<&HealthReport::live_machines>("live_machines", "machines that it has"));
};

struct GetProviderHealth {
    using Result = HealthReport;
    static constexpr auto role = Role::viewer;
    ProviderName name;

    static constexpr auto describe =
        message("GetProviderHealth", "How a provider answered when that was last recorded.",
                field<&GetProviderHealth::name>("name", "which"));
};

Answer<HealthReport> answer(const GetProviderHealth& query, const QueryContext& context);

}  // namespace hf
