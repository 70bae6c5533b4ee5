#include "core/domain/rules/policies.hpp"

#include <algorithm>

#include "core/domain/rules/sources.hpp"

namespace hf {
namespace {

struct Policies {
    const State& state;
    Events& out;
    std::unordered_map<ProviderName, std::uint32_t> promised{};  // machines, by redirects that stand in `out`

    // An event without a rule below has no consequences.
    template <class Other>
    void after(const Other&) {}

    void after(const RequestCreated& e) {
        if (e.request_type != RequestType::give_back) return;
        for (const auto& id : e.machine_ids) {
            const auto* machine = state.find(id);
            if (!machine || !machine->live()) continue;
            // A fact is written once; that the machine gets no time to end by itself is another one.
            if (!machine->return_requested || (e.force && !machine->return_forced))
                give_back(*machine, e.request_id, e.reason, e.force);
        }
        settle(e.request_id);
    }
    void after(const RequestCancelled& e) { give_back_machines(e.request_id, true, "the request was cancelled"); }
    void after(const RequestUnclaimed& e) {
        give_back_machines(e.request_id, true, e.reason);
        if (state.find(e.request_id)->open()) out.push_back(RequestCancelled{{e.request_id}, e.reason});
    }
    void after(const RequestPartiallyFulfilled& e) {
        give_back_machines(e.request_id, false, "came too late for its request");
    }
    void after(const RequestFailed& e) { give_back_machines(e.request_id, false, "its request has failed"); }
    void after(const RequestTimedOut& e) { give_back_machines(e.request_id, false, "came too late for its request"); }

    void after(const MachineLaunched& e) {
        const auto* request = state.find(e.spec.request_id);
        if (request && !request->open())
            give_back(*state.find(e.spec.machine_id), std::nullopt, "came too late for its request");
    }
    void after(const LaunchFailed& e) {
        settle(e.request_id);
        const auto& request = *state.find(e.request_id);
        if (!request.needs_launch()) return;
        // Throttling is no lack of capacity: the same source is asked again after the backoff.
        if (e.error == ProviderErrorKind::throttled)
            go_where_it_is_served(request);
        else
            redirect(
                request, [](const ProviderName&) { return true; }, e.message);
    }
    void after(const LaunchSucceeded& e) {
        settle(e.request_id);
        go_where_it_is_served(*state.find(e.request_id));
    }
    void after(const MachineStarted& e) { settle(e.request_id); }
    void after(const MachineStatusChanged& e) {
        if (e.to != MachineStatus::shutting_down) return;
        for (const auto& id : state.find(e.machine_id)->returns) {
            const auto* request = state.find(id);
            if (request && request->status == RequestStatus::pending) out.push_back(RequestStarted{{id}, {}});
        }
    }
    void after(const MachineTerminated& e) { after_end(e.machine_id, e.request_id); }
    void after(const MachineFailed& e) { after_end(e.machine_id, e.request_id); }

    void after(const ProviderDisabled&) { move_on(); }
    void after(const ProviderEnabled&) { move_on(); }
    // Whatever is asked of the site's providers waits for the end of the quarantine, and so does what a new one is
    // asked.
    void after(const ProviderRegistered& e) {
        for (const auto& provider : state.providers())
            if (provider.quarantined()) return out.push_back(ProviderQuarantined{{e.name}, provider.quarantine_reason});
    }
    void after(const ProviderResumed&) { move_on(); }
    void after(const ProviderHealthChanged& e) { after_health(e.name); }
    void after(const ProviderChecked& e) { after_health(e.name); }

    void after_health(const ProviderName& name) {
        const auto& provider = *state.find(name);
        if (provider.health_since == provider.updated_at) move_on();  // the health has changed just now
    }

