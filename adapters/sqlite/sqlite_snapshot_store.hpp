// SqliteSnapshotStore: a snapshot in a SQLite file beside the events', so that writing it
// never holds up a commit.
//
//     SqliteSnapshotStore snapshots("/var/lib/hostfactory/events.db.snapshot");   // made if missing
//
// What can't be opened as a snapshot of ours is removed and begun again: it is a cache. It is
// written with fewer syncs than the events are, but in transactions: after a power failure it
// is an older one, not half of one. Only the first, and one after clear(), is written in
// parts; until the last part there is no head.
//
// Thread-safety: as the port says. Errors: SnapshotError.
#pragma once

#include <filesystem>

#include "core/ports/snapshot_store.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class SqliteSnapshotStore final : public SnapshotStore {
public:
    explicit SqliteSnapshotStore(const std::filesystem::path& path);
    ~SqliteSnapshotStore() override;
    SqliteSnapshotStore(const SqliteSnapshotStore&) = delete;
    SqliteSnapshotStore& operator=(const SqliteSnapshotStore&) = delete;

    [[nodiscard]] std::optional<SnapshotHead> head() const override;
    std::unique_ptr<Writing> begin() override;
    void clear() override;
    [[nodiscard]] std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const override;
    [[nodiscard]] SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit,
                                             std::size_t max_bytes) const override;

private:
    class Implementation;
    [[nodiscard]] std::shared_ptr<Implementation> current() const;

    std::filesystem::path path_;
    mutable Mutex mutex_;
    // Another one after clear(); a reader keeps its own until it is done.
    std::shared_ptr<Implementation> current_ GUARDED_BY(mutex_);
};

}  // namespace hf
