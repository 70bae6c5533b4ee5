// The state that a start goes on from: the write side's and the read models' as they were after
// the snapshot's last event.
//
//     LoadedSnapshot loaded = load_snapshot_of(*claim, snapshots, codec, log);  // empty where none is of use
//     auto store = claim->open(loaded.verified());
//
// The two hold the same aggregates until one of them changes (ADR 12). A snapshot that can't be
// used is reported and cleared, and everything is made of the events: it is a cache (P9).
//
// Used by one thread. Errors: load_snapshot() throws SnapshotError, also for items that contradict each other, and
// std::logic_error for an id that two of them have; load_snapshot_of() throws StoreError alone.
#pragma once

#include <future>

#include "core/messages/codec.hpp"
#include "core/ports/log.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/ports/store_claim.hpp"
#include "core/read_models/read_models.hpp"

namespace hf {

struct LoadedSnapshot {
    State state;
    View view;

    // The events that the snapshot stands for need no check.
    [[nodiscard]] StoreClaim::Verified verified() const {
        const auto numbers = state.numbers();
        return {numbers.position, numbers.category_positions};
    }
};

// Nothing where there is none.
// `reading`: async reads and unpacks on other threads; deferred, on the caller's thread.
std::optional<LoadedSnapshot> load_snapshot(const SnapshotStore& snapshots, std::launch reading = std::launch::async);

// The snapshot if it is one of this store; else an empty one. `snapshots` may be null.
LoadedSnapshot load_snapshot_of(const StoreClaim& claim, SnapshotStore* snapshots, const Codec& codec, Log& log,
                                std::launch reading = std::launch::async);

// Whether it is of this store's past. `event_there`: the store's event at the snapshot's position, encoded.
bool is_of(const SnapshotHead& head, const std::string& store_id, const std::string& event_there);

}  // namespace hf
