// GetStatus: the daemon at a glance.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct StatusReport {
    std::string version;
    std::string store_id;
    std::string store_directory;
    Timestamp started_at;
    Position position{};
    std::optional<Timestamp> quarantined_since;
    std::string quarantine_reason;
    std::map<std::string, Position, std::less<>> category_positions;
    std::uint64_t templates{};
    std::map<std::string, std::uint64_t, std::less<>> requests;
    std::map<std::string, std::uint64_t, std::less<>> machines;
    std::map<std::string, Counters, std::less<>> counters;
    std::vector<ClockStep> clock_steps;

    static constexpr auto describe = message(
        "StatusReport", "The daemon at a glance.", field<&StatusReport::version>("version", "of the daemon"),
        field<&StatusReport::store_id>("store_id", "of the store; another id is another history"),
        field<&StatusReport::store_directory>("store_directory", "where the store is, on the daemon's host").optional(),
        field<&StatusReport::started_at>("started_at", "when this daemon started"),
        field<&StatusReport::position>("position", "of the last event"),
        field<&StatusReport::quarantined_since>(
            "quarantined_since",
            "since when nothing is ordered of any provider, since the store was moved, copied or restored; ResumeSite "
            "ends that"),
        field<&StatusReport::quarantine_reason>("quarantine_reason", "what has become of the store").optional(),
        field<&StatusReport::category_positions>("category_positions", "of the last event of each category"),
        field<&StatusReport::templates>("templates", "how many there are"),
        field<&StatusReport::requests>("requests", "how many there are, by status"),
        field<&StatusReport::machines>("machines", "how many there are, by status"),
        field<&StatusReport::counters>("counters", "what the parts of the daemon have counted since it started"),
        field<&StatusReport::clock_steps>(
            "clock_steps",
            "the last times that the clock of the daemon's host was set since it started, the earliest first: earlier "
            "times are by the clock as it was before")
            .optional());
};

struct GetStatus {
    using Result = StatusReport;
    static constexpr auto role = Role::viewer;

    static constexpr auto describe = message("GetStatus", "The daemon at a glance.");
};

Answer<StatusReport> answer(const GetStatus& query, const QueryContext& context);

}  // namespace hf
