// FailingVfs: SQLite's own file layer, in which a chosen call fails.
//
//     auto& disk = FailingVfs::registered();
//     SqliteEventStore store({.path = path, .vfs = FailingVfs::name});
//     disk.fail({.call = FailingVfs::Call::sync, .nth = 2});   // counted from now on
//     … EXPECT_TRUE(disk.has_failed());
//     disk.heal();
//
// A failing write has written its first half, as on a full or dying disk. A call that fails once works
// when it is repeated, as fsync does on Linux although the data may be gone; or it fails for good.
//
// Thread-safe; one fault at a time.
#pragma once

#include <sqlite3.h>

#include <ostream>
#include <string_view>

#include "core/threads/mutex.hpp"

namespace hf::testing {

class FailingVfs {
public:
    static constexpr const char* name = "failing";
    enum class Call { write, sync, truncate };
    struct Fault {
        Call call{};
        int nth = 1;
        bool for_good = false;
        bool only_database = false;  // the database file, not the log
    };

    static FailingVfs& registered() {
        static FailingVfs vfs;
        return vfs;
    }

    void fail(const Fault& fault) {
        const MutexLock lock(mutex_);
        fault_ = fault;
        armed_ = true;
        failed_ = false;
    }
    void heal() {
        const MutexLock lock(mutex_);
        armed_ = false;
    }
    [[nodiscard]] bool has_failed() {
        const MutexLock lock(mutex_);
        return failed_;
    }

private:
    struct File {
        sqlite3_file base;
        bool is_database;
        sqlite3_file* real;
    };

    FailingVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
        vfs_.pNext = nullptr;
        vfs_.zName = name;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = [](sqlite3_vfs*, sqlite3_filename path, sqlite3_file* file, int flags, int* out_flags) {
            auto* real_vfs = registered().real_;
            auto* mine = reinterpret_cast<File*>(file);
            mine->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
            mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
            mine->real->pMethods = nullptr;
            const int result = real_vfs->xOpen(real_vfs, path, mine->real, flags, out_flags);
            mine->base.pMethods = mine->real->pMethods ? &registered().methods_ : nullptr;
            return result;
        };
        methods_.iVersion = 2;  // with shared memory, which the write-ahead log needs; without mmap
        methods_.xClose = [](sqlite3_file* f) { return of(f)->xClose(real(f)); };
        methods_.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
            return of(f)->xRead(real(f), to, size, at);
        };
        methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
            if (!registered().fails(Call::write, f)) return of(f)->xWrite(real(f), from, size, at);
            of(f)->xWrite(real(f), from, size / 2, at);
            return SQLITE_IOERR_WRITE;
        };
        methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            if (registered().fails(Call::truncate, f)) return SQLITE_IOERR_TRUNCATE;
            return of(f)->xTruncate(real(f), size);
        };
        methods_.xSync = [](sqlite3_file* f, int flags) {
            if (registered().fails(Call::sync, f)) return SQLITE_IOERR_FSYNC;
            return of(f)->xSync(real(f), flags);
        };
        methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return of(f)->xFileSize(real(f), size); };
        methods_.xLock = [](sqlite3_file* f, int level) { return of(f)->xLock(real(f), level); };
        methods_.xUnlock = [](sqlite3_file* f, int level) { return of(f)->xUnlock(real(f), level); };
        methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) { return of(f)->xCheckReservedLock(real(f), out); };
        methods_.xFileControl = [](sqlite3_file* f, int op, void* arg) {
            return of(f)->xFileControl(real(f), op, arg);
        };
        methods_.xSectorSize = [](sqlite3_file* f) { return of(f)->xSectorSize(real(f)); };
        methods_.xDeviceCharacteristics = [](sqlite3_file* f) { return of(f)->xDeviceCharacteristics(real(f)); };
        methods_.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return of(f)->xShmMap(real(f), page, size, extend, out);
        };
        methods_.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
            return of(f)->xShmLock(real(f), offset, n, flags);
        };
        methods_.xShmBarrier = [](sqlite3_file* f) { of(f)->xShmBarrier(real(f)); };
        methods_.xShmUnmap = [](sqlite3_file* f, int remove) { return of(f)->xShmUnmap(real(f), remove); };
        sqlite3_vfs_register(&vfs_, 0);
    }

    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
    static const sqlite3_io_methods* of(sqlite3_file* file) { return real(file)->pMethods; }

    bool fails(Call call, sqlite3_file* file) {
        const MutexLock lock(mutex_);
        if (!armed_ || call != fault_.call) return false;
        if (fault_.only_database && !reinterpret_cast<File*>(file)->is_database) return false;
        if (--fault_.nth > 0) return false;
        if (fault_.nth < 0 && !fault_.for_good) return false;
        failed_ = true;
        return true;
    }

    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
    sqlite3_io_methods methods_{};

    Mutex mutex_;
    Fault fault_ GUARDED_BY(mutex_);
    bool armed_ GUARDED_BY(mutex_) = false;
    bool failed_ GUARDED_BY(mutex_) = false;
};

// For the names of tests.
inline std::string_view name_of(FailingVfs::Call call) {
    return call == FailingVfs::Call::write ? "Write" : call == FailingVfs::Call::sync ? "Sync" : "Truncate";
}
inline void PrintTo(FailingVfs::Call call, std::ostream* out) { *out << name_of(call); }

}  // namespace hf::testing
