// PowerCutVfs: SQLite's own file layer, which knows what of a store would be on the disk if the power were cut at a
// chosen call: what was synced, and any part of what was written since, by sectors of 512 bytes and in any order.
//
//     auto& disk = PowerCutVfs::registered();
//     disk.begin(path, 17, [&] { acknowledged_then = acknowledged; });   // the 17th write, sync or cut of a file
//     { SqliteEventStore store({.path = path, .vfs = PowerCutVfs::name}); … until disk.is_cut() … }
//     disk.put_back(random);                                             // the files are as after the cut
//
// A sync returns at once and reaches no disk. The store's own file must exist. Thread-safe; one store at a time.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/threads/mutex.hpp"
#include "tests/integration/forwarding_vfs.hpp"

namespace hf::testing {

struct CutFile {
    bool is_database, is_log;
};

class PowerCutVfs : public ForwardingVfs<PowerCutVfs, CutFile> {
public:
    static constexpr const char* name = "power-cut";

    void begin(const std::filesystem::path& store, int nth, std::function<void()> when_cut) {
        const MutexLock lock(mutex_);
        database_.load(store);
        log_.load(store.string() + "-wal");
        left_ = nth;
        when_cut_ = std::move(when_cut);
    }
    [[nodiscard]] bool is_cut() {
        const MutexLock lock(mutex_);
        return left_ == 0;
    }
    // Once the store is closed.
    void put_back(std::mt19937& random) {
        const MutexLock lock(mutex_);
        left_ = 0;
        const auto kept = random() % 4;
        for (auto* file : {&database_, &log_}) file->put_back(random, kept);
    }

private:
    friend ForwardingVfs;

    struct Change {
        std::size_t at{};
        std::string bytes = {};  // none: the file is cut there
    };
    struct OnDisk {
        std::filesystem::path path;
        std::string synced;
        std::vector<Change> unsynced;

        void load(const std::filesystem::path& file) {
            path = file;
            std::ifstream stream(file, std::ios::binary);
            synced.assign(std::istreambuf_iterator<char>(stream), {});
            unsynced.clear();
        }
        void apply(const Change& change) {
            const auto end = change.at + change.bytes.size();
            if (change.bytes.empty() || synced.size() < end) synced.resize(end);
            synced.replace(change.at, change.bytes.size(), change.bytes);
        }
        void sync() {
            for (const auto& change : unsynced) apply(change);
            unsynced.clear();
        }
        // `kept` of 3 sectors reach the disk.
        void put_back(std::mt19937& random, std::uint_fast32_t kept) {
            constexpr std::size_t sector = 512;
            for (const auto& change : unsynced) {
                if (change.bytes.empty() && random() % 3 < kept) apply(change);
                for (std::size_t from = 0; from < change.bytes.size();) {
                    const auto size = std::min(change.bytes.size() - from, sector - (change.at + from) % sector);
                    if (random() % 3 < kept) apply({change.at + from, change.bytes.substr(from, size)});
                    from += size;
                }
            }
            std::ofstream(path, std::ios::binary | std::ios::trunc) << synced;
        }
    };

    PowerCutVfs() {
        methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
            registered().change(noted(f), {static_cast<std::size_t>(at),
                                           {static_cast<const char*>(from), static_cast<std::size_t>(size)}});
            return of(f)->xWrite(real(f), from, size, at);
        };
        methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            registered().change(noted(f), {static_cast<std::size_t>(size)});
            return of(f)->xTruncate(real(f), size);
        };
        methods_.xSync = [](sqlite3_file* f, int) {
            registered().sync(noted(f));
            return SQLITE_OK;
        };
    }
    static void opened(CutFile& file, int flags) {
        file.is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
        file.is_log = (flags & SQLITE_OPEN_WAL) != 0;
    }

    void change(const CutFile& file, const Change& change) {
        const MutexLock lock(mutex_);
        if (auto* on_disk = counted(file)) on_disk->unsynced.push_back(change);
    }
    void sync(const CutFile& file) {
        const MutexLock lock(mutex_);
        if (auto* on_disk = counted(file)) on_disk->sync();
    }
    // Nothing from the cut on.
    OnDisk* counted(const CutFile& file) REQUIRES(mutex_) {
        if (left_ == 0 || (!file.is_database && !file.is_log)) return nullptr;
        if (--left_ > 0) return file.is_log ? &log_ : &database_;
        when_cut_();
        return nullptr;
    }

    Mutex mutex_;
    OnDisk database_ GUARDED_BY(mutex_);
    OnDisk log_ GUARDED_BY(mutex_);
    int left_ GUARDED_BY(mutex_) = 0;  // calls until the power is cut; 0: it is
    std::function<void()> when_cut_ GUARDED_BY(mutex_);
};

}  // namespace hf::testing
