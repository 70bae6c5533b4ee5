// StoreLock: the ownership of a store by one process. It is held from construction to destruction;
// the kernel releases it when the process dies, however it dies.
//
//     StoreLock lock("/var/lib/hostfactory/events.db");  // events.db.lock, mode 0600
//
// The lock file stays: removing it would let two processes lock two files of one name.
//
// The constructor waits for two seconds for a lock that is taken. Errors: StoreError, which names the process.
#pragma once

#include <filesystem>

namespace hf::sqlite {

class StoreLock {
public:
    explicit StoreLock(const std::filesystem::path& store);
    // Whether some process owns the store now. Takes the lock for a moment, and makes no file.
    static bool is_held(const std::filesystem::path& store);
    ~StoreLock();
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;

private:
    int file_ = -1;
};

}  // namespace hf::sqlite
