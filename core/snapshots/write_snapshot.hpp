// Writes a snapshot: instead of what the store has, or of those that have changed since.
//
//     write_snapshot(snapshots, models.draft(true), Extent::everything, events, codec);
//     write_snapshot(snapshots, models.draft(false), Extent::changes, events, codec);
//
// Errors: SnapshotError, and StoreError when the event at its position can't be read; then
// the snapshot is the one before, or none.
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
