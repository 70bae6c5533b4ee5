#include "core/provisioning/lane.hpp"

#include <algorithm>

#include "core/bus/command_bus.hpp"
#include "core/domain/request/effective_template.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/expire_request.hpp"
#include "core/provisioning/launch_spec.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

// After a longer absence of the daemon, what machines have left behind is left to the administrator.
constexpr auto forget_if_ended_within = 30 * 24h;
// The caller keeps the read models locked meanwhile. After failed starts all launches of a template are put off, each
// as a task of its own.
constexpr std::size_t most_tasks_at_once = 256;
// A command that the ledger refused is tried again as after one failure, if it is still wanted.
constexpr std::uint32_t failures_of_a_refusal = 1;

// Whether rate and circuit breaker apply. Somebody waits for a check and for an audit, so these are made in any case.
bool is_limited(TaskKind kind) {
    return kind != TaskKind::forget && kind != TaskKind::check && kind != TaskKind::audit;
}

// The pause before a template's next launch, after so many launches whose machines have failed before they ran.
std::chrono::seconds pause_after(std::uint32_t failed_starts) {
    return std::min<std::chrono::seconds>(5s * (1U << std::min(failed_starts, 7U)), 10min);
}

LaunchSpec spec_of(const Request& request, const Template& tmpl) {
    auto spec = launch_spec(effective_template(tmpl.spec, request), request.launch->count);
    spec.token = request.launch->token;
    spec.request_id = request.request_id.value;
    spec.correlation_id = request.correlation_id;
    spec.traceparent = request.traceparent.value_or({});
    spec.deadline_at = request.deadline_at;
    spec.begun_by = request.launch->provider_api;
    // An open launch is the last that has changed its request.
    spec.begun_at = request.updated_at;
    return spec;
}

}  // namespace

Lane::Lane(ProviderName name, const LaneSettings& settings, std::string site, std::uint64_t seed, const Codec& codec,
           Log& log)
    : name_(std::move(name)),
      settings_(settings),
      site_(std::move(site)),
      codec_(codec),
      log_(log),
      agenda_(settings, seed),
      rate_(settings.calls_per_second) {}

void Lane::look_at_all(const State& state, const Moment& now) {
    began_ = now.monotonic;
    look(std::monostate{}, state, now);
    for (const auto& request : state.open_launches()) look(request.request_id, state, now);
    for (const auto& request : state.unclaimed_requests()) look(request.request_id, state, now);
    for (auto& [id, launch] : open_launches_) launch.maybe_called = true;
    for (const auto& tmpl : state.templates()) look(tmpl.spec.template_id, state, now);
    for (const auto& machine : state.live_machines()) look(machine.spec.machine_id, state, now);
    for (const auto* machine : state.ended_since(name_, now.utc + -forget_if_ended_within))
        look(machine->spec.machine_id, state, now);
}

void Lane::look(const Touched& touched, const State& state, const Moment& now) {
    if (std::ranges::find(touched.providers, name_) != touched.providers.end()) look(std::monostate{}, state, now);
    for (const auto& id : touched.templates) look(id, state, now);
    for (const auto& id : touched.requests) look(id, state, now);
    for (const auto& id : touched.machines) look(id, state, now);
    agenda_.queue_due_launches(now.monotonic);
}

void Lane::look(const RequestId& id, const State& state, const Moment& now) {
    const auto* request = state.find(id);
    const auto wanted = request && provider_of(*request, state) == name_ ? to_do(*request, state) : RequestToDo{};
    agenda_.reconcile(id, wanted, now);
    const auto token = wanted.launch ? wanted.launch->token : std::string{};
    if (token.empty())
        open_launches_.erase(id);
    else if (auto& launch = open_launches_[id]; launch.token != token)
        launch = {token, false, 0, {}};
}

