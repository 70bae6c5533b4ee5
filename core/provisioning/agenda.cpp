#include "core/provisioning/agenda.hpp"

#include <algorithm>

namespace hf {
namespace {

using namespace std::chrono_literals;

constexpr auto first_backoff = 250ms;
constexpr auto longest_backoff = 60s;
// How often machines of ours that are not recorded are looked for at the provider, beginning at the start (P6).
constexpr auto sweep_interval = 5min;
constexpr std::size_t most_to_forget = 100;
constexpr std::size_t most_to_queue = 256;  // at once
// How long a kind of task waits for more urgent ones at most. Slow machines are ordered to end again and again; with a
// slow provider that leaves no time to look whether they have ended, nor for anything else.
constexpr auto longest_wait = 30s;

constexpr Subject itself{};  // the provider

// A moment by the other clock, as the two stand now.
Agenda::Time monotonic(Timestamp when, const Moment& now) {
    return now.monotonic + std::max(when - now.utc, std::chrono::microseconds{0});
}
Timestamp utc(Agenda::Time when, const Moment& now) {
    return now.utc + std::chrono::duration_cast<std::chrono::microseconds>(when - now.monotonic);
}

// Where calls that get no answer and others are due, one of so many is one of the former: they may never get any, and
// hold up nobody else.
constexpr std::uint64_t calls_for_one_again = 4;

}  // namespace

Agenda::Agenda(const LaneSettings& settings, std::uint64_t seed)
    : settings_(settings), backoff_(first_backoff, longest_backoff, seed) {
    list(sweep).want(itself);
    list(poll).want(itself);
}

void Agenda::reconcile(const RequestId& id, const RequestToDo& wanted, const Moment& now) {
    const bool none = wanted == RequestToDo{};
    if (none && !requests_.contains(id)) return;
    auto& entry = requests_[id];
    reconcile_launch(id, entry, wanted.launch, now.monotonic);
    if (std::exchange(entry.wanted.deadline, wanted.deadline) != wanted.deadline) deadlines_.drop(id);
    if (wanted.deadline)
        deadlines_.want(id, *wanted.deadline);
    else
        deadlines_.drop(id);
    if (none) requests_.erase(id);
}

void Agenda::reconcile_launch(const RequestId& id, Entry& entry, const std::optional<LaunchToDo>& wanted, Time now) {
    auto& known = entry.wanted.launch;
    const bool same =
        known && wanted && known->token == wanted->token && (entry.begun || known->failures == wanted->failures);
    if (known && !same) drop_launch(id, entry);
    known = wanted;
    if (!wanted || same) return;
    ++waiting_;
    if (wanted->token.empty())
        return list(begin).want(id, wanted->failures > 0 ? after_backoff(wanted->failures, now) : Time{});
    count_as_begun(entry);
    list(launch).want(id);
}

void Agenda::drop_launch(const RequestId& id, Entry& entry) {
    if (entry.begun) count_as_waiting(entry);
    --waiting_;
    ready_.erase(entry.wanted.launch->turn, entry.wanted.launch->user);
    due_calls_.erase(entry.wanted.launch->turn);
    due_again_.erase(entry.wanted.launch->turn);
    if (std::exchange(entry.unanswered, false)) --unanswered_;
    list(begin).drop(id);
    list(launch).drop(id);
    entry.wanted.launch.reset();
}

void Agenda::count_as_begun(Entry& entry) {
    entry.begun = true;
    entry.counted = std::min(entry.wanted.launch->machines, settings_.machines_per_call);
    shares_.add(entry.wanted.launch->user, entry.counted);
    ++begun_;
    --waiting_;
}

void Agenda::count_as_waiting(Entry& entry) {
    entry.begun = false;
    shares_.remove(entry.wanted.launch->user, entry.counted);
    --begun_;
    ++waiting_;
}

bool Agenda::reconcile(const MachineId& id, const MachineToDo& wanted, const Moment& now) {
    const auto known = machines_.find(id);
    const bool was_watched = known != machines_.end();
    if (was_watched && known->second.restless) --restless_;
    for (const auto kind : {end_at_once, end, stop, start}) keep(kind, id, wanted.change == kind);
    if (wanted.forget_at) {
        list(forget).want(id, monotonic(*wanted.forget_at, now));
        if (!was_watched) return false;
        shares_.remove(known->second.user, known->second.units);
        machines_.erase(known);
        return true;
    }
    if (!was_watched) shares_.add(wanted.user, wanted.units);
    machines_.insert_or_assign(id, wanted);
    if (wanted.restless && restless_++ == 0) list(poll).hasten(itself, last_poll_ + poll_interval());
    return false;
}

void Agenda::reconcile(const TemplateId& id, bool wanted) { keep(validate, id, wanted); }

void Agenda::reconcile(const ProviderToDo& wanted) {
    keep(check, itself, wanted.check);
    keep(audit, itself, wanted.audit);
}

bool Agenda::may_begin(const May& may) const {
    // A launch without an answer keeps no other from beginning.
    return may.trust && begun_ - unanswered_ < std::size_t{2} * settings_.max_calls;
}

bool Agenda::allowed(TaskKind kind, const May& may) const {
    if (!may.act && kind != check && kind != audit && kind != sweep) return false;
    switch (kind) {
        case begin: return may_begin(may);
        case end_at_once:
        case end: return may.end && may.slot && may.call;
        case forget:
        case check: return may.slot;
        // One comparison at a time.
        case audit: return may.slot && !list(sweep).in_hand(itself);
        case sweep: return may.slot && may.call && !list(audit).in_hand(itself);
        // Without machines a poll asks whether the provider is well. Otherwise one launch that gets no answer, maybe of
        // a service that no other needs, would be all that is tried.
        case poll: return may.slot && may.call && !(machines_.empty() && may.trust);
        default: return may.slot && may.call;
    }
}

std::optional<Task> Agenda::next(const Moment& now, const May& may) {
    if (may.act)
        if (auto due = deadlines_.take_due(now.utc, 1); !due.empty()) return Task{expire, std::move(due)};
    queue_due_launches(now.monotonic);
    const auto waits = list(begin).first();
    const bool all_are_queued = !waits || *waits > now.monotonic;
    for (const auto kind : in_turn(now.monotonic, may)) {
        if (!allowed(kind, may) || (kind == begin && !all_are_queued)) continue;
        auto task = next_of(kind, now.monotonic);
        if (!task) continue;
        due_since_[static_cast<std::size_t>(kind)].reset();
        return task;
    }
    return std::nullopt;
}

Agenda::Kinds Agenda::in_turn(Time now, const May& may) {
    Kinds kinds{forget, check, audit, end_at_once, end, stop, start, launch, begin, validate, sweep, poll};
    const auto waits_too_long = [&](TaskKind kind) {
        auto& since = due_since_[static_cast<std::size_t>(kind)];
        if (!is_due(kind, now))
            since.reset();
        else if (!since)
            since = now;
        return since && now - *since >= longest_wait;
    };
    std::stable_partition(kinds.begin(), kinds.end(), waits_too_long);
    if (!may.trust) std::stable_partition(kinds.begin(), kinds.end(), [](TaskKind kind) { return kind == poll; });
    return kinds;
}

bool Agenda::is_due(TaskKind kind, Time now) const {
    if (kind == launch) return !due_calls_.empty() || !due_again_.empty();
    if (kind == begin) return !ready_.empty();
    const auto first = list(kind).first();
    return first && *first <= now;
}

std::optional<Task> Agenda::next_of(TaskKind kind, Time now) {
    if (kind == launch || kind == begin) return next_launch(kind);
    const std::size_t most = kind == forget ? most_to_forget : kind == validate ? 1 : settings_.machines_per_call;
    Task task{kind, list(kind).take_due(now, most)};
    if (task.of.empty()) return std::nullopt;
    if (kind == poll) {
        task.of.clear();
        for (const auto& [id, machine] : machines_) task.of.emplace_back(id);
    }
    return task;
}

void Agenda::queue_due_launches(Time now) {
    const auto launch_of = [&](const Subject& id) -> const LaunchToDo& {
        return *requests_.at(std::get<RequestId>(id)).wanted.launch;
    };
    for (const auto& id : list(begin).take_due(now, most_to_queue)) ready_.add(launch_of(id).turn, launch_of(id).user);
    for (const auto& id : list(launch).take_due(now, most_to_queue))
        (requests_.at(std::get<RequestId>(id)).unanswered ? due_again_ : due_calls_).insert(launch_of(id).turn);
}

std::optional<Task> Agenda::next_launch(TaskKind kind) {
    if (kind == begin) {
        const auto id = ready_.take(shares_);
        if (!id) return std::nullopt;
        count_as_begun(requests_.at(*id));
        return Task{begin, {*id}};
    }
    if (!is_due(launch, {})) return std::nullopt;
    const bool again = due_calls_.empty() || (!due_again_.empty() && ++calls_in_turn_ % calls_for_one_again == 0);
    auto& due = again ? due_again_ : due_calls_;
    const auto id = due.extract(due.begin()).value().id;
    return Task{launch, {id}, requests_.at(id).wanted.launch->token};
}

Agenda::Time Agenda::next_time(const Moment& now, const May& may) const {
    auto next = list(begin).first().value_or(Time::max());
    if (const auto deadline = deadlines_.first(); deadline && may.act) next = std::min(next, monotonic(*deadline, now));
    for (std::size_t i = 0; i < task_kinds; ++i)
        if (allowed(TaskKind(i), may)) next = std::min(next, lists_[i].first().value_or(next));
    const bool any_ready = (!ready_.empty() && allowed(begin, may)) || (is_due(launch, {}) && allowed(launch, may));
    return any_ready ? now.monotonic : next;
}

void Agenda::finish(const Task& task, std::optional<Time> again, const Moment& now) {
    switch (task.kind) {
        case expire:
            for (const auto& id : task.of)
                deadlines_.finish(id, again ? std::optional(utc(*again, now)) : std::nullopt);
            return;
        case begin:
        case launch: return finish_launch(task, again);
        case poll: last_poll_ = now.monotonic; return void(list(poll).finish(itself, last_poll_ + poll_interval()));
        case audit:
        case sweep:
            list(audit).finish(itself, again);
            list(sweep).drop(itself);
            return list(sweep).want(itself, now.monotonic + sweep_interval);
        default:
            for (const auto& subject : task.of) list(task.kind).finish(subject, again);
    }
}

// Does nothing if another launch is wanted by now, or none.
void Agenda::finish_launch(const Task& task, std::optional<Time> again) {
    const auto& id = task.request_id();
    const auto it = requests_.find(id);
    if (it == requests_.end() || !it->second.begun || it->second.wanted.launch->token != task.token) return;
    if (!again) return drop_launch(id, it->second);
    list(task.kind).finish(id, again);
    if (task.kind == begin)
        count_as_waiting(it->second);
    else if (!std::exchange(it->second.unanswered, true))
        ++unanswered_;
}

Agenda::Contents Agenda::contents() const {
    Contents contents;
    for (const auto& [id, entry] : requests_)
        if (entry.wanted != RequestToDo{}) contents.requests.emplace(id, entry.wanted);
    contents.machines.insert(machines_.begin(), machines_.end());
    contents.validations = list(validate).ids();
    contents.provider = {list(check).contains(itself), list(audit).contains(itself)};
    return contents;
}

}  // namespace hf
