// Ledger: the one place where decisions are made, one after another, on the write
// side's state in memory. A decision sees all decisions before it, also those that
// are not synced yet: a failed sync stops the daemon, and none was acknowledged.
//
//     Ledger ledger(parts);
//     ledger.go_on_from(std::move(state), std::move(outcomes));  // what a recovery has made
//     ledger.decide({.command_id = id, .cause = id}, deciding(command, codec), on_outcome);
//     ledger.settle(commits, at_rest);  // the committer, after the append
//
// decide() may be called by any thread. The critical section takes a few microseconds: inside
// it the ledger decides, numbers and queues, and neither reads the store nor calls back. The
// outcome of a new command comes after the sync, on the committing thread; that of a command
// which was decided before is read from the store by the caller, outside of the critical section.
//
// Errors: a decision that throws in the middle leaves a state that can't be trusted. on_failure
// is called, and nothing is decided any more. Where the store can't tell whether a command was
// decided before, it isn't decided, and its caller gets no outcome (P2).
#pragma once

#include <unordered_map>
#include <variant>

#include "core/domain/rules/decision.hpp"
#include "core/figures/clock_step.hpp"
#include "core/pacing/clock_watch.hpp"
#include "core/pipeline/commit_queue.hpp"
#include "core/pipeline/outcome_index.hpp"
#include "core/pipeline/outcome_lookup.hpp"
#include "core/ports/clock.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

// What a decision has to know of the command besides its fields.
struct CommandHeader {
    std::string command_id;      // empty for the daemon's own commands, which nobody repeats
    std::string cause;           // the command id that the events tell
    std::string correlation_id;  // empty: that of the request that each event belongs to
    std::optional<Version> expected_version;
    std::string traceparent{};       // goes with correlation_id: where that is empty, the request's
    Caller caller{};                 // by default the daemon itself; the events carry its names
    std::optional<Error> refusal{};  // of a command that is new; a repeated one gets its outcome all the same
};

class Ledger {
public:
    struct Dependencies {
        const Clock& clock;
        IdSource& ids;
        const EventStore& store;
        const Codec& codec;
        Limits limits;
        ProviderTypes types;
        CommitQueue& commits;
        // A decision broke in the middle: the state can't be trusted, the process must end.
        std::function<void(const std::string& what)> on_failure;
    };

    explicit Ledger(Dependencies dependencies);

    // Before the first decision: the state after all events of the store, and the ids of its newest outcomes.
    void go_on_from(State state, OutcomeIndex outcomes) EXCLUDES(mutex_);

    void decide(const CommandHeader& header, const Decide& decide, OnOutcome done) EXCLUDES(mutex_);
    // The same without a look into the store. False, with `done` as it was, where only the store knows whether the
    // command was decided before.
    [[nodiscard]] bool decide_at_once(const CommandHeader& header, const Decide& decide, OnOutcome& done)
        EXCLUDES(mutex_);

    // The committer, when the outcomes are in the store and their effects in the read models: a repeated
    // command is answered from the store from now on. `at_rest`: aggregates that both sides share from
    // now on. The commits get the callbacks of those who asked for the same meanwhile.
    void settle(std::span<Commit> commits, const State::AtRest& at_rest) EXCLUDES(mutex_);
    // The committer, when the outcomes will never be in the store.
    void abandon(std::span<Commit> commits) EXCLUDES(mutex_);

    // Notices whether the clock was set, as each decision does, and moves the deadlines of open requests along. To be
    // called every few seconds, so that no drift is taken for a step. Returns the steps since the last call, of which
    // somebody should tell.
    std::vector<ClockStep> watch_clock() EXCLUDES(mutex_);

    // Returns when the ledger is free: a watchdog's question whether decisions are still made.
    void touch() const EXCLUDES(mutex_) { const MutexLock lock(mutex_); }

private:
    // What the critical section has come to. The caller acts on it when it has left the section.
    struct Taken {};  // the committer will call back
    struct Answer {
        std::optional<CommandOutcome> outcome;
        std::string failure = {};  // why the ledger is broken from now on
    };
    using LookUp = std::vector<OutcomeNumber>;  // one of these may be the command's outcome
    using Step = std::variant<Taken, Answer, LookUp>;

    void give(const Answer& answer, const OnOutcome& done) const;
    // `looked_up`: the outcomes up to this number are known to be of other commands. Takes `done` where
    // the committer will call it.
    Step take(const CommandHeader& header, const Decide& decide, OnOutcome& done, OutcomeNumber looked_up)
        EXCLUDES(mutex_);
    // Reads the clock, and commits what follows where it was set, or at the start, before anything else is decided by
    // it.
    Timestamp read_clock() REQUIRES(mutex_);
    Commit decide_now(const CommandHeader& header, const Decide& decide, Timestamp now) REQUIRES(mutex_);
    void number(Event event, const CommandHeader& header, Timestamp now, std::vector<NumberedEvent>& numbered)
        REQUIRES(mutex_);
    // Nothing of it is kept: the same command may be taken later.
    [[nodiscard]] CommandOutcome refused(const Error& why) const REQUIRES(mutex_);

    const Dependencies with_;
    OutcomeLookup lookup_;
    mutable Mutex mutex_;
    State state_ GUARDED_BY(mutex_);
    ClockWatch clock_watch_ GUARDED_BY(mutex_);
    bool has_begun_ GUARDED_BY(mutex_) = false;
    std::vector<ClockStep> steps_ GUARDED_BY(mutex_);  // that nobody has heard of
    bool broken_ GUARDED_BY(mutex_) = false;
    OutcomeNumber last_outcome_ GUARDED_BY(mutex_) = 0;  // decided; its outcome may not be in the store yet
    OutcomeIndex outcomes_ GUARDED_BY(mutex_);           // of what is settled
    // Commands that are decided and not settled, and who else waits for each.
    std::unordered_map<std::string, std::vector<OnOutcome>> unsettled_ GUARDED_BY(mutex_);
};

}  // namespace hf
