// ForwardingVfs: a file layer of SQLite in front of SQLite's own, to which each call goes on unless the derived class
// replaces it:
//
//     struct CountedFile { std::uint64_t syncs; };   // all zero when the file is opened
//     class CountingVfs : public ForwardingVfs<CountingVfs, CountedFile> {
//     public:
//         static constexpr const char* name = "counting";
//     private:
//         friend ForwardingVfs;
//         CountingVfs() {
//             methods_.xSync = [](sqlite3_file* f, int flags) {
//                 ++noted(f).syncs;
//                 return of(f)->xSync(real(f), flags);
//             };
//         }
//         static void opened(CountedFile&, int flags);
//     };
//     CountingVfs::registered();   // from now on SQLite knows its name
//
// Registered for as long as the program runs.
#pragma once

#include <sqlite3.h>

#include <cstring>
#include <type_traits>

namespace hf::testing {

template <class Vfs, class Noted>
class ForwardingVfs {
public:
    ForwardingVfs(const ForwardingVfs&) = delete;
    ForwardingVfs& operator=(const ForwardingVfs&) = delete;

    static Vfs& registered() {
        static Vfs vfs;
        return vfs;
    }

protected:
    ForwardingVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
        vfs_.pNext = nullptr;
        vfs_.zName = Vfs::name;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = [](sqlite3_vfs*, sqlite3_filename path, sqlite3_file* file, int flags, int* out_flags) {
            auto* real_vfs = registered().real_;
            auto* mine = reinterpret_cast<File*>(file);
            std::memset(static_cast<void*>(mine), 0, sizeof *mine);
            mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
            const int result = real_vfs->xOpen(real_vfs, path, mine->real, flags, out_flags);
            mine->base.pMethods = mine->real->pMethods ? &registered().methods_ : nullptr;
            Vfs::opened(mine->noted, flags);
            return result;
        };
        forward_file();
        forward_locks();
        sqlite3_vfs_register(&vfs_, 0);
    }
    ~ForwardingVfs() = default;

    // What the derived class keeps of a file, and the file and the calls behind this one.
    static Noted& noted(sqlite3_file* file) { return reinterpret_cast<File*>(file)->noted; }
    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
    static const sqlite3_io_methods* of(sqlite3_file* file) { return real(file)->pMethods; }

    sqlite3_io_methods methods_{};

private:
    struct File {
        sqlite3_file base;
        sqlite3_file* real;
        Noted noted;
    };
    static_assert(std::is_trivially_copyable_v<Noted>);

    void forward_file() {
        methods_.iVersion = 2;  // with shared memory, which the write-ahead log needs; without mmap
        methods_.xClose = [](sqlite3_file* f) { return of(f)->xClose(real(f)); };
        methods_.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
            return of(f)->xRead(real(f), to, size, at);
        };
        methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
            return of(f)->xWrite(real(f), from, size, at);
        };
        methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) { return of(f)->xTruncate(real(f), size); };
        methods_.xSync = [](sqlite3_file* f, int flags) { return of(f)->xSync(real(f), flags); };
        methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return of(f)->xFileSize(real(f), size); };
        methods_.xFileControl = [](sqlite3_file* f, int op, void* arg) {
            return of(f)->xFileControl(real(f), op, arg);
        };
        methods_.xSectorSize = [](sqlite3_file* f) { return of(f)->xSectorSize(real(f)); };
        methods_.xDeviceCharacteristics = [](sqlite3_file* f) { return of(f)->xDeviceCharacteristics(real(f)); };
    }

    void forward_locks() {
        methods_.xLock = [](sqlite3_file* f, int level) { return of(f)->xLock(real(f), level); };
        methods_.xUnlock = [](sqlite3_file* f, int level) { return of(f)->xUnlock(real(f), level); };
        methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) { return of(f)->xCheckReservedLock(real(f), out); };
        methods_.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return of(f)->xShmMap(real(f), page, size, extend, out);
        };
        methods_.xShmLock = [](sqlite3_file* f, int first, int n, int flags) {
            return of(f)->xShmLock(real(f), first, n, flags);
        };
        methods_.xShmBarrier = [](sqlite3_file* f) { of(f)->xShmBarrier(real(f)); };
        methods_.xShmUnmap = [](sqlite3_file* f, int remove) { return of(f)->xShmUnmap(real(f), remove); };
    }

    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
};

}  // namespace hf::testing
