// Recovery: the states that a start makes of what the store holds, beginning with a snapshot if
// there is one, else with the first event; archived events come before those of the store (P9).
//
//     auto loaded = load_snapshot_of(*claim, snapshots, codec, log);
//     auto store = claim->open(loaded.verified());
//     auto recovered = recover(std::move(loaded), *store, archive, codec, limits.remembered_commands);
//     models.go_on_from(std::move(recovered.view));
//     ledger.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
//
// Called by one thread; reads ahead on others. Errors: what the store and the archive throw;
// StoreError for events that are in neither; std::runtime_error for an event that this version can't read.
#pragma once

#include <future>

#include "core/pipeline/outcome_index.hpp"
#include "core/ports/event_archive.hpp"
#include "core/ports/start_progress.hpp"
#include "core/snapshots/load_snapshot.hpp"

namespace hf {

struct Recovered {
    State state;
    View view;
    OutcomeIndex outcomes;
    Position snapshot = 0;  // of the snapshot that it began with; 0: none
};

// `reading`: async reads on other threads while what was read is applied; deferred, on the caller's thread.
// Outcomes older than the newest `remembered_commands` are pruned from the store. `progress` may be null.
Recovered recover(LoadedSnapshot snapshot, EventStore& store, const EventArchive& archive, const Codec& codec,
                  std::size_t remembered_commands, std::launch reading = std::launch::async,
                  StartProgress* progress = nullptr);

}  // namespace hf
