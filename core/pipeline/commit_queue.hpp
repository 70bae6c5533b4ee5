// CommitQueue: decided commands on their way to the disk, in decision order. All that has
// queued up while one group is being synced goes into the next (group commit).
//
//     queue.put(std::move(commit));            // the ledger
//     while (queue.wait()) use(queue.take());  // the committer
//
// Thread-safe. put() is called inside the ledger's critical section; wait() by one thread, and take() by
// one at a time. Errors: std::bad_alloc.
#pragma once

#include <utility>
#include <vector>

#include "core/pipeline/commit.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class CommitQueue {
public:
    void put(Commit commit) {
        {
            const MutexLock lock(mutex_);
            waiting_.push_back(std::move(commit));
            if (attended_) return;
        }
        changed_.notify_one();
    }

    // While it lives put() wakes nobody, since its owner takes what is queued. What is left at its end wakes
    // the thread that waits.
    class Attendance {
    public:
        explicit Attendance(CommitQueue& queue) : queue_(queue) { queue_.attend(true); }
        ~Attendance() { queue_.attend(false); }
        Attendance(const Attendance&) = delete;
        Attendance& operator=(const Attendance&) = delete;

    private:
        CommitQueue& queue_;
    };

    // Returns true when something is queued, false when the queue is closed and drained.
    bool wait() {
        MutexLock lock(mutex_);
        while (!closed_ && waiting_.empty()) changed_.wait(lock);
        return !waiting_.empty();
    }

    // All that is queued now, which may be nothing.
    std::vector<Commit> take() {
        const MutexLock lock(mutex_);
        return std::exchange(waiting_, {});
    }

    [[nodiscard]] std::size_t waiting() const {
        const MutexLock lock(mutex_);
        return waiting_.size();
    }

    void close() {
        {
            const MutexLock lock(mutex_);
            closed_ = true;
        }
        changed_.notify_one();
    }

private:
    void attend(bool attended) {
        bool left = false;
        {
            const MutexLock lock(mutex_);
            attended_ = attended;
            left = !attended && !waiting_.empty();
        }
        if (left) changed_.notify_one();
    }

    mutable Mutex mutex_;
    Condition changed_;
    std::vector<Commit> waiting_ GUARDED_BY(mutex_);
    bool attended_ GUARDED_BY(mutex_) = false;
    bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace hf
