#include <algorithm>
#include <chrono>

#include "exporter/fleet_view.hpp"

namespace hf::exporter {
namespace {

std::map<RequestId, Timestamp> first_starts(const State& state) {
    std::map<RequestId, Timestamp> first;
    for (const auto& machine : state.machines()) {
        if (!machine.started_at) continue;
        const auto [it, fresh] = first.try_emplace(machine.spec.request_id, *machine.started_at);
        if (!fresh) it->second = std::min(it->second, *machine.started_at);
    }
    return first;
}

double elapsed_seconds(Timestamp from, Timestamp to) { return std::chrono::duration<double>(to - from).count(); }

}  // namespace

FleetView::FleetView(const State& state) : FleetView() {
    position_ = state.position();
    templates_ = state.templates().size();
    for (const auto& provider : state.providers()) {
        providers_[provider.name.value];
        time_ = std::max(time_, provider.updated_at);
    }
    const auto figures_of = [&](const std::string& provider) {
        const auto it = providers_.find(provider);
        return it == providers_.end() ? nullptr : &it->second;  // null: the provider was removed since
    };

    const auto started = first_starts(state);
    for (const auto& request : state.requests()) {
        auto row = row_of(request);
        const auto type = static_cast<std::size_t>(request.request_type);
        ++requests_[type][static_cast<std::size_t>(request.status)];
        time_ = std::max(time_, request.updated_at);
        if (row.acquires()) machines_requested_ += request.machine_count;
        if (request.status == RequestStatus::complete && request.completed_at)
            time_to_complete_[type].observe(elapsed_seconds(request.created_at, *request.completed_at));
        if (const auto first = started.find(request.request_id); first != started.end())
            row.first_machine_at = first->second;
        // The state does not distinguish a redirected request's launches, so all count for the
        // provider that it asks now.
        if (auto* figures = figures_of(row.provider)) {
            figures->launches += request.attempts;
            if (row.first_machine_at)
                figures->time_to_first_machine.observe(elapsed_seconds(row.created_at, *row.first_machine_at));
        }
        if (request.open()) {
            open_rows_.put(request.request_id.value, request.changed_at, row);
            open_.emplace(request.request_id, std::move(row));
        } else if (row.changed > ended_rows_.forgotten()) {
            ended_rows_.put(request.request_id.value, request.changed_at, std::move(row));
        }
    }

    for (const auto& machine : state.machines()) {
        time_ = std::max(time_, machine.updated_at);
        if (machine.has_run()) machines_delivered_ += machine.spec.units;
        if (auto* figures = figures_of(machine.spec.provider.value)) {
            ++figures->machines_launched;
            if (machine.status == MachineStatus::failed) ++figures->machines_failed;
            if (machine.status == MachineStatus::terminated) ++figures->machines_terminated;
        }
        if (!machine.live() && machine.changed_at <= machine_rows_.forgotten()) continue;
        auto row = row_of(machine);
        machine_rows_.put(machine.spec.machine_id.value, machine.changed_at, row);
        if (!machine.live()) continue;
        machines_by_kind_[{row.template_id, row.provider, row.status, row.price_type}].add(row.units);
        live_.emplace(machine.spec.machine_id, LiveMachine{std::move(row), machine.returns, machine.has_run()});
    }
}

}  // namespace hf::exporter
