// EventStore keeps the events and the outcomes of commands, in order: for ever, or until the
// oldest are pruned, which somebody has archived before.
//
//     store.append(events, outcomes);                               // on stable storage when it returns
//     for (const auto& e : store.read(41, 100, max_bytes)) use(e);  // the events 42 to 141, if they are not too large
//
// append() is called by one thread at a time; everything else by any thread, at
// any time. Positions are given by the caller: contiguous, from head() + 1; an
// append that doesn't continue them throws StoreError and stores nothing.
//
// Errors: StoreError. After one out of append() the store must not be appended to
// again (a failed sync says nothing about what is on the disk); a store that is
// damaged throws when it is opened, and names the position.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/history/recorded_event.hpp"

namespace hf {

// What a command came to. A repeated command gets it again (P2).
struct CommandOutcome {
    std::string command_id;
    Position position{};  // the reply's
    bool accepted{};
    std::string payload;  // encoded: the result, or the Error of a refusal

    bool operator==(const CommandOutcome&) const = default;
};

class StoreError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// What was asked for was pruned.
class EventsPruned : public StoreError {
public:
    using StoreError::StoreError;
};

class EventStore {
public:
    virtual ~EventStore() = default;

    virtual void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) = 0;

    // Events after a position, in order: at most `limit`, and no more than the first that
    // takes their data over `max_bytes` (so at least one, if there is one). Throws EventsPruned when
    // the next one is not here any more.
    [[nodiscard]] virtual std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                          std::size_t max_bytes) const = 0;

    // Outcomes of old commands may be forgotten; how many are kept is the store's setting.
    [[nodiscard]] virtual std::optional<CommandOutcome> outcome(std::string_view command_id) const = 0;

    [[nodiscard]] virtual Position head() const = 0;            // position of the last event, 0 when empty
    [[nodiscard]] virtual Position first() const { return 1; }  // of the first that was not pruned

    // Forgets the events up to this position, but never the last one. By one thread at a time, also
    // while others append and read; commits go on between its parts. A store that keeps everything
    // does nothing.
    virtual void prune(Position /*through*/) {}
    [[nodiscard]] virtual std::string id() const = 0;  // a UUID, made with the store
};

}  // namespace hf
