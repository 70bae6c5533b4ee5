// Backup: a copy of a store that is made while its daemon commits, from events and outcomes that belong together.
//
//     Backup backup({.store = "/var/lib/hostfactory/hostfactory.db", .file = "/var/backups/hostfactory.db"});
//     backup.copy();
//     use(backup.extent().head);     // the last event that it has
//     const auto checked = backup.check();
//     if (checked.whole()) backup.publish();
//
// Where the copy ends is fixed at its begin: at an event, and at the outcome of the last command until then. The rows
// are read a thousand at a time, and the store is let go between: so its log begins again as without a backup. Each
// row's checksum is checked on the way. What is pruned meanwhile is left out of the copy as well; it is in the archive.
//
// A store whose daemon is not running may have a damaged log, and SQLite would leave out what stands behind the damage
// without a word; such a store is refused, as is one that ends before its head file says (P11).
//
// Used by one thread. Errors: StoreError, StoreDamaged. Without publish() nothing of the copy stays.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "adapters/sqlite/store_check.hpp"

namespace hf::sqlite {

struct BackupOptions {
    std::filesystem::path store;
    std::filesystem::path file;
    bool replace = false;                                        // a backup that has the name already
    std::uint64_t bytes_per_second = std::uint64_t{32} << 20;    // 0: as fast as it goes
    std::uint64_t sync_bytes = std::uint64_t{8} << 20;           // after so many the copy is synced, beside the commits
    std::function<void(std::uint64_t, std::uint64_t)> progress;  // rows that are done, and all
    std::string vfs = {};                                        // of the copy; empty: SQLite's default one
};

class Backup {
public:
    explicit Backup(BackupOptions options);
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    void copy();
    [[nodiscard]] const StoreExtent& extent() const;
    // Reads all of the copy from the disk again.
    [[nodiscard]] CheckedStore check() const;
    void publish();

private:
    class Copying;
    std::unique_ptr<Copying> copying_;
};

}  // namespace hf::sqlite
