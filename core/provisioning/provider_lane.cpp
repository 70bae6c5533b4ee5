#include "core/provisioning/provider_lane.hpp"

#include <algorithm>

#include "core/domain/request/effective_template.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/expire_request.hpp"
#include "core/provisioning/commands/record_audit.hpp"
#include "core/provisioning/commands/record_failed_order.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "core/provisioning/commands/record_machines.hpp"
#include "core/provisioning/commands/record_provider_check.hpp"
#include "core/provisioning/commands/record_provider_health.hpp"
#include "core/provisioning/commands/record_template_check.hpp"
#include "core/provisioning/comparison.hpp"
#include "core/provisioning/launch_spec.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

constexpr auto first_backoff = 250ms;
constexpr auto most_backoff = 60s;
// A machine that was told to end, to stop or to start, and has not, is told again.
constexpr auto tell_again_after = 30s;
// After a longer absence of the daemon, what machines have left behind is left to the administrator.
constexpr auto forget_if_ended_within = 30 * 24h;

// Somebody may want to see what a failed machine has left behind.
constexpr std::chrono::hours kept(MachineStatus ended) { return ended == MachineStatus::failed ? 1h : 0h; }

Ending ending_of(const Machine& machine) { return machine.return_forced ? Ending::forced : Ending::graceful; }

template <class T>
std::optional<ProviderError> error_of(const ProviderResult<T>& result) {
    return result ? std::nullopt : std::optional(result.error());
}

std::vector<std::string> plain(const std::vector<MachineId>& ids) {
    std::vector<std::string> result;
    for (const auto& id : ids) result.push_back(id.value);
    return result;
}

}  // namespace

ProviderLane::ProviderLane(ProviderName name, std::shared_ptr<Provider> provider, const LaneSettings& settings,
                           Dependencies dependencies)
    : name_(std::move(name)),
      provider_(std::move(provider)),
      settings_(settings),
      with_(std::move(dependencies)),
      agenda_(settings),
      backoff_(first_backoff, most_backoff, std::hash<std::string>{}(with_.ids.next())),
      rate_(settings.calls_per_second) {}

ProviderLane::Time ProviderLane::after_backoff(std::uint32_t failures) {
    return with_.clock.monotonic() + backoff_.after(failures);
}

ProviderLane::Time ProviderLane::tell_again_at(bool answered, std::uint32_t& failures) {
    failures = answered ? 0 : failures + 1;
    return answered ? with_.clock.monotonic() + tell_again_after : after_backoff(failures);
}

void ProviderLane::take_up(const State& state) {
    const std::lock_guard lock(mutex_);
    if (const auto* provider = state.find(name_)) {
        health_on_record_ = provider->health;
        if (provider->checking) agenda_.check();
        if (provider->auditing()) agenda_.audit();
    }
    for (const auto& tmpl : state.templates())
        if (tmpl.spec.provider == name_ && tmpl.validity == Validity::checking)
            agenda_.validate(tmpl.spec.template_id, {});
    for (const auto& id : state.open_requests()) {
        const auto& request = *state.find(id);
        if (request.request_type != RequestType::acquire || request.provider != name_) continue;
        if (request.deadline_at) agenda_.expire_at(id, *request.deadline_at);
        want_launch_if_short(state, id);
    }
    for (const auto& id : state.open_launches())
        if (const auto& request = *state.find(id); request.provider == name_) {
            agenda_.call_launch(request, {});
            maybe_called_.insert(id);
        }
    for (const auto& id : state.live_machines()) {
        const auto& machine = *state.find(id);
        if (machine.spec.provider != name_) continue;
        agenda_.machine_came(id, state.find(machine.spec.request_id)->user_id);
        if (machine.return_requested)
            agenda_.terminate(id, {}, ending_of(machine));
        else if (machine.wanted_status)
            agenda_.order(id, *machine.wanted_status, {});
    }
    // What was still to be forgotten when the daemon ended.
    const auto now = with_.clock.now();
    for (const auto& machine : state.machines()) {
        if (machine.live() || machine.spec.provider != name_) continue;
        const auto ago = now - *machine.ended_at;
        if (ago < forget_if_ended_within)
            agenda_.machine_ended(machine.spec.machine_id, with_.clock.monotonic() + kept(machine.status));
    }
}

