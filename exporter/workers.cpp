#include "exporter/workers.hpp"

namespace hf::exporter {

Workers::Workers(std::size_t threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
    try {
        while (threads_.size() < threads) threads_.emplace_back([this] { work(); });
    } catch (...) {
        Workers::shutdown();
        throw;
    }
}

void Workers::enqueue(std::function<void()> job) {
    MutexLock lock(mutex_);
    while (jobs_.size() >= most_waiting_ && !ending_) room_.wait(lock);
    jobs_.push_back(std::move(job));
    work_.notify_one();
}

void Workers::shutdown() {
    {
        const MutexLock lock(mutex_);
        ending_ = true;
    }
    work_.notify_all();
    room_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void Workers::work() {
    while (true) {
        std::function<void()> job;
        {
            MutexLock lock(mutex_);
            while (jobs_.empty() && !ending_) work_.wait(lock);
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        room_.notify_one();
        job();
    }
}

}  // namespace hf::exporter
