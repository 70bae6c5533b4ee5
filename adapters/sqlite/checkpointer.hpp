// Checkpointer: moves the write-ahead log into the database, on a connection and
// a thread of its own, so that no commit has to.
//
//     Checkpointer checkpointer(file, options, commits, head, on_failure);
//     checkpointer.log_is_now(pages);   // after each commit
//
// The bulk is moved while commits go on, in passes that begin only while the log has frames that
// are not in the database yet. Such a log can't begin again: a commit lets it do so only where it found
// everything moved, and nobody but this class moves anything. So no pass meets a log that begins again under
// its hands, where SQLite before 3.51.3 takes the new frames for moved ones and loses them (ADR 29).
// What commits add meanwhile would keep the log from ever being empty, so the rest is moved with
// `commits` held, which delays a commit about as much as another commit before it. A reader that stays
// (a backup) keeps the log from beginning again; then another try follows as the log grows.
//
// The same thread syncs the store's head file, after each checkpoint and at least once a second.
//
// log_is_now() is called by the thread that commits, with `commits` held. Errors: a checkpoint that fails ends the
// thread and
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
#include "adapters/sqlite/head_file.hpp"
#include "core/threads/mutex.hpp"

namespace hf::sqlite {

class Checkpointer {
public:
    struct Options {
        std::uint64_t log_bytes{};  // how long the log may get
        std::string vfs = {};
    };

    Checkpointer(const std::filesystem::path& file, const Options& options, FairMutex& commits, HeadFile& head,
                 std::function<void(const std::string&)> on_failure);
    ~Checkpointer();  // ends a checkpoint that is under way, then the thread
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    void log_is_now(std::uint64_t pages);
    void stop();  // no further checkpoint is started

private:
    void run();
    bool checkpoint();
    void move_beside_commits();

    Connection connection_;
    std::filesystem::path log_;
    Options options_;
    std::uint64_t due_pages_ = 0;
    std::atomic<std::uint64_t> due_at_ = 0;  // in pages; higher after a try that readers were in the way of
    std::atomic<std::uint64_t> pages_ = 0;
    std::atomic<std::uint64_t> begun_again_ = 0;  // how often the log has
    // What was in the database after the last checkpoint, and the log that this is said of.
    std::uint64_t moved_ = 0;
    std::uint64_t moved_of_ = 0;
    FairMutex& commits_;
    HeadFile& head_;
    std::function<void(const std::string&)> on_failure_;

    Mutex mutex_;
    Condition woken_;
    bool due_ GUARDED_BY(mutex_) = false;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace hf::sqlite
