// BackgroundQueue: work that may be late, and must not delay its caller. A thread of its own does
// the items in order; when too many wait, the newest is dropped and counted. Between two batches the thread may rest,
// so that it isn't woken for each of many items that come one by one.
//
//     BackgroundQueue<NumberedEvent> queue("event handlers", 10'000, log, [](std::vector<NumberedEvent> batch) { … });
//     queue.start();
//     queue.put(event);
//     queue.stop();      // what waits is still done
//
// Threads: put() is called by any thread, also before start() and after stop(); start() and
// stop() by one. Errors: the work gets all that has queued up, and what it throws is logged.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "core/ports/log.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

template <class T>
class BackgroundQueue {
public:
    using Work = std::function<void(std::vector<T> batch)>;

    BackgroundQueue(std::string name, std::size_t most_waiting, Log& log, Work work,
                    std::chrono::milliseconds rest = {})
        : name_(std::move(name)), most_waiting_(most_waiting), log_(log), work_(std::move(work)), rest_(rest) {}
    ~BackgroundQueue() { stop(); }
    BackgroundQueue(const BackgroundQueue&) = delete;
    BackgroundQueue& operator=(const BackgroundQueue&) = delete;

    void start() {
        thread_ = std::thread([this] { run(); });
    }
    void stop() {
        {
            const MutexLock lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_one();
        if (thread_.joinable()) thread_.join();
    }

    // Returns false if the item was dropped.
    bool put(T item) {
        {
            const MutexLock lock(mutex_);
            if (stopping_ || waiting_.size() >= most_waiting_) {
                ++dropped_;
                return false;
            }
            waiting_.push_back(std::move(item));
            if (waiting_.size() > 1 || resting_) return true;  // woken already, or soon awake
        }
        changed_.notify_one();
        return true;
    }

    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    [[nodiscard]] std::size_t waiting() const {
        const MutexLock lock(mutex_);
        return waiting_.size();
    }

private:
    void run() {
        std::uint64_t told = 0;
        MutexLock lock(mutex_);
        while (true) {
            while (!stopping_ && waiting_.empty()) changed_.wait(lock);
            if (waiting_.empty()) return;
            auto batch = std::exchange(waiting_, {});
            lock.unlock();
            // Logged here, since the caller of put() must not wait for the log.
            if (const auto dropped = dropped_.load(); dropped > told) {
                log_.warn(
                    fmt::format("{}: {} were dropped, since {} were waiting", name_, dropped - told, most_waiting_));
                told = dropped;
            }
            try {
                work_(std::move(batch));
            } catch (const std::exception& e) {
                log_.error(fmt::format("{}: {}", name_, e.what()));
            } catch (...) {
                log_.error(fmt::format("{}: failed", name_));
            }
            lock.lock();
            rest(lock);
        }
    }

    void rest(MutexLock& lock) REQUIRES(mutex_) {
        const auto end = std::chrono::steady_clock::now() + rest_;
        resting_ = true;
        while (!stopping_ && rest_.count() > 0 && changed_.wait_until(lock, end)) {
        }
        resting_ = false;
    }

    const std::string name_;
    const std::size_t most_waiting_;
    Log& log_;
    const Work work_;
    const std::chrono::milliseconds rest_;
    mutable Mutex mutex_;
    Condition changed_;
    std::vector<T> waiting_ GUARDED_BY(mutex_);
    bool stopping_ GUARDED_BY(mutex_) = false;
    bool resting_ GUARDED_BY(mutex_) = false;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::thread thread_;
};

}  // namespace hf
