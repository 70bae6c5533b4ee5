// Mutex, MutexLock and Condition: std::mutex, std::unique_lock and std::condition_variable with
// the annotations that libstdc++ lacks, so that clang checks what each mutex guards.
//
//     Mutex mutex_;
//     Condition changed_;
//     std::vector<int> waiting_ GUARDED_BY(mutex_);
//
//     void run() {
//         MutexLock lock(mutex_);
//         while (waiting_.empty()) changed_.wait(lock);  // a loop, since a lambda would not be checked
//         lock.unlock();                                 // for a call that takes long; lock() again after it
//     }
//
// Errors: std::system_error, as the standard's.
#pragma once

#include <condition_variable>
#include <mutex>

#include "core/threads/thread_annotations.hpp"

namespace hf {

class CAPABILITY("mutex") Mutex {
public:
    Mutex() = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    void lock() ACQUIRE() { mutex_.lock(); }
    void unlock() RELEASE() { mutex_.unlock(); }
    [[nodiscard]] bool try_lock() TRY_ACQUIRE(true) { return mutex_.try_lock(); }

private:
    friend class MutexLock;
    std::mutex mutex_;
};

class SCOPED_CAPABILITY MutexLock {
public:
    explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : lock_(mutex.mutex_) {}
    MutexLock(Mutex& mutex, std::adopt_lock_t taken) REQUIRES(mutex) : lock_(mutex.mutex_, taken) {}
    ~MutexLock() RELEASE() {}  // NOLINT(modernize-use-equals-default): the annotation needs a body
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

    void lock() ACQUIRE() { lock_.lock(); }
    void unlock() RELEASE() { lock_.unlock(); }

private:
    friend class Condition;
    std::unique_lock<std::mutex> lock_;
};

class Condition {
public:
    // The caller holds the lock before and after, and not while it waits.
    void wait(MutexLock& lock) { condition_.wait(lock.lock_); }

    // False: the time has come, and nobody has notified.
    template <class Clock, class Duration>
    bool wait_until(MutexLock& lock, const std::chrono::time_point<Clock, Duration>& time) {
        return condition_.wait_until(lock.lock_, time) == std::cv_status::no_timeout;
    }
    template <class Rep, class Period>
    bool wait_for(MutexLock& lock, const std::chrono::duration<Rep, Period>& duration) {
        return condition_.wait_for(lock.lock_, duration) == std::cv_status::no_timeout;
    }

    void notify_one() { condition_.notify_one(); }
    void notify_all() { condition_.notify_all(); }

private:
    std::condition_variable condition_;
};

}  // namespace hf