void ProviderLane::start() {
    for (std::uint32_t i = 0; i < settings_.max_calls; ++i) threads_.emplace_back([this] { run(); });
}

void ProviderLane::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void ProviderLane::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto now = with_.clock.monotonic();
        const auto call_from = std::max(breaker_.next_call(), rate_.next_call(now));
        const bool may_call = call_from <= now;
        const Agenda::May may{may_call, !breaker_.open()};
        auto task = agenda_.next(now, with_.clock.now(), may);
        if (!task) {
            auto until = agenda_.idle_until(now, may);
            if (!may_call) until = std::min(until, call_from);
            changed_.wait_until(lock, until);
            continue;
        }
        if (is_call(*task)) rate_.called();
        lock.unlock();
        std::visit([this](const auto& t) { perform(t); }, *task);
        lock.lock();
    }
}

// What an event changes on the agenda. The lane is locked.
struct ProviderLane::Applying {
    ProviderLane& lane;
    const State& state;

    template <class Other>
    void operator()(const Other&) {}

    void operator()(const RequestCreated& e) { comes_here(e.request_id); }
    void operator()(const RequestRedirected& e) { comes_here(e.request_id); }
    void operator()(const LaunchRequested& e) { lane.agenda_.call_launch(*state.find(e.request_id), {}); }
    void operator()(const LaunchSucceeded& e) { launch_closed(e.request_id); }
    void operator()(const LaunchFailed& e) {
        ++lane.counters_["launches_failed"];
        launch_closed(e.request_id);
    }
    void operator()(const RequestCompleted& e) { ended(e.request_id); }
    void operator()(const RequestPartiallyFulfilled& e) { ended(e.request_id); }
    void operator()(const RequestFailed& e) { ended(e.request_id); }
    void operator()(const RequestTimedOut& e) { ended(e.request_id); }
    void operator()(const RequestCancelled& e) { ended(e.request_id); }

    void operator()(const MachineLaunched& e) {
        ++lane.counters_["machines_launched"];
        lane.agenda_.machine_came(e.spec.machine_id, state.find(e.spec.request_id)->user_id);
    }
    void operator()(const MachineStarted& e) { lane.agenda_.watch(e.machine_id, false); }
    void operator()(const MachineReturnRequested& e) {
        lane.agenda_.terminate(e.machine_id, {}, ending_of(*state.find(e.machine_id)));
    }
    void operator()(const MachineStopRequested& e) { lane.agenda_.order(e.machine_id, MachineStatus::stopped, {}); }
    void operator()(const MachineStartRequested& e) { lane.agenda_.order(e.machine_id, MachineStatus::running, {}); }
    void operator()(const MachineStatusChanged& e) {
        lane.agenda_.watch(e.machine_id, e.to != MachineStatus::running && e.to != MachineStatus::stopped);
    }
    void operator()(const TemplateValidated& e) {
        if (e.validity == Validity::checking) lane.agenda_.validate(e.template_id, {});
    }
    void operator()(const ProviderCheckRequested&) { lane.agenda_.check(); }
    void operator()(const ProviderAuditRequested&) { lane.agenda_.audit(); }
    void operator()(const ProviderHealthChanged& e) { lane.health_on_record_ = e.health; }
    void operator()(const ProviderChecked& e) { lane.health_on_record_ = e.health; }
    void operator()(const MachineTerminated& e) { gone(e.machine_id, e.request_id, MachineStatus::terminated); }
    void operator()(const MachineFailed& e) {
        ++lane.counters_["machines_failed"];
        gone(e.machine_id, e.request_id, MachineStatus::failed);
    }

