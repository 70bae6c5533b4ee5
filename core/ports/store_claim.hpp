// StoreClaim: a store that belongs to this process and is not open yet. A daemon opens its store
// in two steps, since a snapshot that is of this store saves reading the events up to it.
//
//     auto claim = SqliteEventStore::claim({.path = path});  // throws when another process owns the store
//     const auto snapshot = load_snapshot_of(*claim, snapshots, codec, log);  // looks at id() and event_at()
//     auto store = claim->open(snapshot.verified());                          // checks the events after it
//
// The claim is a lock or a lease. It passes to the store that open() returns, and ends with
// it; a process that dies, however it dies, loses it.
//
// Used by one thread. Errors: StoreError.
#pragma once

#include <array>
#include <memory>

#include "core/ports/event_store.hpp"

namespace hf {

class StoreClaim {
public:
    // How far the events are known to be whole, and the numbers that were given until there.
    struct Verified {
        Position position = 0;
        std::array<std::uint64_t, category_count> category_positions{};
    };

    virtual ~StoreClaim() = default;

    [[nodiscard]] virtual std::string id() const = 0;

    // The event of a position, if it is here. Throws when the event is damaged; a store that keeps its end in mind
    // throws also for a position beyond that end, since what stood there is lost.
    [[nodiscard]] virtual std::optional<RecordedEvent> event_at(Position position) const = 0;

    // Checks every event after `verified` and opens the store for appending. Throws when an event is
    // damaged or missing, and names its position. Called once.
    [[nodiscard]] virtual std::unique_ptr<EventStore> open(const Verified& verified) = 0;
    [[nodiscard]] std::unique_ptr<EventStore> open() { return open({}); }
};

}  // namespace hf
