// Recovery: how a start comes to its state, from the newest snapshot if it is one of this
// store, and the events after it; else from all events, the archived ones first (P9).
//
//     Recovery recovery(&snapshots, codec, log);            // null: there are no snapshots
//     SqliteEventStore store({… recovery.vouch() …});
//     recovery.recover(store, archive, ledger, models);
//
// A snapshot that can't be used is told and cleared. Used by one thread. Errors: what the
// store and the archive throw; StoreError where events are in neither; std::runtime_error for an event that this version can't read.
#pragma once

#include "core/pipeline/ledger.hpp"
#include "core/ports/event_archive.hpp"
#include "core/ports/log.hpp"
#include "core/snapshots/load_snapshot.hpp"

namespace hf {

class Recovery {
public:
    Recovery(SnapshotStore* snapshots, const Codec& codec, Log& log)
        : snapshots_(snapshots), codec_(codec), log_(log) {}

    // Loads the snapshot, if it is of this store; what it says of the events' numbers at its position.
    using EventAt = std::function<std::optional<RecordedEvent>(Position)>;
    std::optional<State::Numbers> load(const std::string& store_id, const EventAt& event_at);

    void recover(const EventStore& store, const EventArchive& archive, Ledger& ledger, ReadModels& models);

    // Of the snapshot that was loaded; 0: none was.
    [[nodiscard]] Position snapshot() const { return from_; }

private:
    std::optional<State::Numbers> give_up(std::string_view why);
    Position recover_archived(const EventArchive& archive, Position until, Ledger& ledger, ReadModels& models);

    SnapshotStore* snapshots_;
    const Codec& codec_;
    Log& log_;
    std::optional<LoadedSnapshot> loaded_;
    Position from_ = 0;
};

}  // namespace hf
