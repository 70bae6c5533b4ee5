#include "core/domain/state.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

namespace hf {
namespace {

template <class Status>
void must_allow(const Transitions<Status>& table, Status from, Status to, const std::string& id) {
    if (!table.allows(from, to))
        throw std::logic_error(fmt::format("{} can't go from {} to {}", id, name_of(from), name_of(to)));
}

}  // namespace

// evolve(): one function per event. Nothing else changes the state.
struct State::Evolving {
    State& state;
    const EventMeta& meta;

    template <class Map, class Id>
    auto& at(Map& map, const Id& id) {
        const auto it = map.find(id);
        if (it == map.end()) throw std::logic_error(fmt::format("{} is not known", id));
        return it->second;
    }
    template <class Map, class Id>
    void must_be_new(const Map& map, const Id& id) {
        if (map.contains(id)) throw std::logic_error(fmt::format("{} is there already", id));
    }
    template <class Aggregate>
    void touch(Aggregate& aggregate) {
        aggregate.updated_at = meta.time;
        aggregate.version = meta.stream_version;
    }

    // Keeps the template's count of machines in use right across any change of a request.
    template <class Change>
    void change(Request& request, Change&& apply_change) {
        const auto before = request.footprint();
        apply_change(request);
        const auto after = request.footprint();
        if (before == after || !request.template_id) return;
        auto& in_use = state.in_use_[*request.template_id];
        in_use = in_use - before + after;
        if (const auto it = state.templates_.find(*request.template_id); it != state.templates_.end())
            it->second.machines_in_use = in_use;
    }

    void evolve(const TemplateCreated& e) {
        must_be_new(state.templates_, e.spec.template_id);
        Template tmpl{e.spec, meta.time, meta.time, state.in_use_[e.spec.template_id], meta.stream_version};
        state.templates_.emplace(e.spec.template_id, std::move(tmpl));
        state.deleted_templates_.erase(e.spec.template_id);
    }
    void evolve(const TemplateUpdated& e) {
        auto& tmpl = at(state.templates_, e.spec.template_id);
        tmpl.spec = e.spec;
        touch(tmpl);
    }
    void evolve(const TemplateDeleted& e) {
        std::ignore = at(state.templates_, e.template_id);
        state.templates_.erase(e.template_id);
        state.deleted_templates_[e.template_id] = meta.stream_version;
    }

    void evolve(const RequestCreated& e) {
        must_be_new(state.requests_, e.request_id);
        Request created;
        created.request_id = e.request_id;
        created.request_type = e.request_type;
        created.template_id = e.template_id;
        created.provider = e.provider;
        created.created_at = meta.time;
        created.deadline_at = e.deadline_at;
        created.tags = e.tags;
        created.priority = e.priority;
        created.user_id = e.user_id;
        created.machine_ids = e.machine_ids;
        created.status_reason = e.reason;
        created.correlation_id = meta.correlation_id;
        auto& request = state.requests_.emplace(e.request_id, std::move(created)).first->second;
        change(request, [&](Request& r) { r.machine_count = e.machine_count; });
        touch(request);
        state.requests_by_status_.enter(request.status);
        state.open_requests_.insert(e.request_id);
        if (e.request_type != RequestType::give_back) return;
        for (const auto& id : e.machine_ids) {
            auto& machine = at(state.machines_, id);
            machine.returns.push_back(e.request_id);
            if (!machine.live()) ++request.succeeded_count;
        }
    }
    void evolve(const RequestStarted& e) { to(at(state.requests_, e.request_id), RequestStatus::in_progress, {}); }
    void evolve(const RequestCompleted& e) { end(e.request_id, RequestStatus::complete, {}); }
    void evolve(const RequestPartiallyFulfilled& e) { end(e.request_id, RequestStatus::partial, e.reason); }
    void evolve(const RequestFailed& e) { end(e.request_id, RequestStatus::failed, e.reason); }
    void evolve(const RequestTimedOut& e) { end(e.request_id, RequestStatus::timeout, e.reason); }
    void evolve(const RequestCancelled& e) { end(e.request_id, RequestStatus::cancelled, e.reason); }