    void comes_here(const RequestId& id) {
        // The state may be further than the event, and the request at another provider or over.
        const auto& request = *state.find(id);
        if (request.provider != lane.name_) return;
        if (request.deadline_at) lane.agenda_.expire_at(id, *request.deadline_at);
        lane.want_launch_if_short(state, id);
    }
    void launch_closed(const RequestId& id) {
        lane.agenda_.launch_closed(id);
        lane.maybe_called_.erase(id);
        lane.want_launch_if_short(state, id);
    }
    void ended(const RequestId& id) {
        lane.agenda_.request_ended(*state.find(id));
        lane.problems_.erase(id);
    }
    void gone(const MachineId& id, const RequestId& request_id, MachineStatus ended) {
        lane.agenda_.machine_ended(id, lane.with_.clock.monotonic() + kept(ended));
        lane.want_launch_if_short(state, request_id);
    }
};

void ProviderLane::apply(const Event& event, const State& state) {
    const std::lock_guard lock(mutex_);
    std::visit(Applying{*this, state}, event);
    changed_.notify_all();
}

void ProviderLane::reconsider(const RequestId& id, const State& state) {
    const auto& request = *state.find(id);
    const std::lock_guard lock(mutex_);
    if (request.provider == name_) {
        want_launch_if_short(state, id);
    } else {
        agenda_.request_ended(request);
        agenda_.launch_closed(id);
        problems_.erase(id);
    }
    changed_.notify_all();
}

void ProviderLane::want_launch_if_short(const State& state, const RequestId& id) {
    const auto* request = state.find(id);
    if (!request || !request->open() || request->request_type != RequestType::acquire) return;
    if (request->provider != name_) return;
    if (request->launch || request->gave_up || request->shortfall() == 0) return;
    const auto* provider = state.find(name_);
    if (!provider || !provider->launches()) return;
    // The first launch, the next part of a large request, and who was not asked in this round, need not wait.
    const bool has_failed = (request->tried & source_bit(request->source)) != 0;
    const bool trouble = has_failed || (request->tried == 0 && request->failed_count > 0);
    agenda_.want_launch(*request, trouble ? after_backoff(request->attempts) : Time{});
}

template <class C>
void ProviderLane::record(C command, std::function<void(bool)> then) {
    // No correlation: each event takes that of the request that it belongs to.
    const CommandHeader header{{}, with_.ids.next(), {}, {}};
    with_.ledger.decide(header, deciding(std::move(command), with_.codec),
                        [then = std::move(then), lane = weak_from_this()](const CommandOutcome* outcome, bool, auto) {
                            const auto alive = lane.lock();
                            if (then && alive) then(outcome && outcome->accepted);
                        });
}

void ProviderLane::note(const std::optional<ProviderError>& error) {
    {
        const std::lock_guard lock(mutex_);
        ++counters_[error ? "calls_failed" : "calls_answered"];
        if (error && error->kind == ProviderErrorKind::unreachable)
            breaker_.failed(with_.clock.monotonic());
        else
            breaker_.succeeded();
    }
    record_health(error ? error->message : std::string{});
}

void ProviderLane::record_health(const std::string& complaint) {
    ProviderHealth health{};
    {
        const std::lock_guard lock(mutex_);
        health = breaker_.open() ? ProviderHealth::unreachable : ProviderHealth::healthy;
        if (health == health_on_record_ || recording_health_) return;
        health_on_record_ = health;
        recording_health_ = true;
    }
    const bool answers = health == ProviderHealth::healthy;
    if (answers)
        with_.log.info(fmt::format("provider {} answers", name_));
    else
        with_.log.error(fmt::format("provider {} does not answer: {}", name_, complaint));
    record(RecordProviderHealth{name_, health, answers ? std::string{} : complaint}, [this](bool) {
        const std::lock_guard lock(mutex_);
        recording_health_ = false;
    });
}

