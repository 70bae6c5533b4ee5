// FleetView: requests and machines as the events describe them, and the totals of past ones.
//
//     FleetView view;                                      // or FleetView(snapshot.state)
//     for (const auto& event : events) view.apply(event);  // in order, each once
//     view.machines().at({"small", "local", MachineStatus::running, PriceType::spot});
//
// The view is a function of the events alone. Its size is bounded by what is open and live at the
// daemon: ended requests and machines are counted, and only the last of them are kept for the page.
// The view counts and skips events that this version cannot read, and ignores statements about
// unknown things, so that an exporter keeps running.
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

// The figures of one provider since the first event.
struct ProviderFigures {
    std::uint64_t launches{};
    std::map<std::string, std::uint64_t, std::less<>> launch_failures;  // the number of failures by reason
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
    // Template, provider, status and how it is paid for.
    using MachineKind = std::tuple<std::string, std::string, MachineStatus, PriceType>;

    FleetView() : FleetView(HistoryBounds{}) {}
    explicit FleetView(const HistoryBounds& limits);
    // Continues from a state. The state holds everything except failed launches: those are counted,
    // and failures are shown, only from the events after it.
    explicit FleetView(const State& state);

    void apply(const RecordedEvent& recorded);

    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] Timestamp time() const { return time_; }  // the time of the last event
    [[nodiscard]] std::uint64_t unreadable() const { return unreadable_; }
    [[nodiscard]] std::uint64_t templates() const { return templates_; }

    // How many machines, and what they are worth together.
    struct Counted {
        std::uint64_t machines{};
        std::uint64_t units{};

        void add(std::uint32_t worth) {
            ++machines;
            units += worth;
        }
        bool operator==(const Counted&) const = default;
    };
    // Live machines; kinds without machines have no entry.
    [[nodiscard]] const std::map<MachineKind, Counted>& machines() const { return machines_by_kind_; }
    [[nodiscard]] std::uint64_t machines(MachineStatus status) const;
    [[nodiscard]] std::uint64_t live_machines() const { return live_.size(); }

    // The number of requests of a type that are in a status, or ended with it.
    [[nodiscard]] std::uint64_t requests(RequestType type, RequestStatus status) const;
    [[nodiscard]] std::uint64_t open_requests() const { return open_.size(); }
    [[nodiscard]] std::uint64_t created(RequestType type) const;
    // Machines, or units where a request counts them.
    [[nodiscard]] std::uint64_t machines_requested() const { return machines_requested_; }
    [[nodiscard]] std::uint64_t machines_delivered() const { return machines_delivered_; }
    // From creation to end, for the requests that ended complete.
    [[nodiscard]] const Durations& time_to_complete(RequestType type) const;

    // A removed provider takes its figures with it.
    [[nodiscard]] const std::map<std::string, ProviderFigures, std::less<>>& providers() const { return providers_; }

    // The rows for the page.
    [[nodiscard]] const Recent<RequestRow>& open_rows() const { return open_rows_; }
    [[nodiscard]] const Recent<RequestRow>& ended_rows() const { return ended_rows_; }
    [[nodiscard]] const Recent<MachineRow>& machine_rows() const { return machine_rows_; }
    [[nodiscard]] const Recent<FailureRow>& failure_rows() const { return failure_rows_; }

private:
    struct Effects;
    struct LiveMachine {
        MachineRow row;
        std::vector<RequestId> returns;  // the returns that it is part of
        bool has_run = false;
    };

    std::unordered_map<RequestId, RequestRow> open_;
    std::unordered_map<MachineId, LiveMachine> live_;
    std::map<MachineKind, Counted> machines_by_kind_;
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
