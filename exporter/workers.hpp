// Workers: the threads that answer HTTP, a fixed number. When all of them are busy and enough
// connections wait, no further one is accepted: those stay with the kernel, and take no memory of ours.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

// The library's own macros come with it from pkg-config.
#include <httplib.h>

namespace hf::exporter {

class Workers final : public httplib::TaskQueue {
public:
    Workers(std::size_t threads, std::size_t most_waiting);

    // Waits for room.
    void enqueue(std::function<void()> job) override;
    // What waits is still done.
    void shutdown() override;

private:
    void work();

    const std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable room_;
    std::deque<std::function<void()>> jobs_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace hf::exporter
