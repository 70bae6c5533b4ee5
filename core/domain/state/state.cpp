#include "core/domain/state/state.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace hf {
namespace {

template <class Status>
void must_allow(const Transitions<Status>& table, Status from, Status to, const std::string& id) {
    if (!table.allows(from, to))
        throw std::logic_error(fmt::format("{} can't go from {} to {}", id, name_of(from), name_of(to)));
}

constexpr Category category_of(const Template&) { return Category::template_; }
constexpr Category category_of(const Request&) { return Category::request; }
constexpr Category category_of(const Machine&) { return Category::machine; }
constexpr Category category_of(const ProviderAggregate&) { return Category::provider; }

}  // namespace

// evolve(): one function per event. Nothing else changes the state.
struct State::Evolving {
    State& state;
    const EventMeta& meta;

    // To be changed.
    template <class Map, class Id>
    auto& at(Map& map, const Id& id) {
        auto* aggregate = map.change(id);
        if (!aggregate) throw std::logic_error(fmt::format("{} is not known", id));
        changed(*aggregate);
        return *aggregate;
    }
    template <class Aggregate>
    void changed(Aggregate& aggregate) {
        aggregate.changed_at = meta.position;
        if (state.notes_changes_) state.changes_.push_back({category_of(aggregate), aggregate.ordinal});
    }
    template <class Map, class Id>
    void must_be_new(const Map& map, const Id& id) {
        if (map.find(id)) throw std::logic_error(fmt::format("{} is there already", id));
    }
    template <class Aggregate>
    void touch(Aggregate& aggregate) {
        aggregate.updated_at = meta.time;
        aggregate.version = meta.stream_version;
        aggregate.last_position = meta.position;
        changed(aggregate);
    }
    [[nodiscard]] StreamEnd here() const { return {meta.stream_version, meta.position}; }

    [[nodiscard]] Ordinal next_ordinal(Category category) {
        return state.ordinals_[static_cast<std::size_t>(category)]++;
    }

    // Keeps the counts of the template and of the provider right across any change of a request.
    template <class Change>
    void change(Request& request, Change&& apply_change) {
        const auto before = request.footprint();
        stop_awaiting(request);
        apply_change(request);
        state.await(request);
        const auto after = request.footprint();
        if (before == after || !request.template_id) return;
        auto& in_use = state.in_use_[*request.template_id];
        in_use = in_use - before + after;
        if (auto* tmpl = state.templates_.change(*request.template_id)) {
            tmpl->machines_in_use = in_use;
            changed(*tmpl);
        }
    }

    void stop_awaiting(const Request& request) {
        if (request.provider) state.awaited_[*request.provider] -= request.awaited();
    }

    void evolve(const TemplateCreated& e) {
        must_be_new(state.templates_, e.spec.template_id);
        Template tmpl;
        tmpl.spec = e.spec;
        tmpl.created_at = meta.time;
        tmpl.machines_in_use = state.in_use_[e.spec.template_id];
        tmpl.ordinal = next_ordinal(e.category);
        touch(tmpl);
        state.templates_.emplace(std::move(tmpl));
        state.template_names_[e.spec.name].insert(e.spec.template_id);
        state.deleted_templates_.erase(e.spec.template_id);
    }
    void evolve(const TemplateUpdated& e) {
        auto& tmpl = at(state.templates_, e.spec.template_id);
        not_named(tmpl);
        // What was found belongs to what it was.
        tmpl.validity = Validity::unknown;
        tmpl.findings.clear();
        if (e.spec.provider != tmpl.spec.provider || e.spec.configuration != tmpl.spec.configuration)
            tmpl.found_attributes.clear();
        tmpl.spec = e.spec;
        state.template_names_[e.spec.name].insert(e.spec.template_id);
        touch(tmpl);
    }
    void evolve(const TemplateRetired& e) {
        auto& tmpl = at(state.templates_, e.template_id);
        tmpl.retired = true;
        touch(tmpl);
    }
    void evolve(const TemplateValidated& e) {
        auto& tmpl = at(state.templates_, e.template_id);
        tmpl.validity = e.validity;
        tmpl.findings = e.findings;
        // A provider that can't tell now takes back nothing.
        if (e.by == Validator::provider && e.validity != Validity::unknown) tmpl.found_attributes = e.attributes;
        tmpl.validated_at = meta.time;
        touch(tmpl);
    }
    void evolve(const TemplateDeleted& e) {
        const auto& tmpl = at(state.templates_, e.template_id);
        not_named(tmpl);
        state.deleted_templates_[e.template_id] = {here(), tmpl.ordinal};
        state.templates_.erase(e.template_id);
    }
    void not_named(const Template& tmpl) {
        const auto named = state.template_names_.find(tmpl.spec.name);
        named->second.erase(tmpl.spec.template_id);
        if (named->second.empty()) state.template_names_.erase(named);
    }