    // Redirects open requests whose provider cannot serve them to another source of their template, if one can.
    void move_on() {
        if (state.quarantined()) return;
        const bool any_waits = std::ranges::any_of(state.providers(), [&](const ProviderAggregate& provider) {
            return provider.open_requests > 0 && !serves(provider.name, state);
        });
        if (!any_waits) return;
        for (const auto& request : state.open_requests()) go_where_it_is_served(request);
    }
    void go_where_it_is_served(const Request& request) {
        if (!request.needs_launch() || serves(*request.provider, state)) return;
        redirect(
            request, [&](const ProviderName& to) { return serves(to, state); },
            fmt::format("provider {} {}", *request.provider,
                        state.find(*request.provider)->launches() ? "does not answer" : "is disabled"));
    }

    void redirect(const Request& request, const auto& is_good, const std::string& why) {
        const auto* tmpl = state.find(*request.template_id);
        if (!tmpl || tmpl->spec.sources.empty()) return;
        const auto next = choose_source(
            tmpl->spec, {request.request_id.value, request.attempts, request.tried, request.hopeless, &promised},
            state);
        if (!next || *next == request.source) return;
        const auto& to = provider_of(tmpl->spec, *next);
        if (!is_good(to)) return;
        promised[to] += request.shortfall();
        out.push_back(RequestRedirected{{request.request_id}, *request.provider, to, *next, why});
    }

    void after_end(const MachineId& id, const RequestId& made_for) {
        settle(made_for);
        go_where_it_is_served(*state.find(made_for));
        for (const auto& waiting : state.find(id)->returns) settle(waiting);
        // Nothing is left that the provider could answer for.
        const auto* provider = state.find(state.find(id)->spec.provider);
        if (provider && provider->held() && provider->live_machines == 0)
            out.push_back(ProviderReleased{{provider->name}, false, "none of its machines is left"});
    }

    // Ends a request that has nothing more to wait for.
    void settle(const RequestId& id) {
        const auto* request = state.find(id);
        if (!request || !request->open()) return;
        if (request->succeeded_count >= request->machine_count) {
            out.push_back(RequestCompleted{{id}, request->succeeded_count, {}});
            return;
        }
        const bool goes_on = !request->gave_up && request->tries_left() > 0;
        if (goes_on || request->starting > 0 || request->launch) return;
        auto problem = request->last_problem.value_or({});
        if (!request->gave_up)
            problem = fmt::format("{} machines failed before they ran; the last: {}", request->stillborn, problem);
        if (request->succeeded_count == 0)
            out.push_back(RequestFailed{{id}, std::move(problem)});
        else
            out.push_back(
                RequestPartiallyFulfilled{{id},
                                          request->succeeded_count,
                                          fmt::format("{} of {} {} came up: {}", request->succeeded_count,
                                                      request->machine_count, name_of(request->counts), problem)});
    }

    void give_back_machines(const RequestId& id, bool running_too, std::string_view reason) {
        for (const auto& machine_id : state.find(id)->machine_ids) {
            const auto* machine = state.find(machine_id);
            if (machine && machine->live() && !machine->return_requested && (running_too || !machine->has_run()))
                give_back(*machine, std::nullopt, reason);
        }
    }

    void give_back(const Machine& machine, std::optional<RequestId> return_request, std::string_view reason,
                   bool force = false) {
        out.push_back(MachineReturnRequested{
            {machine.spec.machine_id, machine.spec.request_id}, std::move(return_request), std::string(reason), force});
    }
};

// The template that may have fewer machines in use after this event.
std::optional<TemplateId> template_of(const Event& event, const State& state) {
    return std::visit(
        [&](const auto& e) -> std::optional<TemplateId> {
            if constexpr (requires { e.request_id; }) {
                const auto* request = state.find(e.request_id);
                return request ? request->template_id : std::nullopt;
            } else {
                return std::nullopt;
            }
        },
        event);
}

}  // namespace

void add_consequences(const Event& event, const State& state, Events& consequences) {
    Policies policies{state, consequences};
    std::visit([&](const auto& e) { policies.after(e); }, event);
}

void add_closing_consequences(const Event& event, const State& state, Events& consequences) {
    const auto id = template_of(event, state);
    const auto* tmpl = id ? state.find(*id) : nullptr;
    if (tmpl && tmpl->retired && tmpl->machines_in_use == 0)
        consequences.push_back(TemplateDeleted{*id, "it was retired, and its last machine is gone"});
}

}  // namespace hf
