// Ledger: the one place where decisions are made, one after another, on the write
// side's state in memory. A decision sees all decisions before it, also those that
// are not synced yet: a failed sync stops the daemon, and none was acknowledged.
//
//     ledger.decide({.command_id = id, .correlation_id = …}, decide_create_request, on_outcome);
//
// decide() may be called by any thread; a decision takes a few microseconds. The
// outcome comes after the sync, on the committer's thread.
#pragma once

#include <mutex>
#include <unordered_map>

#include "core/domain/rules/decision.hpp"
#include "core/pipeline/commit_queue.hpp"
#include "core/ports/clock.hpp"

namespace hf {

// Who decides, and for whom.
struct CommandHeader {
    std::string command_id;      // empty for the provisioner's own
    std::string cause;           // what the events tell as their command id
    std::string correlation_id;  // empty: that of the request that each event belongs to
    std::optional<Version> expected_version;
    std::string traceparent{};  // goes with correlation_id: where that is empty, the request's
    bool expired = false;       // nobody waits any more: what is new is not decided, what was is told
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

    // Before the first decision: the events that the store holds, in order; and what they brought to rest.
    void replay(const NumberedEvent& placed) { state_.apply(placed); }
    void adopt(const State::AtRest& at_rest) { state_.adopt(at_rest); }
    // Instead of the events up to a snapshot's position.
    void go_on_from(State state) { state_ = std::move(state); }

    void decide(const CommandHeader& header, const Decide& decide, OnOutcome done);

    // Returns when the ledger is free: a watchdog's question whether it still turns.
    void touch() const { const std::lock_guard lock(mutex_); }

    // The committer: these commands are through; their outcomes are in the store, or will never be.
    // What they brought to rest is the same here and there from now on.
    void settled(std::span<const Commit> batch, const State::AtRest& at_rest = {});

private:
    Commit decide_now(const CommandHeader& header, const Decide& decide);
    void number(Event event, const CommandHeader& header, Timestamp now, std::vector<NumberedEvent>& placed);
    // The outcome of a command that was decided before, as far as the store knows (P2).
    [[nodiscard]] std::optional<Outcome> stored(const std::string& command_id) const;
    // Joins one that is on its way to the store. False: it isn't.
    bool join(const std::string& command_id, OnOutcome& done);

    Dependencies with_;
    mutable std::mutex mutex_;
    State state_;
    bool broken_ = false;
    // Decided, and not yet known to the store: who else waits for each.
    std::unordered_map<std::string, std::shared_ptr<std::vector<OnOutcome>>> unsettled_;
};

}  // namespace hf
