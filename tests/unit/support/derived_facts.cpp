#include "tests/unit/support/derived_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tests/support/member_ids.hpp"

namespace hf::testing {
namespace {

template <class T>
std::set<std::string> values_of(const Members<T>& members) {
    std::set<std::string> values;
    for (const auto& id : member_ids(members)) values.insert(id.value);
    return values;
}

std::vector<std::string> ids_of(const std::vector<const Machine*>& machines) {
    std::vector<std::string> ids;
    for (const auto* machine : machines) ids.push_back(machine->spec.machine_id.value);
    return ids;
}

std::string request_text(std::uint32_t live, std::uint32_t starting, std::uint32_t succeeded, std::uint32_t failed,
                         const std::vector<std::string>& machines) {
    return fmt::format("{} live, {} starting, {} succeeded, {} failed of {}", live, starting, succeeded, failed,
                       fmt::join(machines, " "));
}

std::string template_text(std::uint32_t derived, std::uint32_t shown) {
    return fmt::format("{} in use, {} shown", derived, shown);
}

std::string provider_text(const Derived::Load& load, std::uint32_t open_shown, std::uint32_t live_shown) {
    return fmt::format("{} open, {} live, {} awaited; {} open and {} live shown", load.open_requests,
                       load.live_machines, load.awaited, open_shown, live_shown);
}

std::string use_text(const Derived::Use& use) {
    return fmt::format("{} machines, {} open requests", use.machines, use.open_requests);
}

// The machines in the order of their ordinals, and plain loops over them.
class Counting {
public:
    explicit Counting(const State& state) : state_(state) {
        for (const auto& machine : state.machines()) machines_.push_back(&machine);
        std::ranges::sort(machines_, {}, &Machine::ordinal);
        for (const auto* machine : machines_) by_request_[machine->spec.request_id.value].push_back(machine);
        for (const auto& request : state.requests()) requests_.push_back(&request);
        std::ranges::sort(requests_, {}, &Request::ordinal);
    }

    DerivedFacts facts() {
        count_machines();
        count_requests();
        for (const auto& [owner, use] : uses_) facts_.principals[owner] = use_text(use);
        count_names();
        count_templates();
        count_providers();
        return std::move(facts_);
    }

private:
    template <class Status>
    static auto nothing_by_status() {
        return StatusCounts<Status>().by_name();
    }

    void count_machines() {
        facts_.machines_by_status = nothing_by_status<MachineStatus>();
        std::vector<const Machine*> taken_back;
        for (const auto* machine : machines_) {
            const auto& id = machine->spec.machine_id.value;
            ++facts_.machines_by_status.find(name_of(machine->status))->second;
            facts_.returns[id];
            if (machine->live()) facts_.live_machines.insert(id);
            if (machine->taken_back_at > 0) taken_back.push_back(machine);
        }
        std::ranges::sort(taken_back, {}, &Machine::taken_back_at);
        facts_.taken_back = ids_of(taken_back);
    }

    void count_requests() {
        facts_.requests_by_status = nothing_by_status<RequestStatus>();
        for (const auto* request : requests_) {
            const auto& id = request->request_id.value;
            ++facts_.requests_by_status.find(name_of(request->status))->second;
            if (request->open()) facts_.open_requests.insert(id);
            if (request->launch) facts_.open_launches.insert(id);
            if (request->claim_by && (request->open() || request->live > 0)) facts_.unclaimed_requests.insert(id);
            facts_.requests[id] =
                request->request_type == RequestType::acquire ? acquire(*request) : give_back(*request);
        }
    }
    std::string acquire(const Request& request) {
        const auto& machines = by_request_[request.request_id.value];
        const auto number_of = [&](auto&& is) {
            std::uint32_t units = 0;
            for (const auto* machine : machines) units += is(*machine) ? machine->spec.units : 0;
            return units;
        };
        const auto live = number_of([](const Machine& m) { return m.live(); });
        const auto in_use = live + request.footprint() - request.live;
        if (request.template_id) in_use_[request.template_id->value] += in_use;
        if (request.ordered_by) {
            auto& use = uses_[*request.ordered_by];
            use.machines += in_use;
            use.open_requests += request.open() ? 1U : 0U;
        }
        return request_text(live, number_of([](const Machine& m) { return m.live() && !m.started_at; }),
                            number_of([](const Machine& m) { return m.started_at.has_value(); }),
                            number_of([](const Machine& m) { return m.status == MachineStatus::failed; }),
                            ids_of(machines));
    }
    std::string give_back(const Request& request) {
        std::uint32_t gone = 0;
        std::vector<std::string> ids;
        for (const auto& id : request.machine_ids) {
            gone += state_.find(id)->live() ? 0U : 1U;
            ids.push_back(id.value);
            facts_.returns[id.value].push_back(request.request_id.value);
        }
        return request_text(0, 0, gone, 0, ids);
    }

    void count_names() {
        // The live one, the newest name, and a present name before a former one.
        std::map<std::string, std::tuple<bool, bool, std::uint64_t, std::string>> best;
        const auto offer = [&](const std::string& name, bool now, std::uint64_t age, const Machine& machine) {
            auto& known = best[name];
            known = std::max(known, {now, machine.live(), age, machine.spec.machine_id.value});
        };
        for (const auto* machine : machines_) {
            offer(machine->spec.name, true, machine->named_at, *machine);
            if (machine->former_name) offer(*machine->former_name, false, machine->ordinal, *machine);
        }
        for (const auto& [name, found] : best) facts_.machines_by_name[name] = std::get<3>(found);
    }

