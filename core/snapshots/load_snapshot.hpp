// Where a start goes on from: the write side's state and the read models as they were after
// the snapshot's last event.
//
//     if (auto loaded = load_snapshot(snapshots, codec)) {
//         ledger.go_on_from(std::move(loaded->state));
//         models.go_on_from(std::move(loaded->view));
//     }
//
// The two hold the same aggregates until one of them changes (ADR 12).
//
// Errors: SnapshotError, and std::logic_error for items that don't fit each other; then
// the snapshot is to be cleared, and everything to be made of the events.
#pragma once

#include "core/messages/codec.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/read_models/read_models.hpp"

namespace hf {

struct LoadedSnapshot {
    State state;
    View view;
};

// Nothing where there is none.
std::optional<LoadedSnapshot> load_snapshot(const SnapshotStore& snapshots, const Codec& codec);

// Whether it is of this store's past. `event_there`: the store's event at the snapshot's position, encoded.
bool is_of(const SnapshotHead& head, const std::string& store_id, const std::string& event_there);

}  // namespace hf
