// Workers: a fixed number of threads that answer HTTP. When all of them are busy and enough
// connections wait, no more are accepted: the kernel keeps those, without using this process' memory.
#pragma once

#include <deque>
#include <thread>
#include <vector>

// The macros of the HTTP library come from its pkg-config file.
#include <httplib.h>

#include "core/threads/mutex.hpp"

namespace hf::exporter {

class Workers final : public httplib::TaskQueue {
public:
    Workers(std::size_t threads, std::size_t most_waiting);

    // Waits until there is room.
    void enqueue(std::function<void()> job) override;
    // Waiting jobs are still done.
    void shutdown() override;

private:
    void work();

    const std::size_t most_waiting_;
    Mutex mutex_;
    Condition work_;
    Condition room_;
    std::deque<std::function<void()>> jobs_ GUARDED_BY(mutex_);
    bool ending_ GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace hf::exporter
