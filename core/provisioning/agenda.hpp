// Agenda: what is to be done at one provider, and when. It only keeps the lists; the lane does the work.
//
//     agenda.reconcile(id, to_do(request, state), now);  // adds, moves or removes; idempotent
//     auto task = agenda.next(now, may);                 // in hand from now on
//     agenda.finish(*task, {}, now);                     // it is over; or, with a time, to be done once more then
//
// A time, once set, stays for as long as the same thing is wanted: a look cuts no backoff short. The most urgent kind
// of task comes first. Where a limit binds, launches go by priority, users of one priority take turns, and a user's own
// requests go by age. Not thread-safe.
#pragma once

#include <map>

#include "core/containers/partitioned_map.hpp"
#include "core/pacing/backoff.hpp"
#include "core/pacing/due_list.hpp"
#include "core/pacing/moment.hpp"
#include "core/ports/lane_settings.hpp"
#include "core/provisioning/to_do.hpp"

namespace hf {

class Agenda {
public:
    using Time = std::chrono::steady_clock::time_point;

    Agenda(const LaneSettings& settings, std::uint64_t seed);

    void reconcile(const RequestId& id, const RequestToDo& wanted, const Moment& now);
    // Returns true when the machine was watched and has ended.
    bool reconcile(const MachineId& id, const MachineToDo& wanted, const Moment& now);
    void reconcile(const TemplateId& id, bool wanted);
    void reconcile(const ProviderToDo& wanted);
    // Some of the launches whose begin or call is due take their turns. next() sees to that as well, and gives none to
    // begin before all have one, so that it is the one whose turn it is.
    void queue_due_launches(Time now);

    struct May {
        bool slot = true;   // one more call may be under way; else only what needs no call is given
        bool call = true;   // rate and circuit breaker allow one; requested checks and audits are given all the same
        bool trust = true;  // the provider answers; else polls go first, to see whether it does again, and no launch is
                            // begun, since a request that has begun one can't be asked for elsewhere
        bool end = true;    // machines may be ended
        bool act = true;    // else the provider is only asked how it is and what it has, and no deadline passes
    };
    [[nodiscard]] std::optional<Task> next(const Moment& now, const May& may);
    // When next() will have something, if nothing else happens.
    [[nodiscard]] Time next_time(const Moment& now, const May& may) const;
    void finish(const Task& task, std::optional<Time> again, const Moment& now);

    [[nodiscard]] Time after_backoff(std::uint32_t failures, Time now) { return now + backoff_.after(failures); }
    [[nodiscard]] std::size_t watched() const { return machines_.size(); }
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

    // All that is wanted, without the times.
    struct Contents {
        std::map<RequestId, RequestToDo> requests;
        std::map<MachineId, MachineToDo> machines;
        std::set<Subject> validations;
        ProviderToDo provider;
        bool operator==(const Contents&) const = default;
    };
    [[nodiscard]] Contents contents() const;

private:
    using enum TaskKind;
    struct Entry {
        RequestToDo wanted;
        bool begun = false;         // the launch is recorded, or its begin is in hand
        bool unanswered = false;    // its call is made again
        std::uint32_t counted = 0;  // machines of it among its user's shares
    };

    auto& list(TaskKind kind) { return lists_[static_cast<std::size_t>(kind)]; }
    const auto& list(TaskKind kind) const { return lists_[static_cast<std::size_t>(kind)]; }
    void keep(TaskKind kind, const Subject& subject, bool wanted) {
        wanted ? list(kind).want(subject) : list(kind).drop(subject);
    }
    void reconcile_launch(const RequestId& id, Entry& entry, const std::optional<LaunchToDo>& wanted, Time now);
    void drop_launch(const RequestId& id, Entry& entry);
    void count_as_begun(Entry& entry);
    void count_as_waiting(Entry& entry);
    using Kinds = std::array<TaskKind, 12>;
    // The most urgent kind first, but before all those that have waited for too long.
    [[nodiscard]] Kinds in_turn(Time now, const May& may);
    [[nodiscard]] bool is_due(TaskKind kind, Time now) const;
    [[nodiscard]] std::optional<Task> next_of(TaskKind kind, Time now);
    [[nodiscard]] std::optional<Task> next_launch(TaskKind kind);
    void finish_launch(const Task& task, std::optional<Time> again);
    [[nodiscard]] bool allowed(TaskKind kind, const May& may) const;
    [[nodiscard]] bool may_begin(const May& may) const;
    // Machines are looked at five times as often while one of them is about to change.
    [[nodiscard]] std::chrono::milliseconds poll_interval() const {
        return std::chrono::milliseconds{settings_.poll_ms} / (restless_ > 0 ? 5 : 1);
    }

    LaneSettings settings_;
    Backoff backoff_;
    std::array<DueList<Subject>, task_kinds> lists_;
    DueList<Subject, Timestamp> deadlines_;
    std::array<std::optional<Time>, task_kinds> due_since_{};  // without being taken

    PartitionedMap<RequestId, Entry> requests_;
    Shares shares_;  // of live machines, and of those that begun launches ask for
    Turns ready_;    // to be begun
    std::set<Turn> due_calls_;
    std::set<Turn> due_again_;  // of launches whose last call had no answer
    std::size_t waiting_ = 0;
    std::size_t begun_ = 0;
    std::size_t unanswered_ = 0;
    std::uint64_t calls_in_turn_ = 0;

    PartitionedMap<MachineId, MachineToDo> machines_;  // those that live
    std::size_t restless_ = 0;
    Time last_poll_{};
};

}  // namespace hf
