#include "http/api/workers.hpp"

namespace hf::http {

using std::chrono::steady_clock;

Workers::Workers(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void Workers::run_after(std::chrono::milliseconds delay, Job job) {
    {
        const MutexLock lock(mutex_);
        if (closed_) return;
        jobs_.emplace(hurried_ ? Time{} : steady_clock::now() + delay, std::move(job));
    }
    changed_.notify_one();
}

void Workers::hurry() {
    {
        const MutexLock lock(mutex_);
        hurried_ = true;
        std::multimap<Time, Job> at_once;
        for (auto& [time, job] : jobs_) at_once.emplace(Time{}, std::move(job));
        jobs_.swap(at_once);
    }
    changed_.notify_all();
}

bool Workers::hurried() {
    const MutexLock lock(mutex_);
    return hurried_;
}

void Workers::close() {
    std::multimap<Time, Job> dropped;
    {
        const MutexLock lock(mutex_);
        closed_ = true;
        dropped.swap(jobs_);
    }
    changed_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void Workers::work() {
    MutexLock lock(mutex_);
    while (!closed_) {
        if (jobs_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const auto first = jobs_.begin();
        if (first->first > steady_clock::now()) {
            changed_.wait_until(lock, Time(first->first));
            continue;
        }
        const auto job = std::move(first->second);
        jobs_.erase(first);
        lock.unlock();
        job();
        lock.lock();
    }
}

}  // namespace hf::http
