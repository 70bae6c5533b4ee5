// FleetView: requests and machines as the events tell of them, and what has become of those before.
//
//     FleetView view;                                            // or FleetView(snapshot.state)
//     for (const auto& event : events) view.apply(event);        // in order, each once
//     view.machines().at({"small", "local", MachineStatus::running});
//
// A function of the events alone: it asks nobody. What it keeps is bounded by what is open and live
// at the daemon: a request that has ended and a machine that is gone are counted, and only the last
// of them are kept for the page. An event that this version can't read is counted and passed over,
// and so is what an event says of a thing that isn't known: an exporter goes on.
//
// Not thread-safe.
#pragma once

#include <array>
#include <tuple>

#include "core/domain/state/state.hpp"
#include "exporter/durations.hpp"
#include "exporter/recent.hpp"
#include "exporter/rows.hpp"

namespace hf::exporter {

inline constexpr std::size_t request_types = enum_names<RequestType>.size();
inline constexpr std::size_t request_statuses = enum_names<RequestStatus>.size();

// What was done at one provider since the first event.
struct ProviderFigures {
    std::uint64_t launches{};
    std::map<std::string, std::uint64_t, std::less<>> launch_failures;  // by reason
    std::uint64_t machines_launched{};
    std::uint64_t machines_terminated{};
    std::uint64_t machines_failed{};
    Durations time_to_first_machine;
};

class FleetView {
public:
    struct HistoryBounds {
        std::size_t open_requests = 500;
        std::size_t ended_requests = 100;
        std::size_t machines = 200;
        std::size_t failures = 50;
    };
    // Template, provider, status.
    using MachineKind = std::tuple<std::string, std::string, MachineStatus>;

    FleetView() : FleetView(HistoryBounds{}) {}
    explicit FleetView(const HistoryBounds& limits);
    // Goes on from a state. It says all but which launches failed: these are counted, and failures are
    // shown, from the events after it only.
    explicit FleetView(const State& state);

    void apply(const RecordedEvent& recorded);

    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] Timestamp time() const { return time_; }  // of the last event
    [[nodiscard]] std::uint64_t unreadable() const { return unreadable_; }
    [[nodiscard]] std::uint64_t templates() const { return templates_; }

    // Live machines; no entry has none.
    [[nodiscard]] const std::map<MachineKind, std::uint64_t>& machines() const { return machines_by_kind_; }
    [[nodiscard]] std::uint64_t machines(MachineStatus status) const;
    [[nodiscard]] std::uint64_t live_machines() const { return live_.size(); }

    // Requests there were or are of a type in a status; those of a final one have ended.
    [[nodiscard]] std::uint64_t requests(RequestType type, RequestStatus status) const;
    [[nodiscard]] std::uint64_t open_requests() const { return open_.size(); }
    [[nodiscard]] std::uint64_t created(RequestType type) const;
    [[nodiscard]] std::uint64_t machines_requested() const { return machines_requested_; }
    [[nodiscard]] std::uint64_t machines_delivered() const { return machines_delivered_; }
    // From a request to its end, of those that ended complete.
    [[nodiscard]] const Durations& time_to_complete(RequestType type) const;

    // One that is removed takes its figures with it.
    [[nodiscard]] const std::map<std::string, ProviderFigures, std::less<>>& providers() const { return providers_; }

    // For the page.
    [[nodiscard]] const Recent<RequestRow>& open_rows() const { return open_rows_; }
    [[nodiscard]] const Recent<RequestRow>& ended_rows() const { return ended_rows_; }
    [[nodiscard]] const Recent<MachineRow>& machine_rows() const { return machine_rows_; }
    [[nodiscard]] const Recent<FailureRow>& failure_rows() const { return failure_rows_; }

private:
    struct Applying;
    struct LiveMachine {
        MachineRow row;
        std::vector<RequestId> returns;  // that it is part of
    };

    std::unordered_map<RequestId, RequestRow> open_;
    std::unordered_map<MachineId, LiveMachine> live_;
    std::map<MachineKind, std::uint64_t> machines_by_kind_;
    std::array<std::array<std::uint64_t, request_statuses>, request_types> requests_{};
    std::array<Durations, request_types> time_to_complete_;
    std::map<std::string, ProviderFigures, std::less<>> providers_;
    std::uint64_t machines_requested_ = 0;
    std::uint64_t machines_delivered_ = 0;
    std::uint64_t templates_ = 0;
    std::uint64_t unreadable_ = 0;
    Position position_ = 0;
    Timestamp time_;

    Recent<RequestRow> open_rows_;
    Recent<RequestRow> ended_rows_;
    Recent<MachineRow> machine_rows_;
    Recent<FailureRow> failure_rows_;
};

}  // namespace hf::exporter
