// Agenda: what is to be done at one provider, and when. It only keeps the lists;
// the lane does the work. What is urgent comes first: deadlines, give-backs,
// launches that are open already, then requests by their turns, then watching. Where a limit binds,
// launches go by priority, users of one priority take turns, and a user's own requests go by age.
//
// Not thread-safe; its lane guards it. Tested without threads or clocks.
#pragma once

#include <unordered_set>
#include <variant>

#include "core/domain/state/state.hpp"
#include "core/pacing/timed_set.hpp"
#include "core/ports/lane_settings.hpp"
#include "core/ports/provider.hpp"
#include "core/provisioning/turns.hpp"

namespace hf {

namespace task {
struct Expire {
    RequestId request_id;
};
struct Terminate {
    std::vector<MachineId> machine_ids;
    Ending how{};
};
// Stop or start: what the machines are to become.
struct Order {
    std::vector<MachineId> machine_ids;
    MachineStatus wanted{};
};
struct Check {};
struct Validate {
    TemplateId template_id;
};
struct Launch {
    RequestId request_id;
};
struct Begin {
    RequestId request_id;
};
// Our books are compared with the provider's.
struct Sweep {
    bool wanted = false;  // on somebody's word
};
struct Poll {
    std::vector<MachineId> machine_ids;
};
struct Forget {
    std::vector<MachineId> machine_ids;
};
}  // namespace task

using Task = std::variant<task::Expire, task::Check, task::Terminate, task::Order, task::Launch, task::Begin,
                          task::Validate, task::Sweep, task::Poll, task::Forget>;

// Whether it asks the provider for something, so that rate and circuit breaker apply. A check or an
// audit does, too, and is made all the same: somebody wants to know now.
inline bool is_call(const Task& task) {
    if (const auto* sweep = std::get_if<task::Sweep>(&task)) return !sweep->wanted;
    return !std::holds_alternative<task::Expire>(task) && !std::holds_alternative<task::Begin>(task) &&
           !std::holds_alternative<task::Forget>(task) && !std::holds_alternative<task::Check>(task);
}

class Agenda {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Agenda(const LaneSettings& settings) : settings_(settings) {}

    // Without `call` only what needs no call. Without `trust`, since the provider doesn't answer, a launch is begun only
    // to see whether it does again: one at a time, since a request that has begun one can't be asked for elsewhere.
    struct May {
        bool call;
        bool trust = true;
    };
    // The next thing to do, taken off its list.
    std::optional<Task> next(Time now, Timestamp utc, May may);
    // Until when next() has nothing, if nothing is added. Deadlines are looked at every second,
    // since the clock that they are told by may step.
    [[nodiscard]] Time idle_until(Time now, May may) const;

    // A request that needs a launch, from `not_before`; nothing if it is on its way already.
    void want_launch(const Request& request, Time not_before);
    // A launch that is on record and has no outcome: to be called, or called again, with its token.
    void call_launch(const Request& request, Time when);
    // No launch is open any more, or none came about.
    void launch_closed(const RequestId& id);
    void expire_at(const RequestId& id, Timestamp deadline) { deadlines_.emplace(deadline, id); }
    void request_ended(const Request& request);

    // A machine that lives, to be watched, and for whom it was made.
    void machine_came(const MachineId& id, const std::string& user);
    // `restless`: it is about to change, so it is looked at more often.
    void watch(const MachineId& id, bool restless);
    void terminate(const MachineId& id, Time when, Ending how);
    // To be stopped or started; the later order counts.
    void order(const MachineId& id, MachineStatus wanted, Time when);
    void check() { check_ = true; }
    void audit() { audit_ = true; }
    void swept() { sweeping_ = false; }
    void validate(const TemplateId& id, Time when) { validations_.put(id, when); }
    void machine_ended(const MachineId& id, Time forget_at);
    void polled(Time now);

    [[nodiscard]] std::size_t watched() const { return watched_.size(); }
    [[nodiscard]] std::size_t waiting() const { return backing_off_.size() + ready_.size(); }

private:
    // A request that waits for a launch, or whose launch is begun.
    struct Wanted {
        Turn turn;
        std::string user;
        std::uint32_t machines{};
    };
    static Turn turn_of(const Request& request) {
        return {-int{request.priority}, request.created_at, request.request_id};
    }

    void begin(Wanted wanted);
    void want_no_launch(const RequestId& id);
    // Those that are backing off keep nobody else from beginning.
    [[nodiscard]] bool may_begin(May may) const {
        if (!may.trust) return may.call && begun_.empty();
        return begun_.size() - calling_later_.size() < std::size_t{2} * settings_.max_calls;
    }

    LaneSettings settings_;
    Shares shares_;                                 // of live machines, and of those that begun launches ask for
    std::unordered_map<RequestId, Wanted> wanted_;  // those that are backing off or ready
    TimedSet<RequestId> backing_off_;
    Turns ready_;
    std::unordered_map<RequestId, Wanted> begun_;  // launches from their begin until their outcome is on record
    TimedSet<RequestId> launches_;
    std::set<Turn> due_launches_;
    std::unordered_set<RequestId> calling_later_;  // those of them that brought no answer
    std::set<std::pair<Timestamp, RequestId>> deadlines_;
    TimedSet<MachineId> terminations_;
    TimedSet<MachineId> forced_terminations_;
    TimedSet<MachineId> stops_;
    TimedSet<MachineId> starts_;
    TimedSet<TemplateId> validations_;
    bool check_ = false;
    bool audit_ = false;
    bool sweeping_ = false;
    std::unordered_map<MachineId, std::string> watched_;  // and for whom each was made
    std::unordered_set<MachineId> restless_;
    TimedSet<MachineId> to_forget_;
    Time next_poll_{};
    Time last_poll_{};
    bool polling_ = false;
    Time next_sweep_{};
};

}  // namespace hf