void ProviderLane::perform(const task::Expire& expire) {
    std::string problem;
    {
        const std::lock_guard lock(mutex_);
        if (const auto it = problems_.find(expire.request_id); it != problems_.end()) problem = it->second;
    }
    record(ExpireRequest{expire.request_id, std::move(problem)}, [this, id = expire.request_id](bool accepted) {
        if (accepted) return;
        // The clock may have stepped back between the look at it and the decision.
        with_.models.read([&](const View& view) {
            const auto* request = view.state.find(id);
            if (!request || !request->open() || !request->deadline_at) return;
            const std::lock_guard lock(mutex_);
            agenda_.expire_at(id, *request->deadline_at);
        });
    });
}

void ProviderLane::perform(const task::Begin& begin) {
    record(BeginLaunch{begin.request_id, name_, settings_.machines_per_call},
           [this, id = begin.request_id](bool accepted) {
               if (accepted) return;
               with_.models.read([&](const View& view) {
                   // Where the lane before this one has begun it, the launch is open and still to be called.
                   const auto* request = view.state.find(id);
                   if (request && request->launch && request->provider == name_) return;
                   const std::lock_guard lock(mutex_);
                   agenda_.launch_closed(id);
                   // It may have gone and come back meanwhile.
                   want_launch_if_short(view.state, id);
                   changed_.notify_all();
               });
           });
}

LaunchResult ProviderLane::launch_or_find(const Request& request, const std::optional<Template>& tmpl, bool repeated) {
    const auto& launch = *request.launch;
    if (request.open() && tmpl) {
        auto order = launch_order(effective_template(tmpl->spec, request), launch.count);
        order.token = launch.token;
        order.site = with_.site;
        order.request_id = request.request_id.value;
        order.repeated = repeated;
        order.correlation_id = request.correlation_id;
        order.traceparent = request.traceparent.value_or({});
        order.deadline_at = request.deadline_at;
        // Nothing has touched the request since: its launch is open.
        order.begun_at = request.updated_at;
        return provider_->launch(order);
    }
    // Nobody wants them any more, but an earlier call may have made some: they are taken into
    // the books, and from there given back.
    auto found = provider_->find(launch.token);
    if (!found) return {{}, found.error()};
    return {std::move(*found), ProviderError{ProviderErrorKind::not_found, "the request was over before the launch"}};
}

void ProviderLane::perform(const task::Launch& launch) {
    std::optional<Request> request;
    std::optional<Template> tmpl;
    with_.models.read([&](const View& view) {
        const auto* found = view.state.find(launch.request_id);
        if (!found || !found->launch) return;
        request = *found;
        if (const auto* of = view.state.find(*found->template_id)) tmpl = *of;
    });
    if (!request) return;

    with_.log.debug(fmt::format("launch {} of {} (correlation {}): {} machines", request->launch->token, name_,
                                request->correlation_id, request->launch->count));
    const bool repeated = [&] {
        const std::lock_guard lock(mutex_);
        return !maybe_called_.insert(launch.request_id).second;
    }();
    auto result = launch_or_find(*request, tmpl, repeated);
    note(result.error);
    if (result.error && result.error->kind == ProviderErrorKind::unreachable) {
        with_.log.warn(fmt::format("launch {} of {} (correlation {}) is made again: {}", request->launch->token, name_,
                                   request->correlation_id, result.error->message));
        // Nobody knows what the call has done, so it stays open and is made again with its token.
        const std::lock_guard lock(mutex_);
        problems_[launch.request_id] = result.error->message;
        agenda_.call_launch(*request, after_backoff(++unanswered_[launch.request_id]));
        changed_.notify_all();
        return;
    }
    if (result.error && request->open())
        with_.log.warn(fmt::format("launch {} of {} (correlation {}): {}: {}", request->launch->token, name_,
                                   request->correlation_id, name_of(result.error->kind), result.error->message));
    {
        const std::lock_guard lock(mutex_);
        unanswered_.erase(launch.request_id);
    }
    record(RecordLaunch{launch.request_id, request->launch->token, std::move(result)});
}

