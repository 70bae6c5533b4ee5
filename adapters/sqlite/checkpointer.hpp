// Checkpointer: moves the write-ahead log into the database, on a connection and
// a thread of its own, so that no commit has to.
//
//     Checkpointer checkpointer(file, options, commits, on_failure);
//     checkpointer.log_is_now(pages);   // after each commit
//
// The bulk is moved while commits go on. What they add meanwhile would keep the
// log from ever being empty, so the rest is moved with `commits` held, which
// delays a commit about as much as another commit before it. A reader that stays
// (a backup) keeps the log from beginning again; then another try follows as the log grows.
//
// log_is_now() is called by any thread. Errors: a checkpoint that fails ends the thread and
// calls on_failure, from that thread: a sync that failed must not be tried again,
// since it may then succeed without having written anything.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/fair_mutex.hpp"
#include "core/threads/mutex.hpp"

namespace hf::sqlite {

class Checkpointer {
public:
    struct Options {
        std::uint64_t log_bytes{};  // how long the log may get
        std::string vfs = {};
    };

    Checkpointer(const std::filesystem::path& file, const Options& options, FairMutex& commits,
                 std::function<void(const std::string&)> on_failure);
    ~Checkpointer();  // ends a checkpoint that is under way, then the thread
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    void log_is_now(std::uint64_t pages);
    void stop();  // no further checkpoint is started

private:
    void run();
    bool checkpoint();

    Connection connection_;
    std::filesystem::path log_;
    Options options_;
    std::uint64_t due_pages_ = 0;
    std::atomic<std::uint64_t> due_at_ = 0;  // in pages; higher after a try that readers were in the way of
    std::atomic<std::uint64_t> pages_ = 0;
    FairMutex& commits_;
    std::function<void(const std::string&)> on_failure_;

    Mutex mutex_;
    Condition woken_;
    bool due_ GUARDED_BY(mutex_) = false;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace hf::sqlite