    void evolve(const RequestCreated& e) {
        must_be_new(state.requests_, e.request_id);
        Request created;
        created.ordinal = next_ordinal(e.category);
        created.request_id = e.request_id;
        created.request_type = e.request_type;
        created.template_id = e.template_id;
        created.provider = e.provider;
        created.created_at = meta.time;
        created.deadline_at = e.deadline_at;
        created.tags = e.tags;
        created.priority = e.priority;
        created.user_id = e.user_id;
        created.configuration = e.configuration;
        created.retry_of = e.retry_of;
        created.machine_ids = e.machine_ids;
        created.status_reason = e.reason;
        created.source = e.source;
        created.correlation_id = meta.correlation_id;
        if (!meta.traceparent.empty()) created.traceparent = meta.traceparent;
        state.requests_.emplace(std::move(created));
        auto& request = at(state.requests_, e.request_id);
        change(request, [&](Request& r) { r.machine_count = e.machine_count; });
        touch(request);
        state.requests_by_status_.enter(request.status);
        state.open_requests_.insert(e.request_id);
        if (e.provider) ++at(state.providers_, *e.provider).open_requests;
        if (e.retry_of) at(state.requests_, *e.retry_of).retried_by = e.request_id;
        if (e.request_type != RequestType::give_back) return;
        for (const auto& id : e.machine_ids) {
            auto& machine = at(state.machines_, id);
            machine.returns.push_back(e.request_id);
            if (!machine.live()) ++request.succeeded_count;
        }
    }
    void evolve(const RequestStarted& e) {
        to(at(state.requests_, e.request_id), RequestStatus::in_progress, e.reason);
    }
    void evolve(const RequestCompleted& e) { end(e.request_id, RequestStatus::complete, e.reason); }
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
        if (request.provider) --at(state.providers_, *request.provider).open_requests;
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
    void evolve(const LaunchSucceeded& e) {
        close_launch(e.request_id, e.token).tried = 0;
        const auto* provider = state.find(e.provider);
        if (!provider || !provider->quota_exhausted_at) return;
        auto& again = at(state.providers_, e.provider);
        again.quota_exhausted_at.reset();
        again.quota_reason.clear();
    }
    void evolve(const LaunchFailed& e) {
        auto& request = close_launch(e.request_id, e.token);
        request.last_problem = e.message;
        request.gave_up = e.final;
        request.tried |= source_bit(request.source);
        if (e.hopeless) request.hopeless |= source_bit(request.source);
        if (e.error != ProviderErrorKind::quota || !state.find(e.provider)) return;
        auto& provider = at(state.providers_, e.provider);
        provider.quota_exhausted_at = meta.time;
        provider.quota_reason = e.message;
    }
    void evolve(const RequestRedirected& e) {
        auto& request = at(state.requests_, e.request_id);
        if (!request.open() || request.launch || request.provider != e.from)
            throw std::logic_error(fmt::format("{} can't be redirected", e.request_id));
        --at(state.providers_, e.from).open_requests;
        ++at(state.providers_, e.provider).open_requests;
        change(request, [&](Request& r) { r.provider = e.provider; });
        // Who is asked once more begins a new round.
        if ((request.tried & source_bit(e.source)) != 0) request.tried = source_bit(e.source);
        request.source = e.source;
        touch(request);
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
        machine.ordinal = next_ordinal(e.category);
        machine.spec = e.spec;
        machine.status = e.status;
        machine.created_at = meta.time;
        machine.named_at = meta.position;
        touch(machine);
        state.live_machines_.insert(e.spec.machine_id);
        state.machines_by_status_.enter(e.status);
        ++at(state.providers_, e.spec.provider).live_machines;
        state.names_.add(state.machines_.emplace(std::move(machine)));
        change(at(state.requests_, e.spec.request_id), [&](Request& r) {
            r.machine_ids.push_back(e.spec.machine_id);
            ++r.live;
            ++r.starting;
        });
    }
    void rename(Machine& machine, const std::string& name) {
        const auto& slot = *state.machines_.slot(machine.spec.machine_id);
        state.names_.remove(slot);
        machine.former_name = std::exchange(machine.spec.name, name);
        machine.named_at = meta.position;
        state.names_.add(slot);
        state.former_names_.add(slot);
    }
    void evolve(const MachineStarted& e) {
        auto& machine = at(state.machines_, e.machine_id);
        to(machine, MachineStatus::running);
        machine.started_at = meta.time;
        if (!e.name.empty() && e.name != machine.spec.name) rename(machine, e.name);
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
        if (machine.wanted_status == e.to) machine.wanted_status.reset();
        touch(machine);
    }
    void evolve(const MachineStopRequested& e) { want(e.machine_id, MachineStatus::stopped, e.reason); }
    void evolve(const MachineStartRequested& e) { want(e.machine_id, MachineStatus::running, e.reason); }
    void want(const MachineId& id, MachineStatus status, const std::string& reason) {
        auto& machine = at(state.machines_, id);
        machine.wanted_status = status;
        if (!reason.empty()) machine.status_reason = reason;
        touch(machine);
    }
    void evolve(const MachineOrderFailed& e) {
        auto& machine = at(state.machines_, e.machine_id);
        if (machine.wanted_status == e.wanted) machine.wanted_status.reset();
        machine.status_reason = e.message;
        touch(machine);
    }
    void evolve(const MachineReclaimNoticed& e) {
        auto& machine = at(state.machines_, e.machine_id);
        if (!machine.reclaim_noticed_at) taken_back(machine);
        machine.reclaim_noticed_at = meta.time;
        machine.reclaim_at = e.reclaim_at;
        if (!e.reason.empty()) machine.status_reason = e.reason;
        touch(machine);
    }
    void taken_back(Machine& machine) {
        machine.taken_back_at = meta.position;
        state.taken_back_.push_back(machine.spec.machine_id);
    }
    void evolve(const MachineReturnRequested& e) {
        auto& machine = at(state.machines_, e.machine_id);
        machine.return_requested = true;
        machine.return_forced = machine.return_forced || e.force;
        machine.return_request_id = e.return_request_id;
        machine.wanted_status.reset();
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
        machine.wanted_status.reset();
        state.live_machines_.erase(id);
        --at(state.providers_, machine.spec.provider).live_machines;
        if (!machine.return_requested && !machine.reclaim_noticed_at) taken_back(machine);
        const auto& slot = *state.machines_.slot(id);
        state.names_.ended(slot);
        if (machine.former_name) state.former_names_.ended(slot);
        for (const auto& waiting : machine.returns) ++at(state.requests_, waiting).succeeded_count;
        const bool has_run = machine.has_run();
        change(at(state.requests_, machine.spec.request_id), [&](Request& r) {
            --r.live;
            if (!has_run) --r.starting;
            if (status == MachineStatus::failed) ++r.failed_count;
        });
    }

