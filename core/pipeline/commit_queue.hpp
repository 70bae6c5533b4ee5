// CommitQueue: decided commands on their way to the disk, in decision order. All
// that has queued up while one batch is being synced goes into the next (group commit).
//
// put() is called by the ledger, inside its critical section; take() by the committer alone.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "core/pipeline/commit.hpp"

namespace hf {

class CommitQueue {
public:
    void put(Commit commit) {
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(commit));
        }
        changed_.notify_one();
    }

    // Waits for something; empty when closed and drained.
    std::vector<Commit> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        return std::exchange(waiting_, {});
    }

    [[nodiscard]] std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_one();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Commit> waiting_;
    bool closed_ = false;
};

}  // namespace hf