    void to(Request& request, RequestStatus status, const std::string& reason) {
        must_allow(request_transitions, request.status, status, request.request_id.value);
        state.requests_by_status_.leave(request.status);
        state.requests_by_status_.enter(status);
        change(request, [&](Request& r) { r.status = status; });
        request.status_reason = reason;
        touch(request);
    }
    void end(const RequestId& id, RequestStatus status, const std::string& reason) {
        auto& request = at(state.requests_, id);
        to(request, status, reason);
        request.completed_at = meta.time;
        state.open_requests_.erase(id);
    }

    void evolve(const LaunchRequested& e) {
        auto& request = at(state.requests_, e.request_id);
        if (!request.open() || request.launch)
            throw std::logic_error(fmt::format("{} can't begin a launch", e.request_id));
        change(request, [&](Request& r) {
            r.launch = Launch{e.attempt, e.token, e.count};
            r.attempts = e.attempt;
        });
        touch(request);
        state.open_launches_.insert(e.request_id);
    }
    void evolve(const LaunchSucceeded& e) { close_launch(e.request_id, e.token); }
    void evolve(const LaunchFailed& e) {
        auto& request = close_launch(e.request_id, e.token);
        request.last_problem = e.message;
        request.gave_up = e.final;
    }
    Request& close_launch(const RequestId& id, const std::string& token) {
        auto& request = at(state.requests_, id);
        if (!request.launch || request.launch->token != token)
            throw std::logic_error(fmt::format("{} has no open launch {}", id, token));
        change(request, [](Request& r) { r.launch.reset(); });
        touch(request);
        state.open_launches_.erase(id);
        return request;
    }

    void evolve(const MachineLaunched& e) {
        must_be_new(state.machines_, e.spec.machine_id);
        Machine machine;
        machine.spec = e.spec;
        machine.status = e.status;
        machine.created_at = meta.time;
        touch(machine);
        called(e.spec.machine_id, e.spec.name);
        state.live_machines_.insert(e.spec.machine_id);
        state.machines_by_status_.enter(e.status);
        state.machines_.emplace(e.spec.machine_id, std::move(machine));
        change(at(state.requests_, e.spec.request_id), [&](Request& r) {
            r.machine_ids.push_back(e.spec.machine_id);
            ++r.live;
            ++r.starting;
        });
    }
    void called(const MachineId& id, const std::string& name) {
        auto& bearers = state.names_[name];
        // Of the dead only the newest can still be meant, and that is none of these from now on.
        // Looked for now and then, since a site may give one name to all its machines.
        if (std::has_single_bit(bearers.size()))
            std::erase_if(bearers, [&](const MachineId& other) { return !at(state.machines_, other).live(); });
        bearers.push_back(id);
    }
    void evolve(const MachineStarted& e) {
        auto& machine = at(state.machines_, e.machine_id);
        to(machine, MachineStatus::running);
        machine.started_at = meta.time;
        if (!e.name.empty() && e.name != machine.spec.name) {
            machine.spec.name = e.name;
            called(e.machine_id, e.name);
        }
        if (!e.private_ip.empty()) machine.spec.private_ip = e.private_ip;
        if (!e.public_ip.empty()) machine.spec.public_ip = e.public_ip;
        touch(machine);
        change(at(state.requests_, machine.spec.request_id), [](Request& r) {
            --r.starting;
            ++r.succeeded_count;
        });
    }
    void evolve(const MachineStatusChanged& e) {
        auto& machine = at(state.machines_, e.machine_id);
        to(machine, e.to);
        machine.status_reason = e.reason;
        touch(machine);
    }
    void evolve(const MachineReturnRequested& e) {
        auto& machine = at(state.machines_, e.machine_id);
        machine.return_requested = true;
        machine.return_request_id = e.return_request_id;
        if (!e.reason.empty()) machine.status_reason = e.reason;
        touch(machine);
    }
    void to(Machine& machine, MachineStatus status) {
        must_allow(machine_transitions, machine.status, status, machine.spec.machine_id.value);
        state.machines_by_status_.leave(machine.status);
        state.machines_by_status_.enter(status);
        machine.status = status;
    }