    void evolve(const ProviderRegistered& e) {
        must_be_new(state.providers_, e.name);
        ProviderAggregate provider;
        provider.ordinal = next_ordinal(e.category);
        provider.registered_at = meta.time;
        provider.name = e.name;
        set_up(provider, e.type, e.config, e.source);
        state.providers_.emplace(std::move(provider));
        state.removed_providers_.erase(e.name);
    }
    void evolve(const ProviderUpdated& e) { set_up(at(state.providers_, e.name), e.type, e.config, e.source); }
    void set_up(ProviderAggregate& provider, const std::string& type, const ValueMap& config, ProviderSource source) {
        provider.type = type;
        provider.config = config;
        provider.source = source;
        touch(provider);
    }
    void evolve(const ProviderEnabled& e) {
        auto& provider = at(state.providers_, e.name);
        provider.enabled = true;
        provider.missing = false;
        touch(provider);
    }
    void evolve(const ProviderDisabled& e) {
        auto& provider = at(state.providers_, e.name);
        // One that goes missing keeps what its operator has said of it.
        (e.missing ? provider.missing : provider.enabled) = e.missing;
        touch(provider);
    }
    void evolve(const ProviderRemoved& e) {
        state.removed_providers_[e.name] = {here(), at(state.providers_, e.name).ordinal};
        state.providers_.erase(e.name);
    }
    void evolve(const ProviderHealthChanged& e) { is(at(state.providers_, e.name), e.health, e.reason); }
    void evolve(const ProviderCheckRequested& e) {
        auto& provider = at(state.providers_, e.name);
        provider.checking = true;
        touch(provider);
    }
    void evolve(const ProviderChecked& e) {
        auto& provider = at(state.providers_, e.name);
        provider.checking = false;
        provider.checked_at = meta.time;
        is(provider, e.health, e.reason);
    }
    void evolve(const ProviderAuditRequested& e) {
        auto& provider = at(state.providers_, e.name);
        provider.audit_wanted_at = meta.position;
        touch(provider);
    }
    void evolve(const ProviderAudited& e) {
        auto& provider = at(state.providers_, e.name);
        if (e.answers) provider.audit_answers = *e.answers;
        provider.audited_at = meta.time;
        provider.audit = e.audit;
        touch(provider);
    }
    void is(ProviderAggregate& provider, ProviderHealth health, const std::string& reason) {
        if (provider.health != health || !provider.health_since) provider.health_since = meta.time;
        provider.health = health;
        provider.health_reason = reason;
        touch(provider);
    }
};

