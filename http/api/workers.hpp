// Workers: a few threads for what would keep the event loop too long, and for what is to be done later.
//
//     Workers workers(2);
//     workers.run([] { read_a_long_body(); });
//     workers.run_after(100ms, [] { ask_again(); });
//
// Any thread may call it. A job must not throw. After close(), which waits for jobs that run, jobs are dropped.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "core/threads/mutex.hpp"

namespace hf::http {

class Workers {
public:
    using Job = std::function<void()>;

    explicit Workers(std::size_t threads);
    ~Workers() { close(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void run(Job job) { run_after(std::chrono::milliseconds{0}, std::move(job)); }
    void run_after(std::chrono::milliseconds delay, Job job);
    // From now on nothing waits: what is to be done later is done at once. hurried() says so.
    void hurry();
    [[nodiscard]] bool hurried();
    void close();

private:
    using Time = std::chrono::steady_clock::time_point;

    void work();

    Mutex mutex_;
    Condition changed_;
    std::multimap<Time, Job> jobs_ GUARDED_BY(mutex_);
    bool hurried_ GUARDED_BY(mutex_) = false;
    bool closed_ GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace hf::http