void Lane::look(const MachineId& id, const State& state, const Moment& now) {
    const auto* machine = state.find(id);
    if (!machine || machine->spec.provider != name_) return;
    const bool ended = agenda_.reconcile(id, to_do(*machine, state), now);
    if (machine->live()) return;
    missed_.erase(id);
    refusals_.erase(id);
    if (ended && machine->status == MachineStatus::failed) ++counts_.machines_failed;
}

void Lane::look(const TemplateId& id, const State& state, const Moment&) {
    const auto* tmpl = state.find(id);
    agenda_.reconcile(id, tmpl && tmpl->spec.provider == name_ && to_do(*tmpl));
}

void Lane::look(std::monostate, const State& state, const Moment& now) {
    const auto* provider = state.find(name_);
    agenda_.reconcile(provider ? to_do(*provider) : ProviderToDo{});
    counts_.held = held(state) ? 1 : 0;
    counts_.quarantined = quarantined(state) ? 1 : 0;
    // After a quarantine it begins as after a start: nobody could claim a request or wait for a deadline meanwhile.
    if (std::exchange(quarantined_, quarantined(state)) && !quarantined_) return look_at_all(state, now);
    // Requests need launches here only if the provider launches.
    const bool launches = provider && provider->launches();
    if (std::exchange(launches_, launches) == launches) return;
    for (const auto& request : state.open_requests()) look(request.request_id, state, now);
}

struct Lane::Making {
    Lane& lane;
    const State& state;
    const Moment& now;
    Step& step;

    void make(Task task) {
        using enum TaskKind;
        switch (task.kind) {
            case expire: return make_expiry(task);
            case begin: return make_begin(task);
            case launch: return make_launch(std::move(task));
            case validate: return make_validation(std::move(task));
            case audit:
            case sweep: return make_comparison(std::move(task));
            default: call({std::move(task)});
        }
    }
    template <class C>
    void decide(C command, const Task& task) {
        step.commands.push_back({C::name, deciding(std::move(command), lane.codec_), task});
    }
    void make_expiry(const Task& task) {
        const auto& id = task.request_id();
        const auto* request = state.find(id);
        ExpireRequest expiry{id, {}, true};
        if (request && request->claim_by) {
            // Nobody could claim a request while the daemon was down, so the time for that begins again with the lane.
            const auto claimable_until = lane.began_ + (*request->claim_by - request->created_at);
            expiry.unclaimed_too = claimable_until <= now.monotonic;
            const bool is_late = request->open() && request->deadline_at && *request->deadline_at <= now.utc;
            if (!expiry.unclaimed_too && !is_late) {
                auto next = claimable_until;
                if (request->open() && request->deadline_at)
                    next = std::min(next, now.monotonic + (*request->deadline_at - now.utc));
                return lane.agenda_.finish(task, next, now);
            }
        }
        if (const auto launch = lane.open_launches_.find(id); launch != lane.open_launches_.end())
            expiry.problem = launch->second.problem;
        decide(std::move(expiry), task);
    }
    void make_begin(const Task& task) {
        const auto* request = state.find(task.request_id());
        const auto from = request ? lane.brake_of(*request, state, now) : now.monotonic;
        if (from > now.monotonic) return lane.agenda_.finish(task, from, now);
        decide(BeginLaunch{task.request_id(), lane.name_, lane.settings_.machines_per_call}, task);
    }
    void make_launch(Task task) {
        const auto* request = state.find(task.request_id());
        // The state may be further than the last look.
        if (!request->launch || request->launch->token != task.token) return lane.agenda_.finish(task, {}, now);
        lane.log_.debug(fmt::format("launch {} of {} (correlation {}): {} {}", task.token, lane.name_,
                                    request->correlation_id, request->launch->count, name_of(request->counts)));
        const bool repeated = std::exchange(lane.open_launches_[task.request_id()].maybe_called, true);
        Call launch{std::move(task)};
        launch.begun_by = request->launch->provider_api;
        // If the machines are no longer wanted, an earlier call may have made some all the same: they are looked for,
        // recorded, and then given back.
        if (const auto* tmpl = request->open() ? state.find(*request->template_id) : nullptr) {
            launch.launch = spec_of(*request, *tmpl);
            launch.launch->site = lane.site_;
            launch.launch->repeated = repeated;
        }
        call(std::move(launch));
    }
    void make_validation(Task task) {
        const auto* tmpl = state.find(task.template_id());
        if (!tmpl || !to_do(*tmpl)) return lane.agenda_.finish(task, {}, now);
        Call validation{std::move(task)};
        validation.tmpl = tmpl->spec;
        validation.version = tmpl->version;
        call(std::move(validation));
    }
    void make_comparison(Task task) {
        RecordAudit record;
        record.provider = lane.name_;
        const auto* provider = state.find(lane.name_);
        if (provider && task.kind == TaskKind::audit) record.answers = provider->audit_wanted_at;
        lane.comparing_ = {task, Books::of(lane.name_, state), std::move(record)};
        Call comparison{std::move(task)};
        comparison.site = lane.site_;
        call(std::move(comparison));
    }
    void call(Call call) {
        ++lane.calls_under_way_;
        if (is_limited(call.task.kind)) lane.rate_.called();
        call.begun = now.monotonic;
        step.calls.push_back(std::move(call));
    }
};

