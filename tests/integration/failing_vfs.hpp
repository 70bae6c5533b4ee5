// FailingVfs: SQLite's own file layer, in which a chosen call fails.
//
//     auto& disk = FailingVfs::registered();
//     SqliteEventStore store({.path = path, .vfs = FailingVfs::name});
//     disk.fail({.call = FailingVfs::Call::sync, .nth = 2});   // counted from now on
//     … EXPECT_TRUE(disk.has_failed());
//     disk.heal();
//
// A failing write has written its first half, as on a full or dying disk; `room` is a write that says that the disk is
// full. A call that fails once works when it is repeated, as fsync does on Linux although the data may be gone; or it
// fails for good. Or the process is killed there, before the call has done anything.
//
// Thread-safe; one fault at a time.
#pragma once

#include <unistd.h>

#include <csignal>
#include <ostream>
#include <string_view>

#include "core/threads/mutex.hpp"
#include "tests/integration/forwarding_vfs.hpp"

namespace hf::testing {

struct FailingFile {
    bool is_database;
};

class FailingVfs : public ForwardingVfs<FailingVfs, FailingFile> {
public:
    static constexpr const char* name = "failing";
    enum class Call { read, write, room, sync, truncate };
    struct Fault {
        Call call{};
        int nth = 1;
        bool for_good = false;
        bool only_database = false;  // the database file, not the log
        bool kills = false;
    };

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
    friend ForwardingVfs;

    FailingVfs() {
        methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
            const bool full = registered().fails(Call::room, f);
            if (!full && !registered().fails(Call::write, f)) return of(f)->xWrite(real(f), from, size, at);
            of(f)->xWrite(real(f), from, size / 2, at);
            return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
        };
        methods_.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
            if (registered().fails(Call::read, f)) return SQLITE_IOERR_READ;
            return of(f)->xRead(real(f), to, size, at);
        };
        methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            if (registered().fails(Call::truncate, f)) return SQLITE_IOERR_TRUNCATE;
            return of(f)->xTruncate(real(f), size);
        };
        methods_.xSync = [](sqlite3_file* f, int flags) {
            if (registered().fails(Call::sync, f)) return SQLITE_IOERR_FSYNC;
            return of(f)->xSync(real(f), flags);
        };
    }
    static void opened(FailingFile& file, int flags) { file.is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0; }

    bool fails(Call call, sqlite3_file* file) {
        const MutexLock lock(mutex_);
        if (!armed_ || call != fault_.call) return false;
        if (fault_.only_database && !noted(file).is_database) return false;
        if (--fault_.nth > 0) return false;
        if (fault_.nth < 0 && !fault_.for_good) return false;
        failed_ = true;
        if (fault_.kills) ::kill(::getpid(), SIGKILL);
        return true;
    }

    Mutex mutex_;
    Fault fault_ GUARDED_BY(mutex_);
    bool armed_ GUARDED_BY(mutex_) = false;
    bool failed_ GUARDED_BY(mutex_) = false;
};

// For the names of tests.
inline std::string_view name_of(FailingVfs::Call call) {
    switch (call) {
        case FailingVfs::Call::read: return "Read";
        case FailingVfs::Call::write: return "Write";
        case FailingVfs::Call::room: return "Room";
        case FailingVfs::Call::sync: return "Sync";
        case FailingVfs::Call::truncate: return "Truncate";
    }
    return "?";
}
inline void PrintTo(FailingVfs::Call call, std::ostream* out) { *out << name_of(call); }

}  // namespace hf::testing
