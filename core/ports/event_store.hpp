// EventStore keeps the events and the outcomes of commands, in order: for ever, or until the
// oldest are pruned.
//
//     store.append(events, outcomes);            // on stable storage when it returns
//     auto page = store.read(41, 100, 1 << 20);  // the events 42 to 141, or fewer
//     auto known = store.outcomes(numbers);      // of repeated commands, many in one call
//
// The caller numbers both. Positions of events are contiguous from head() + 1, numbers of
// outcomes from last_outcome() + 1; an append that doesn't continue them throws StoreError and
// stores nothing. Events and outcomes of one append are stored together or not at all (P2).
//
// A store has one owner (StoreClaim). A store that is reached over a network holds a lease, and
// an append after the lease was lost throws and stores nothing.
//
// Threads: append() is called by one thread at a time, prune() and prune_outcomes() by one
// other; everything else by any thread, at any time. Every call may take as long as a disk or a
// network does, so none is made while a lock is held that commands or queries wait for.
//
// Errors: StoreError. After one out of append() the store must not be appended to again (a
// failed sync says nothing about what is on the disk). A damaged store throws when the damage is
// read, at the latest when it is opened, and names the position or the number.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/domain/history/recorded_event.hpp"
#include "core/ports/store_home.hpp"

namespace hf {

// Outcomes are numbered from 1, in the order of their commands' decisions, without gaps.
using OutcomeNumber = std::uint64_t;

// The outcome of a command. A repeated command gets it again (P2).
struct CommandOutcome {
    OutcomeNumber number{};  // 0: it is not kept, since its command cannot be repeated
    std::string command_id;
    Position position{};  // of the state after the decision; the reply has it
    bool accepted{};
    std::string payload;  // encoded: the result, or the Error of a refusal

    bool operator==(const CommandOutcome&) const = default;
};

// The write-ahead log of a store that has one. It is emptied little by little, unless a reader of it stays: a backup
// that takes long, or a program that was left open.
struct LogUse {
    std::uint64_t bytes{};                 // that wait in it
    std::chrono::seconds reader_stands{};  // how long a reader has kept it from being emptied; 0: none does
};

class StoreError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The events that were asked for were pruned.
class EventsPruned : public StoreError {
public:
    using StoreError::StoreError;
};

class EventStore {
public:
    virtual ~EventStore() = default;

    [[nodiscard]] virtual std::string id() const = 0;  // a UUID, made with the store

    virtual void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) = 0;

    [[nodiscard]] virtual Position head() const = 0;   // of the last event; 0 when there is none
    [[nodiscard]] virtual Position first() const = 0;  // of the first event that was not pruned; 1 when there is none

    // Events after a position, in order: at most `limit`, and no more than the first that
    // takes their data over `max_bytes` (so at least one, if there is one). Throws EventsPruned when
    // the next one is not here any more.
    [[nodiscard]] virtual std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                          std::size_t max_bytes) const = 0;

    // Forgets the events up to this position, but never the last one. Commits go on between its parts.
    virtual void prune(Position through) = 0;

    [[nodiscard]] virtual OutcomeNumber last_outcome() const = 0;  // 0 when there is none

    // Outcomes after a number, in order, at most `limit`. Pruned ones are left out.
    [[nodiscard]] virtual std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const = 0;

    // The outcomes of these numbers, in any order, in one round trip. Pruned ones are left out.
    [[nodiscard]] virtual std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const = 0;

    // Forgets the outcomes up to this number, but never the last one. Commits go on between its parts.
    virtual void prune_outcomes(OutcomeNumber through) = 0;

    // Where the store is at work; null: it keeps that not in mind. Good for as long as the store is.
    [[nodiscard]] virtual StoreHome* home() { return nullptr; }

    // Takes no time.
    [[nodiscard]] virtual LogUse log_use() const { return {}; }
};

}  // namespace hf