void ProviderLane::perform(const task::Check&) {
    const auto begun = with_.clock.monotonic();
    const auto answer = provider_->health();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(with_.clock.monotonic() - begun);
    note(error_of(answer));
    record(RecordProviderCheck{name_, answer ? ProviderHealth::healthy : ProviderHealth::unreachable,
                               answer ? std::string{} : answer.error().message, took});
}

void ProviderLane::perform(const task::Validate& validate) {
    std::optional<Template> tmpl;
    with_.models.read([&](const View& view) {
        const auto* found = view.state.find(validate.template_id);
        if (found && found->validity == Validity::checking) tmpl = *found;
    });
    if (!tmpl) return;
    auto answer = provider_->validate(tmpl->spec);
    note(error_of(answer));
    RecordTemplateCheck check{validate.template_id, tmpl->version, Validity::unknown, {}, {}};
    if (!answer) {
        check.findings.push_back({"provider", fmt::format("can't tell: {}", answer.error().message)});
    } else {
        check.validity = answer->findings.empty() ? Validity::valid : Validity::invalid;
        check.attributes = std::move(answer->attributes);
        for (auto& [field, message] : answer->findings)
            check.findings.push_back({field.empty() ? "provider" : "configuration." + field, std::move(message)});
    }
    record(std::move(check));
}

// What was asked of a provider shows until it is seen: machines that were told to end as
// shutting-down, those that were told to stop or start as on their way.
void ProviderLane::record_on_their_way(const std::vector<MachineId>& ids, MachineStatus status) {
    RecordMachines changing;
    for (const auto& id : ids) {
        ProviderMachine machine;
        machine.id = id.value;
        machine.status = status;
        changing.seen.push_back(std::move(machine));
    }
    record(std::move(changing));
}

void ProviderLane::perform(const task::Terminate& terminate) {
    const auto answer = provider_->terminate(plain(terminate.machine_ids), terminate.how);
    note(error_of(answer));
    // Only those that still live are told again; one that has ended since is off the agenda.
    with_.models.read([&](const View& view) {
        const std::lock_guard lock(mutex_);
        const auto when = tell_again_at(answer.has_value(), failed_terminations_);
        for (const auto& id : terminate.machine_ids)
            if (const auto* machine = view.state.find(id);
                machine && machine->live() && ending_of(*machine) == terminate.how)
                agenda_.terminate(id, when, terminate.how);
        changed_.notify_all();
    });
    if (answer) return record_on_their_way(terminate.machine_ids, MachineStatus::shutting_down);
    with_.log.warn(
        fmt::format("terminating {} machines of {}: {}", terminate.machine_ids.size(), name_, answer.error().message));
}

void ProviderLane::perform(const task::Order& order) {
    const bool stop = order.wanted == MachineStatus::stopped;
    const auto ids = plain(order.machine_ids);
    const auto answer = stop ? provider_->stop(ids) : provider_->start(ids);
    note(error_of(answer));
    const bool hopeless = !answer && is_hopeless(answer.error().kind);
    if (hopeless) {
        record(RecordFailedOrder{order.machine_ids, order.wanted, answer.error()});
    } else {
        with_.models.read([&](const View& view) {
            const std::lock_guard lock(mutex_);
            const auto when = tell_again_at(answer.has_value(), failed_orders_);
            for (const auto& id : order.machine_ids)
                if (const auto* machine = view.state.find(id); machine && machine->wanted_status == order.wanted)
                    agenda_.order(id, order.wanted, when);
            changed_.notify_all();
        });
    }
    if (answer)
        return record_on_their_way(order.machine_ids, stop ? MachineStatus::stopping : MachineStatus::launching);
    with_.log.warn(fmt::format("{} {} machines of {}: {}", stop ? "stopping" : "starting", ids.size(), name_,
                               answer.error().message));
}