void State::apply(const NumberedEvent& placed) {
    Evolving evolving{*this, placed.meta};
    std::visit([&](const auto& event) { evolving.evolve(event); }, placed.event);
    position_ = placed.meta.position;
    category_positions_[static_cast<std::size_t>(category_of(placed.event))] = placed.meta.category_position;
}

const Machine* State::machine_named(std::string_view name) const {
    // Who is called so now comes before who was called so once.
    const auto* machine = names_.find(name);
    return machine ? machine : former_names_.find(name);
}

void State::share_at_rest(const Event& event, AtRest& at_rest) const {
    if (const auto* request = request_of(event); request && !request->open() && request->live == 0 && !request->launch)
        at_rest.requests.push_back(requests_.slot(request->request_id)->share());
    if (category_of(event) != Category::machine) return;
    const MachineId id{stream_of(event)};
    if (const auto* machine = find(id); machine && !machine->live())
        at_rest.machines.push_back(machines_.slot(id)->share());
}

void State::adopt(const AtRest& at_rest) {
    const auto adopt_all = [](auto& own, const auto& items, const auto& same_of) {
        for (const auto& item : items) {
            const auto* here = own.find(same_of(*item));
            if (here && here->changed_at == item->changed_at) own.adopt(item);
        }
    };
    adopt_all(
        requests_, at_rest.requests, [](const Request& r) -> const auto& { return r.request_id; });
    adopt_all(
        machines_, at_rest.machines, [](const Machine& m) -> const auto& { return m.spec.machine_id; });
}

