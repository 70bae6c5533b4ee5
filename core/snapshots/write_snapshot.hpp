// Writes a snapshot: of all aggregates in place of the one before, or of those that have changed since it.
//
//     write_snapshot(snapshots, models.draft(true), Extent::everything, events, codec);
//     write_snapshot(snapshots, models.draft(false), Extent::changes, events, codec);
//
// Errors: SnapshotError, and StoreError when the event at the snapshot's position can't be read.
// After an error the snapshot is the one before, or there is none.
#pragma once

#include "core/messages/codec.hpp"
#include "core/ports/event_store.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/read_models/snapshot_draft.hpp"

namespace hf {

enum class Extent : std::uint8_t { everything, changes };

void write_snapshot(SnapshotStore& snapshots, const SnapshotDraft& draft, Extent extent, const EventStore& events,
                    const Codec& codec);

}  // namespace hf
