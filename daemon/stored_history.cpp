#include "daemon/stored_history.hpp"

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/sqlite_snapshot_store.hpp"

namespace hf {
namespace {

std::unique_ptr<SnapshotStore> open_snapshots(const StoreSettings& settings, Log& log) {
    if (settings.snapshot_events == 0) return nullptr;
    try {
        return std::make_unique<SqliteSnapshotStore>(settings.snapshot_path());
    } catch (const SnapshotError& problem) {
        log.warn(fmt::format("there will be no snapshots: {}", problem.what()));
        return nullptr;
    }
}

}  // namespace

StoredHistory open_history(const StoreSettings& settings, std::size_t remembered_commands, const Codec& codec,
                           const Clock& clock, Log& log, bool accept_loss, StartProgress* progress) {
    const auto begun = clock.monotonic();
    StoredHistory history;
    const auto claim =
        SqliteEventStore::claim({.path = settings.path, .accept_loss = accept_loss, .log = &log, .progress = progress});
    // Only now is their directory there, and are they ours: another daemon may be at work on them.
    history.snapshots = open_snapshots(settings, log);
    auto snapshot = load_snapshot_of(*claim, history.snapshots.get(), codec, log);
    auto store = claim->open(snapshot.verified());
    history.home = store->home();
    history.store = std::make_unique<DamageWatch>(std::move(store), clock, log);
    history.archive = std::make_unique<ZstdEventArchive>(settings.archive_path(), history.store->id(), codec);
    history.recovered = recover(std::move(snapshot), *history.store, *history.archive, codec, remembered_commands,
                                std::launch::async, progress);

    const std::chrono::duration<double> took = clock.monotonic() - begun;
    const auto head = history.store->head();
    log.info(fmt::format("store {} at {}: {} events, {} of them after the snapshot, read in {:.3f} s; {}",
                         history.store->id(), settings.path, head, head - history.recovered.snapshot, took.count(),
                         SqliteEventStore::library()));
    return history;
}

}  // namespace hf