void State::restore(const std::shared_ptr<const Template>& tmpl) {
    templates_.emplace_shared(tmpl);
    template_names_[tmpl->spec.name].insert(tmpl->spec.template_id);
    deleted_templates_.erase(tmpl->spec.template_id);
}

void State::restore(const std::shared_ptr<const Request>& request) {
    requests_.emplace_shared(request);
    requests_by_status_.enter(request->status);
    if (request->open()) open_requests_.insert(request->request_id);
    if (request->launch) open_launches_.insert(request->request_id);
    await(*request);
    if (const auto footprint = request->footprint(); footprint > 0 && request->template_id)
        in_use_[*request->template_id] += footprint;
}

void State::restore(const std::shared_ptr<const Machine>& machine) {
    const auto& slot = machines_.emplace_shared(machine);
    machines_by_status_.enter(machine->status);
    if (machine->live()) live_machines_.insert(machine->spec.machine_id);
    names_.add(slot);
    if (machine->former_name) former_names_.add(slot);
    if (machine->taken_back_at > 0) taken_back_.push_back(machine->spec.machine_id);
}

void State::restore(const std::shared_ptr<const ProviderAggregate>& provider) {
    providers_.emplace_shared(provider);
    removed_providers_.erase(provider->name);
}

void State::restore_gone(Category category, const std::string& id, const Gone& gone) {
    if (id.empty()) return;
    if (category == Category::template_)
        deleted_templates_[{id}] = gone;
    else
        removed_providers_[{id}] = gone;
}

void State::restore(const Numbers& numbers) {
    position_ = numbers.position;
    category_positions_ = numbers.category_positions;
    ordinals_ = numbers.next_ordinals;
    std::ranges::sort(taken_back_, {}, [this](const MachineId& id) { return find(id)->taken_back_at; });
}

void State::await(const Request& request) {
    if (request.provider) awaited_[*request.provider] += request.awaited();
}

std::int64_t State::capacity_left(const Template& tmpl) const {
    if (tmpl.spec.max_number < 0) return std::numeric_limits<std::int64_t>::max();
    return std::max<std::int64_t>(0, std::int64_t{tmpl.spec.max_number} - tmpl.machines_in_use);
}

State::StreamEnd State::end_of(Category category, const std::string& stream) const {
    const auto living = [](const auto* aggregate) {
        return aggregate ? StreamEnd{aggregate->version, aggregate->last_position} : StreamEnd{};
    };
    const auto living_or_gone = [&](const auto& id, const auto& gone) {
        const auto* end = look_up(gone, id);
        return end ? end->end : living(find(id));
    };
    switch (category) {
        case Category::template_: return living_or_gone(TemplateId{stream}, deleted_templates_);
        case Category::request: return living(find(RequestId{stream}));
        case Category::machine: return living(find(MachineId{stream}));
        case Category::provider: return living_or_gone(ProviderName{stream}, removed_providers_);
    }
    return {};
}

std::vector<const Template*> State::templates_named(const std::string& name) const {
    std::vector<const Template*> found;
    if (const auto* ids = look_up(template_names_, name))
        for (const auto& id : *ids) found.push_back(find(id));
    return found;
}

const Request* State::request_of(const Event& event) const {
    return std::visit(
        [this](const auto& e) -> const Request* {
            if constexpr (requires { e.request_id; })
                return find(e.request_id);
            else if constexpr (requires { e.spec.request_id; })
                return find(e.spec.request_id);
            else
                return nullptr;
        },
        event);
}

std::string State::correlation_of(const Event& event) const {
    const auto* request = request_of(event);
    return request ? request->correlation_id : std::string{};
}

std::string State::traceparent_of(const Event& event) const {
    const auto* request = request_of(event);
    return request ? request->traceparent.value_or({}) : std::string{};
}

}  // namespace hf