    void evolve(const MachineTerminated& e) { end(e.machine_id, MachineStatus::terminated, e.reason); }
    void evolve(const MachineFailed& e) { end(e.machine_id, MachineStatus::failed, e.reason); }

    void end(const MachineId& id, MachineStatus status, const std::string& reason) {
        auto& machine = at(state.machines_, id);
        to(machine, status);
        machine.status_reason = reason;
        machine.ended_at = meta.time;
        touch(machine);
        state.live_machines_.erase(id);
        for (const auto& waiting : machine.returns) ++at(state.requests_, waiting).succeeded_count;
        const bool has_run = machine.has_run();
        change(at(state.requests_, machine.spec.request_id), [&](Request& r) {
            --r.live;
            if (!has_run) --r.starting;
            if (status == MachineStatus::failed) ++r.failed_count;
        });
    }

    void evolve(const ProviderRegistered& e) {
        auto& provider = state.providers_[e.name];
        if (provider.version == 0) provider.registered_at = meta.time;
        provider.name = e.name;
        provider.type = e.type;
        provider.enabled = true;
        touch(provider);
    }
    void evolve(const ProviderEnabled& e) { enable(e.name, true); }
    void evolve(const ProviderDisabled& e) { enable(e.name, false); }
    void enable(const ProviderName& name, bool enabled) {
        auto& provider = at(state.providers_, name);
        provider.enabled = enabled;
        touch(provider);
    }
    void evolve(const ProviderHealthChanged& e) {
        auto& provider = at(state.providers_, e.name);
        provider.health = e.health;
        provider.health_reason = e.reason;
        touch(provider);
    }
};

void State::apply(const PlacedEvent& placed) {
    Evolving evolving{*this, placed.meta};
    std::visit([&](const auto& event) { evolving.evolve(event); }, placed.event);
    position_ = placed.meta.position;
    category_positions_[static_cast<std::size_t>(category_of(placed.event))] = placed.meta.category_position;
}

const Machine* State::machine_named(std::string_view name) const {
    const auto bearers = names_.find(std::string(name));
    if (bearers == names_.end()) return nullptr;
    // Who is called so now comes before who was called so once, the live before the dead.
    const auto rank = [&](const Machine& machine) { return std::pair(machine.spec.name == name, machine.live()); };
    const Machine* found = nullptr;
    for (auto id = bearers->second.rbegin(); id != bearers->second.rend(); ++id) {
        const auto& machine = machines_.at(*id);
        if (!found || rank(machine) > rank(*found)) found = &machine;
        if (rank(*found) == std::pair(true, true)) break;
    }
    return found;
}

std::int64_t State::capacity_left(const Template& tmpl) const {
    if (tmpl.spec.max_number < 0) return std::numeric_limits<std::int64_t>::max();
    return std::max<std::int64_t>(0, std::int64_t{tmpl.spec.max_number} - tmpl.machines_in_use);
}

Version State::version_of(const Event& event) const {
    const auto& stream = stream_of(event);
    const auto version = [](const auto* aggregate) { return aggregate ? aggregate->version : 0; };
    switch (category_of(event)) {
        case Category::template_: {
            const TemplateId id{stream};
            const auto deleted = deleted_templates_.find(id);
            return deleted == deleted_templates_.end() ? version(find(id)) : deleted->second;
        }
        case Category::request: return version(find(RequestId{stream}));
        case Category::machine: return version(find(MachineId{stream}));
        case Category::provider: return version(find(ProviderName{stream}));
    }
    return 0;
}

std::string State::correlation_of(const Event& event) const {
    const auto* request = std::visit(
        [this](const auto& e) -> const Request* {
            if constexpr (requires { e.request_id; })
                return find(e.request_id);
            else if constexpr (requires { e.spec.request_id; })
                return find(e.spec.request_id);
            else
                return nullptr;
        },
        event);
    return request ? request->correlation_id : std::string{};
}

}  // namespace hf
