// SyncWatch: SQLite's own file layer, which counts how much of the database was written since its last sync.
//
//     auto& watch = SyncWatch::registered();
//     watch.begin();
//     SqliteEventStore store({.path = path, .vfs = SyncWatch::name});
//     … EXPECT_LT(watch.most_unsynced(), 4U << 20);
//
// Thread-safe; one store at a time.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "tests/integration/forwarding_vfs.hpp"

namespace hf::testing {

struct SyncedFile {
    bool is_database;
};

class SyncWatch : public ForwardingVfs<SyncWatch, SyncedFile> {
public:
    static constexpr const char* name = "sync-watch";

    void begin() { unsynced_ = most_ = syncs_ = 0; }

    [[nodiscard]] std::uint64_t most_unsynced() const { return most_; }  // in bytes
    [[nodiscard]] std::uint64_t syncs_of_the_database() const { return syncs_; }

private:
    friend ForwardingVfs;

    SyncWatch() {
        methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
            if (noted(f).is_database) registered().wrote(static_cast<std::uint64_t>(size));
            return of(f)->xWrite(real(f), from, size, at);
        };
        methods_.xSync = [](sqlite3_file* f, int flags) {
            if (noted(f).is_database) {
                registered().unsynced_ = 0;
                ++registered().syncs_;
            }
            return of(f)->xSync(real(f), flags);
        };
    }
    static void opened(SyncedFile& file, int flags) { file.is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0; }

    // By one thread: the one that checkpoints.
    void wrote(std::uint64_t bytes) {
        unsynced_ += bytes;
        most_ = std::max(most_.load(), unsynced_.load());
    }

    std::atomic<std::uint64_t> unsynced_ = 0;
    std::atomic<std::uint64_t> most_ = 0;
    std::atomic<std::uint64_t> syncs_ = 0;
};

}  // namespace hf::testing
