#include "exporter/fleet_view.hpp"

#include <stdexcept>

#include "client/wire.hpp"

namespace hf::exporter {
namespace {

double seconds(Timestamp from, Timestamp to) { return std::chrono::duration<double>(to - from).count(); }

std::size_t index(RequestType type) { return static_cast<std::size_t>(type); }

}  // namespace

// One function per event that changes the view; nothing else changes it.
struct FleetView::Effects {
    FleetView& view;
    const EventMeta& meta;

    template <class Other>
    void apply(const Other&) {}

    void apply(const TemplateCreated&) { ++view.templates_; }
    void apply(const TemplateDeleted&) {
        if (view.templates_ > 0) --view.templates_;
    }
    void apply(const ProviderRegistered& e) { view.providers_[e.name.value]; }
    void apply(const ProviderRemoved& e) { view.providers_.erase(e.name.value); }

    void apply(const RequestCreated& e) {
        auto row = row_asked(e);
        row.reason = cut(e.reason);
        row.created_at = meta.time;
        if (e.request_type == RequestType::acquire) view.machines_requested_ += e.machine_count;
        for (const auto& id : e.machine_ids) {
            const auto machine = view.live_.find(id);
            if (machine == view.live_.end())
                ++row.succeeded_count;  // the machine is already gone
            else
                machine->second.returns.push_back(e.request_id);
        }
        ++count(row);
        changed(view.open_.insert_or_assign(e.request_id, std::move(row)).first->second);
    }
    void apply(const RequestStarted& e) {
        const auto request = view.open_.find(e.request_id);
        if (request == view.open_.end()) return;
        to(request->second, RequestStatus::in_progress, e.reason);
        changed(request->second);
    }
    void apply(const RequestCompleted& e) { end(e.request_id, RequestStatus::complete, e.reason); }
    void apply(const RequestPartiallyFulfilled& e) { end_badly(e.request_id, RequestStatus::partial, e.reason); }
    void apply(const RequestFailed& e) { end_badly(e.request_id, RequestStatus::failed, e.reason); }
    void apply(const RequestTimedOut& e) { end_badly(e.request_id, RequestStatus::timeout, e.reason); }
    void apply(const RequestCancelled& e) { end(e.request_id, RequestStatus::cancelled, e.reason); }

    void apply(const LaunchRequested& e) { ++view.providers_[e.provider.value].launches; }
    void apply(const LaunchFailed& e) {
        const std::string reason(name_of(e.error));
        ++view.providers_[e.provider.value].launch_failures[reason];
        failure(FailureKind::launch, e.request_id.value, e.provider.value, reason, e.message);
    }

    void apply(const RequestRedirected& e) {
        const auto request = view.open_.find(e.request_id);
        if (request == view.open_.end()) return;
        request->second.provider = e.provider.value;
        changed(request->second);
    }

    void apply(const MachineLaunched& e) {
        LiveMachine machine;
        auto& row = machine.row;
        row = row_of(e.spec);
        row.status = e.status;
        row.created_at = meta.time;
        enter(row);
        ++view.providers_[row.provider].machines_launched;
        changed(view.live_.insert_or_assign(e.spec.machine_id, std::move(machine)).first->second.row);
    }
    void apply(const MachineStarted& e) {
        const auto machine = view.live_.find(e.machine_id);
        if (machine == view.live_.end()) return;
        auto& row = machine->second.row;
        if (!e.name.empty()) row.name = cut(e.name);
        machine->second.has_run = true;
        to(row, MachineStatus::running, {});
        changed(row);
        view.machines_delivered_ += row.units;
        if (const auto request = view.open_.find(row.request_id); request != view.open_.end())
            came_up(request->second, row);
    }
    void apply(const MachineAddressAwaited& e) {
        const auto machine = view.live_.find(e.machine_id);
        if (machine == view.live_.end()) return;
        to(machine->second.row, MachineStatus::launching, e.words);
        changed(machine->second.row);
    }
    void apply(const MachineDescribed& e) {
        const auto machine = view.live_.find(e.machine_id);
        if (machine == view.live_.end()) return;
        auto& row = machine->second.row;
        leave(row);
        row.name = cut(e.facts.name);
        row.price_type = e.facts.price_type;
        enter(row);
        changed(row);
    }
    void came_up(RequestRow& request, const MachineRow& machine) {
        request.succeeded_count += machine.units;
        if (!request.first_machine_at) {
            request.first_machine_at = meta.time;
            view.providers_[machine.provider].time_to_first_machine.observe(seconds(request.created_at, meta.time));
        }
        changed(request);
    }
    void apply(const MachineStatusChanged& e) {
        const auto machine = view.live_.find(e.machine_id);
        if (machine == view.live_.end()) return;
        to(machine->second.row, e.to, e.reason);
        changed(machine->second.row);
    }
    void apply(const MachineOrderFailed& e) {
        const auto machine = view.live_.find(e.machine_id);
        failure(FailureKind::order, e.machine_id.value, machine == view.live_.end() ? "" : machine->second.row.provider,
                std::string(name_of(e.error)), e.message);
        if (machine == view.live_.end() || e.wanted != MachineStatus::terminated) return;
        for (const auto& waiting : machine->second.returns)
            if (const auto request = view.open_.find(waiting); request != view.open_.end()) {
                request->second.reason = cut(e.words());
                changed(request->second);
            }
    }
    void apply(const MachineTerminated& e) { end(e.machine_id, MachineStatus::terminated, e.reason); }
    void apply(const MachineFailed& e) {
        const auto ended = end(e.machine_id, MachineStatus::failed, e.reason);
        if (!ended) return;
        failure(FailureKind::machine, e.machine_id.value, ended->row.provider, {}, e.reason);
        const auto request = view.open_.find(ended->row.request_id);
        if (request == view.open_.end()) return;
        request->second.failed_count += ended->row.units;
        if (!ended->has_run) request->second.reason = cut(e.words());
        changed(request->second);
    }

