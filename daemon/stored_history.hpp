// StoredHistory: what is kept of the past, open and read.
//
//     StoredHistory history = open_history(configuration.store, limits.remembered_commands, codec, clock, log);
//     models.go_on_from(std::move(history.recovered.view));
//
// One sequence: claim the store, load a snapshot that is of this store, open the store, which checks
// the events after the snapshot, and apply those; archived events come first where there is no
// snapshot (ADR 13, ADR 24).
//
// Called by one thread, at the start. Errors: StoreError, ArchiveError, and std::runtime_error for an
// event that this version can't read. Without snapshots the daemon starts as well, and more slowly.
#pragma once

#include <memory>

#include "core/ports/clock.hpp"
#include "core/retention/damage_watch.hpp"
#include "core/snapshots/recovery.hpp"
#include "daemon/configuration.hpp"

namespace hf {

struct StoredHistory {
    std::unique_ptr<SnapshotStore> snapshots;  // null: none are kept
    std::unique_ptr<DamageWatch> store;
    StoreHome* home = nullptr;  // the store's
    std::unique_ptr<EventArchive> archive;
    Recovered recovered;
};

StoredHistory open_history(const StoreSettings& settings, std::size_t remembered_commands, const Codec& codec,
                           const Clock& clock, Log& log, bool accept_loss = false, StartProgress* progress = nullptr);

}  // namespace hf
