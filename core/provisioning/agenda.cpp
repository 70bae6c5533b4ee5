#include "core/provisioning/agenda.hpp"

#include <algorithm>
#include <utility>

namespace hf {
namespace {

using namespace std::chrono_literals;

// What is at the provider with our tags and not in our books is looked for at start and then
// now and again (P6).
constexpr auto sweep_interval = 5min;
constexpr std::size_t most_to_forget = 100;

}  // namespace

std::optional<Task> Agenda::next(Time now, Timestamp utc, May may) {
    if (!deadlines_.empty() && deadlines_.begin()->first <= utc) {
        const auto id = deadlines_.begin()->second;
        deadlines_.erase(deadlines_.begin());
        return task::Expire{id};
    }
    if (auto due = to_forget_.take_due(now, most_to_forget); !due.empty()) return task::Forget{std::move(due)};
    for (const auto& id : backing_off_.take_due(now, backing_off_.size())) {
        const auto& wanted = wanted_.at(id);
        ready_.add(wanted.turn, wanted.user);
    }

    if (std::exchange(check_, false)) return task::Check{};
    if (audit_ && !sweeping_) {
        audit_ = false;
        sweeping_ = true;
        next_sweep_ = now + sweep_interval;
        return task::Sweep{true};
    }
    if (may.call) {
        const auto most = settings_.machines_per_call;
        if (auto due = forced_terminations_.take_due(now, most); !due.empty())
            return task::Terminate{std::move(due), Ending::forced};
        if (auto due = terminations_.take_due(now, most); !due.empty())
            return task::Terminate{std::move(due), Ending::graceful};
        if (auto due = stops_.take_due(now, most); !due.empty())
            return task::Order{std::move(due), MachineStatus::stopped};
        if (auto due = starts_.take_due(now, most); !due.empty())
            return task::Order{std::move(due), MachineStatus::running};
        for (const auto& id : launches_.take_due(now, launches_.size())) {
            calling_later_.erase(id);
            due_launches_.insert(begun_.at(id).turn);
        }
        if (!due_launches_.empty()) return task::Launch{due_launches_.extract(due_launches_.begin()).value().id};
    }
    if (!ready_.empty() && may_begin(may)) {
        auto wanted = wanted_.extract(*ready_.take(shares_));
        begin(std::move(wanted.mapped()));
        return task::Begin{wanted.key()};
    }
    if (!may.call) return std::nullopt;
    if (const auto due = validations_.take_due(now, 1); !due.empty()) return task::Validate{due.front()};
    if (!sweeping_ && next_sweep_ <= now) {
        sweeping_ = true;
        next_sweep_ = now + sweep_interval;
        return task::Sweep{};
    }
    if (!polling_ && !watched_.empty() && next_poll_ <= now) {
        polling_ = true;
        task::Poll poll;
        poll.machine_ids.reserve(watched_.size());
        for (const auto& [id, user] : watched_) poll.machine_ids.push_back(id);
        return poll;
    }
    return std::nullopt;
}

Agenda::Time Agenda::idle_until(Time now, May may) const {
    auto until = now + 1s;
    if (check_ || (audit_ && !sweeping_) || (!ready_.empty() && may_begin(may))) until = now;
    until = std::min({until, to_forget_.first(), backing_off_.first()});
    if (!may.call) return until;
    if (!due_launches_.empty()) until = now;
    if (!sweeping_) until = std::min(until, next_sweep_);
    until = std::min({until, terminations_.first(), forced_terminations_.first(), stops_.first(), starts_.first(),
                      launches_.first(), validations_.first()});
    if (!polling_ && !watched_.empty()) until = std::min(until, next_poll_);
    return until;
}

void Agenda::want_launch(const Request& request, Time not_before) {
    const auto& id = request.request_id;
    if (begun_.count(id) > 0 || wanted_.count(id) > 0) return;
    wanted_.emplace(
        id, Wanted{turn_of(request), request.user_id, std::min(request.shortfall(), settings_.machines_per_call)});
    backing_off_.put(id, not_before);
}

void Agenda::begin(Wanted wanted) {
    shares_.add(wanted.user, wanted.machines);
    const auto id = wanted.turn.id;
    begun_.emplace(id, std::move(wanted));
}

void Agenda::call_launch(const Request& request, Time when) {
    const auto& id = request.request_id;
    // The lane before may have begun it, after this one saw that it was wanted.
    want_no_launch(id);
    launch_closed(id);
    begin({turn_of(request), request.user_id, request.launch ? request.launch->count : 0});
    launches_.put(id, when);
    if (when > Time{}) calling_later_.insert(id);
}

void Agenda::launch_closed(const RequestId& id) {
    if (const auto it = begun_.find(id); it != begun_.end()) {
        shares_.remove(it->second.user, it->second.machines);
        due_launches_.erase(it->second.turn);
        begun_.erase(it);
    }
    launches_.erase(id);
    calling_later_.erase(id);
}

void Agenda::want_no_launch(const RequestId& id) {
    const auto it = wanted_.find(id);
    if (it == wanted_.end()) return;
    ready_.erase(it->second.turn, it->second.user);
    backing_off_.erase(id);
    wanted_.erase(it);
}

void Agenda::request_ended(const Request& request) {
    const auto& id = request.request_id;
    want_no_launch(id);
    if (request.deadline_at) deadlines_.erase({*request.deadline_at, id});
}

void Agenda::machine_came(const MachineId& id, const std::string& user) {
    if (watched_.emplace(id, user).second) shares_.add(user, 1);
    watch(id, true);
}

void Agenda::watch(const MachineId& id, bool restless) {
    // Only what came: an order to one that is gone brings it back on no list.
    if (watched_.count(id) == 0) return;
    if (!restless) {
        restless_.erase(id);
    } else if (restless_.insert(id).second && restless_.size() == 1) {
        next_poll_ = std::min(next_poll_, last_poll_ + std::chrono::milliseconds{settings_.poll_ms} / 5);
    }
}

void Agenda::terminate(const MachineId& id, Time when, Ending how) {
    (how == Ending::forced ? terminations_ : forced_terminations_).erase(id);
    (how == Ending::forced ? forced_terminations_ : terminations_).put(id, when);
    stops_.erase(id);
    starts_.erase(id);
    watch(id, true);
}

void Agenda::order(const MachineId& id, MachineStatus wanted, Time when) {
    const bool stop = wanted == MachineStatus::stopped;
    (stop ? starts_ : stops_).erase(id);
    (stop ? stops_ : starts_).put(id, when);
    watch(id, true);
}

void Agenda::machine_ended(const MachineId& id, Time forget_at) {
    if (const auto it = watched_.find(id); it != watched_.end()) {
        shares_.remove(it->second, 1);
        watched_.erase(it);
    }
    restless_.erase(id);
    terminations_.erase(id);
    forced_terminations_.erase(id);
    stops_.erase(id);
    starts_.erase(id);
    to_forget_.put(id, forget_at);
}

void Agenda::polled(Time now) {
    const std::chrono::milliseconds interval{settings_.poll_ms};
    polling_ = false;
    last_poll_ = now;
    next_poll_ = now + (restless_.empty() ? interval : interval / 5);
}

}  // namespace hf