    void count_templates() {
        for (const auto& tmpl : state_.templates()) {
            const auto& id = tmpl.spec.template_id.value;
            facts_.templates[id] = template_text(in_use_[id], in_use_[id]);
            facts_.templates_by_name[tmpl.spec.name].push_back(id);
        }
        for (auto& [name, ids] : facts_.templates_by_name) std::ranges::sort(ids);
    }

    void count_providers() {
        for (const auto& provider : state_.providers()) {
            Derived::Load load;
            for (const auto* request : requests_) {
                if (request->provider != provider.name) continue;
                load.open_requests += request->open() ? 1U : 0U;
                load.awaited += request->awaited();
            }
            Timestamp latest_end;
            for (const auto* machine : machines_) {
                if (machine->spec.provider != provider.name) continue;
                load.live_machines += machine->live() ? 1U : 0U;
                if (machine->ended_at) latest_end = std::max(latest_end, *machine->ended_at);
            }
            if (provider.quarantined_since) ++facts_.quarantined_providers;
            const auto& name = provider.name.value;
            facts_.providers[name] = provider_text(load, load.open_requests, load.live_machines);
            auto& ended = facts_.ended_lately[name];
            for (const auto* machine : machines_)
                if (machine->spec.provider == provider.name && machine->ended_at &&
                    latest_end - *machine->ended_at < std::chrono::hours(30 * 24))
                    ended.push_back(machine->spec.machine_id.value);
        }
    }

    const State& state_;
    std::vector<const Machine*> machines_;
    std::map<std::string, std::vector<const Machine*>> by_request_;
    std::vector<const Request*> requests_;
    std::map<std::string, std::uint32_t> in_use_;
    std::map<std::string, Derived::Use> uses_;
    DerivedFacts facts_;
};

}  // namespace

DerivedFacts kept_facts(const State& state) {
    DerivedFacts facts;
    facts.open_requests = values_of(state.open_requests());
    facts.open_launches = values_of(state.open_launches());
    facts.unclaimed_requests = values_of(state.unclaimed_requests());
    facts.live_machines = values_of(state.live_machines());
    facts.requests_by_status = state.requests_by_status().by_name();
    facts.machines_by_status = state.machines_by_status().by_name();
    for (const auto& tmpl : state.templates()) {
        const auto& id = tmpl.spec.template_id;
        facts.templates[id.value] = template_text(state.derived().in_use(id), tmpl.machines_in_use);
        for (const auto* named : state.templates_named(tmpl.spec.name))
            if (auto& ids = facts.templates_by_name[tmpl.spec.name];
                std::ranges::find(ids, named->spec.template_id.value) == ids.end())
                ids.push_back(named->spec.template_id.value);
    }
    facts.quarantined_providers = state.derived().quarantined_providers();
    for (const auto& provider : state.providers()) {
        const auto& name = provider.name;
        facts.providers[name.value] =
            provider_text(state.derived().load_of(name), provider.open_requests, provider.live_machines);
        facts.ended_lately[name.value] = ids_of(state.ended_since(name, {}));
    }
    for (const auto& request : state.requests()) {
        if (request.request_type == RequestType::acquire && request.ordered_by)
            facts.principals[*request.ordered_by] = use_text(state.derived().use_of(*request.ordered_by));
        std::vector<std::string> ids;
        for (const auto& id : request.machine_ids) ids.push_back(id.value);
        facts.requests[request.request_id.value] =
            request_text(request.live, request.starting, request.succeeded_count, request.failed_count, ids);
    }
    for (const auto& machine : state.machines()) {
        auto& returns = facts.returns[machine.spec.machine_id.value];
        for (const auto& id : machine.returns) returns.push_back(id.value);
        facts.machines_by_name[machine.spec.name];
        if (machine.former_name) facts.machines_by_name[*machine.former_name];
    }
    for (auto& [name, id] : facts.machines_by_name)
        if (const auto* machine = state.machine_named(name)) id = machine->spec.machine_id.value;
    for (const auto* slot : state.taken_back()) facts.taken_back.push_back((*slot)->spec.machine_id.value);
    return facts;
}

DerivedFacts counted_facts(const State& state) { return Counting(state).facts(); }

std::string text_of(const DerivedFacts& facts) {
    std::string text;
    text += fmt::format("open requests {}\nopen launches {}\nunclaimed requests {}\nlive machines {}\n",
                        fmt::join(facts.open_requests, " "), fmt::join(facts.open_launches, " "),
                        fmt::join(facts.unclaimed_requests, " "), fmt::join(facts.live_machines, " "));
    text += fmt::format("quarantined providers {}\n", facts.quarantined_providers);
    const auto add = [&](std::string_view what, const auto& map) {
        for (const auto& [key, value] : map) text += fmt::format("{} {}: {}\n", what, key, value);
    };
    add("requests that are", facts.requests_by_status);
    add("machines that are", facts.machines_by_status);
    add("template", facts.templates);
    add("provider", facts.providers);
    add("request", facts.requests);
    add("principal", facts.principals);
    add("returns of machine", facts.returns);
    add("machine named", facts.machines_by_name);
    add("templates named", facts.templates_by_name);
    add("ended lately at provider", facts.ended_lately);
    text += fmt::format("taken back {}\n", fmt::join(facts.taken_back, " "));
    return text;
}

}  // namespace hf::testing