Lane::Step Lane::step(const State& state, const Moment& now) {
    Step step;
    Making making{*this, state, now, step};
    const bool may_end = !held(state);
    const bool may_act = !quarantined(state);
    for (std::size_t tasks = 0; tasks < most_tasks_at_once; ++tasks) {
        const auto call_from = std::max(breaker_.next_call(), rate_.next_call(now.monotonic));
        const Agenda::May may{calls_under_way_ < settings_.max_calls, call_from <= now.monotonic, !breaker_.open(),
                              may_end, may_act};
        if (!parts_.empty() && may.slot && may.call) {
            auto part = std::move(parts_.front());
            parts_.pop_front();
            making.call(std::move(part));
            continue;
        }
        if (auto task = agenda_.next(now, may)) {
            making.make(std::move(*task));
            continue;
        }
        step.next = agenda_.next_time(now, may);
        if (may.slot && !may.call) step.next = std::min(step.next, call_from);
        return step;
    }
    step.next = now.monotonic;
    return step;
}

void Lane::decided(const Task& ends, bool accepted, const State& state, const Moment& now) {
    if (ends.kind == TaskKind::record_health) recording_health_ = false;
    const auto again = agenda_.after_backoff(failures_of_a_refusal, now.monotonic);
    agenda_.finish(ends, accepted ? std::nullopt : std::optional(again), now);
    for (const auto& subject : ends.of) std::visit([&](const auto& id) { look(id, state, now); }, subject);
}

bool Lane::held(const State& state) const {
    const auto* provider = state.find(name_);
    return provider && provider->held();
}

bool Lane::quarantined(const State& state) const {
    const auto* provider = state.find(name_);
    return provider && provider->quarantined();
}

bool Lane::is_sudden(std::size_t missing, std::size_t of) const {
    return missing >= settings_.loss_count && 100 * missing > settings_.loss_percent * of;
}

Agenda::Time Lane::brake_of(const Request& request, const State& state, const Moment& now) {
    const auto* tmpl = state.find(*request.template_id);
    const auto failed_starts = tmpl ? tmpl->failed_starts : 0;
    if (failed_starts == 0) {
        brakes_.erase(*request.template_id);
        return now.monotonic;
    }
    auto& brake = brakes_[*request.template_id];
    if (brake.failed_starts != failed_starts) brake = {failed_starts, now.monotonic + pause_after(failed_starts)};
    return brake.until;
}

LaneCounts Lane::counts() const {
    auto counts = counts_;
    counts.machines_watched = agenda_.watched();
    counts.requests_waiting = agenda_.waiting();
    counts.launches_unsettled = static_cast<std::uint64_t>(
        std::ranges::count_if(open_launches_, [](const auto& each) { return each.second.unanswered > 1; }));
    return counts;
}

}  // namespace hf
