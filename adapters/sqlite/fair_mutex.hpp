// FairMutex: a mutex that goes to the thread that waits for it. With std::mutex, a thread that
// unlocks and locks again at once nearly always wins against one that sleeps on
// it, and a busy committer would shut the checkpointer out until its log fills
// the disk.
//
//     const FairLock lock(fair_mutex);
//
// Thread-safe. Meant for two threads; with more, the order among those that wait is open.
#pragma once

#include <mutex>

#include "core/threads/thread_annotations.hpp"

namespace hf::sqlite {

class CAPABILITY("mutex") FairMutex {
public:
    void lock() ACQUIRE() {
        // A thread that waits below holds `turn_`, so the thread that just unlocked queues behind it.
        const std::lock_guard turn(turn_);
        held_.lock();
    }
    void unlock() RELEASE() { held_.unlock(); }

private:
    std::mutex turn_;
    std::mutex held_;
};

class SCOPED_CAPABILITY FairLock {
public:
    explicit FairLock(FairMutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
    ~FairLock() RELEASE() { mutex_.unlock(); }
    FairLock(const FairLock&) = delete;
    FairLock& operator=(const FairLock&) = delete;

private:
    FairMutex& mutex_;
};

}  // namespace hf::sqlite