void ProviderLane::perform(const task::Poll& poll) {
    const auto answer = provider_->describe(plain(poll.machine_ids));
    note(error_of(answer));
    RecordMachines news;
    if (answer) {
        std::unordered_map<std::string_view, const ProviderMachine*> seen;
        for (const auto& machine : *answer) seen.emplace(machine.id, &machine);
        with_.models.read([&](const View& view) {
            for (const auto& id : poll.machine_ids) {
                const auto* machine = view.state.find(id);
                if (!machine || !machine->live()) continue;
                const auto it = seen.find(id.value);
                if (it == seen.end())
                    news.gone.push_back(id);
                else if (it->second->unknown_now)
                    continue;
                else if (it->second->status != machine->status || news_of_reclaim(*machine, *it->second))
                    news.seen.push_back(*it->second);
            }
        });
    }
    if (!news.seen.empty() || !news.gone.empty()) record(std::move(news));
    const std::lock_guard lock(mutex_);
    agenda_.polled(with_.clock.monotonic());
    changed_.notify_all();
}

void ProviderLane::tell_of(const std::vector<ProviderMachine>& orphans) {
    std::unordered_set<std::string> now;
    for (const auto& machine : orphans) now.insert(machine.id);
    // Those that stay are told once, and not with every sweep.
    const bool news = std::ranges::any_of(now, [this](const auto& id) { return !reported_.contains(id); });
    if (news)
        with_.log.warn(fmt::format("{} machines at {} are ours and not in our books (policy {}): {} …", now.size(),
                                   name_, name_of(settings_.orphans), orphans.front().id));
    reported_ = std::move(now);
}

OrphanOutcome ProviderLane::deal_with(const std::vector<ProviderMachine>& orphans) {
    if (settings_.orphans != OrphanPolicy::terminate || orphans.empty()) return OrphanOutcome::reported;
    std::vector<std::string> ids;
    for (const auto& machine : orphans) ids.push_back(machine.id);
    {
        const std::lock_guard lock(mutex_);
        counters_["strangers_terminated"] += ids.size();
    }
    const auto answer = provider_->terminate(ids, Ending::graceful);
    note(error_of(answer));
    return answer ? OrphanOutcome::terminated : OrphanOutcome::not_terminated;
}

void ProviderLane::perform(const task::Sweep& sweep) {
    Books books;
    std::optional<Position> answers;
    with_.models.read([&](const View& view) {
        books = Books::of(name_, view.state);
        if (const auto* provider = view.state.find(name_); provider && sweep.wanted)
            answers = provider->audit_wanted_at;
    });
    const auto answer = provider_->list(with_.site);
    note(error_of(answer));
    RecordAudit audit;
    audit.provider = name_;
    audit.answers = answers;
    if (answer) {
        auto found = with_.models.read([&](const View& view) { return compare(books, *answer, view.state); });
        tell_of(found.orphans);
        audit.outcome = deal_with(found.orphans);
        audit.adopt = settings_.orphans == OrphanPolicy::adopt;
        audit.orphans = std::move(found.orphans);
        audit.losses = std::move(found.losses);
    } else {
        audit.problem = answer.error().message;
    }
    // Without an answer there is nothing to tell, unless somebody waits.
    if (answer || answers) record(std::move(audit));
    const std::lock_guard lock(mutex_);
    agenda_.swept();
    changed_.notify_all();
}

void ProviderLane::perform(const task::Forget& forget) { provider_->forget(plain(forget.machine_ids)); }

Counters ProviderLane::counters() const {
    const std::lock_guard lock(mutex_);
    auto counters = counters_;
    counters["machines_watched"] = agenda_.watched();
    counters["requests_waiting"] = agenda_.waiting();
    return counters;
}

}  // namespace hf