    std::optional<LiveMachine> end(const MachineId& id, MachineStatus status, const std::string& reason) {
        const auto found = view.live_.find(id);
        if (found == view.live_.end()) return std::nullopt;
        auto machine = std::move(found->second);
        view.live_.erase(found);
        leave(machine.row);
        auto row = machine.row;
        row.status = status;
        row.reason = cut(reason);
        changed(row);
        auto& figures = view.providers_[row.provider];
        ++(status == MachineStatus::failed ? figures.machines_failed : figures.machines_terminated);
        for (const auto& waiting : machine.returns)
            if (const auto request = view.open_.find(waiting); request != view.open_.end()) {
                ++request->second.succeeded_count;
                changed(request->second);
            }
        return machine;
    }

    void end(const RequestId& id, RequestStatus status, const std::string& reason) {
        const auto found = view.open_.find(id);
        if (found == view.open_.end()) return;
        auto request = std::move(found->second);
        view.open_.erase(found);
        view.open_rows_.drop(id.value);
        to(request, status, reason);
        request.ended_at = meta.time;
        request.changed = meta.position;
        if (status == RequestStatus::complete)
            view.time_to_complete_[index(request.request_type)].observe(seconds(request.created_at, meta.time));
        view.ended_rows_.put(id.value, meta.position, std::move(request));
    }
    void end_badly(const RequestId& id, RequestStatus status, const std::string& reason) {
        const auto request = view.open_.find(id);
        failure(FailureKind::request, id.value, request == view.open_.end() ? "" : request->second.provider,
                std::string(name_of(status)), reason);
        end(id, status, reason);
    }

    std::uint64_t& count(const RequestRow& request) {
        return view.requests_[index(request.request_type)][static_cast<std::size_t>(request.status)];
    }
    void to(RequestRow& request, RequestStatus status, const std::string& reason) {
        --count(request);
        request.status = status;
        ++count(request);
        request.reason = cut(reason);
    }

    static MachineKind kind(const MachineRow& row) {
        return {row.template_id, row.provider, row.status, row.price_type};
    }
    void enter(const MachineRow& row) { view.machines_by_kind_[kind(row)].add(row.units); }
    void leave(const MachineRow& row) {
        const auto counted = view.machines_by_kind_.find(kind(row));
        auto& [machines, units] = counted->second;
        units -= row.units;
        if (--machines == 0) view.machines_by_kind_.erase(counted);
    }
    void to(MachineRow& row, MachineStatus status, const std::string& reason) {
        leave(row);
        row.status = status;
        row.reason = cut(reason);
        enter(row);
    }

    void changed(RequestRow& row) {
        row.changed = meta.position;
        view.open_rows_.put(row.request_id.value, meta.position, row);
    }
    void changed(MachineRow& row) {
        row.changed = meta.position;
        row.changed_at = meta.time;
        view.machine_rows_.put(row.machine_id.value, meta.position, row);
    }
    void failure(FailureKind what, const std::string& subject, const std::string& provider, const std::string& reason,
                 const std::string& message) {
        view.failure_rows_.put(fmt::to_string(meta.position), meta.position,
                               {meta.position, meta.time, what, subject, provider, reason, cut(message)});
    }
};

FleetView::FleetView(const HistoryBounds& limits)
    : open_rows_(limits.open_requests),
      ended_rows_(limits.ended_requests),
      machine_rows_(limits.machines),
      failure_rows_(limits.failures) {}

void FleetView::apply(const RecordedEvent& recorded) {
    position_ = recorded.position;
    time_ = recorded.time;
    try {
        const auto placed = restore(recorded, wire_codec());
        Effects effects{*this, placed.meta};
        std::visit([&](const auto& event) { effects.apply(event); }, placed.event);
    } catch (const std::runtime_error&) {
        // The event is from a newer daemon.
        ++unreadable_;
    }
}

std::uint64_t FleetView::machines(MachineStatus status) const {
    std::uint64_t total = 0;
    for (const auto& [kind, counted] : machines_by_kind_)
        if (std::get<MachineStatus>(kind) == status) total += counted.machines;
    return total;
}

std::uint64_t FleetView::requests(RequestType type, RequestStatus status) const {
    return requests_[index(type)][static_cast<std::size_t>(status)];
}

std::uint64_t FleetView::created(RequestType type) const {
    std::uint64_t total = 0;
    for (const auto count : requests_[index(type)]) total += count;
    return total;
}

const Durations& FleetView::time_to_complete(RequestType type) const { return time_to_complete_[index(type)]; }

}  // namespace hf::exporter
