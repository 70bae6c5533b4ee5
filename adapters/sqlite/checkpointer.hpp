// Checkpointer: moves the write-ahead log into the database, on a connection and
// a thread of its own, so that no commit has to.
//
//     Checkpointer checkpointer(file, options, commits, head, on_failure);
//     checkpointer.log_is_now(pages);   // after each commit
//
// It is moved while commits go on, a MiB at a time and synced each time, in passes that begin only while the log
// has frames that are not in the database yet. Such a log can't begin again: a commit lets it do so only where it
// found everything moved, and nobody but this class moves anything. So no pass meets a log that begins again under
// its hands, where SQLite before 3.51.3 takes the new frames for moved ones and loses them (ADR 29).
//
// Under load, what commits add meanwhile keeps the log from ever being moved as a whole. So when it is three quarters
// full, the few frames that are left are moved with `commits` held, which delays a commit about as much as another
// commit before it; then the next one lets the log begin again. Where it meets a reader of the log, another try
// follows. Only where the log became longer than it should be, commits wait for its readers, up to 5 ms each time.
// A reader that stays (a backup) keeps the log from beginning again.
//
// A reader shows in that a pass moves less than the log had when it began. While one stands in the way a pass is tried
// every second, so that its end is noticed as well. One that reads a log to which little is added shows late, or never,
// and does no harm.
//
// The same thread syncs the store's head file once a second, and looks at the database's free pages (free_pages.hpp),
// since nobody else writes to the database: every hour.
//
// log_is_now() is called by the thread that commits, with `commits` held. Errors: a checkpoint that fails ends the
// thread and calls on_failure, from that thread: a sync that failed must not be tried again, since it may then succeed
// without having written anything. So does a damaged list of free pages, by which the next commit might overwrite rows.
#pragma once

#include <atomic>
#include <chrono>
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
        std::uint64_t log_bytes{};                                     // how long the log may get under load
        std::chrono::milliseconds look_every = std::chrono::hours{1};  // at the free pages
        std::string vfs = {};
    };

    Checkpointer(const std::filesystem::path& file, const Options& options, FairMutex& commits, HeadFile& head,
                 std::function<void(const std::string&)> on_failure);
    ~Checkpointer();  // ends a checkpoint that is under way, then the thread
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    void log_is_now(std::uint64_t pages);
    void stop();                           // no further checkpoint is started
    [[nodiscard]] LogUse log_use() const;  // any thread may call it

private:
    void run();
    void checkpoint();
    void move_beside_commits();
    void end_log();
    void begin_pass();
    void end_pass(const Connection::Checkpoint& pass);
    void look_at_free_pages();
    void look_for_reader(const Connection::Checkpoint& pass);
    [[nodiscard]] bool all_is_moved() const;
    [[nodiscard]] std::uint64_t first_end() const { return log_pages_ - log_pages_ / 4; }

    Connection connection_;
    const std::uint64_t frame_bytes_;
    std::uint64_t log_pages_ = 0;
    std::uint64_t step_pages_ = 0;
    // Where in the log the next pass and the next end are tried. Like the length of the log and how often it has begun
    // again, they change only with `commits` held.
    std::atomic<std::uint64_t> due_at_ = 0;
    std::atomic<std::uint64_t> end_at_ = 0;
    std::atomic<std::uint64_t> pages_ = 0;
    std::atomic<std::uint64_t> begun_again_ = 0;
    // What was in the database after the last pass, what it tried to move, and the log that both are said of.
    std::uint64_t moved_ = 0;
    std::uint64_t tried_ = 0;
    std::uint64_t moved_of_ = 0;
    bool settled_ = false;  // whether that pass left the database as it was at a commit
    // How far the reader that was in the way of the last pass lets one get, and since when; 0 where none was.
    std::uint64_t reader_at_ = 0;
    std::atomic<std::chrono::steady_clock::rep> reader_since_ = 0;
    FairMutex& commits_;
    HeadFile& head_;
    const std::chrono::milliseconds look_every_;
    std::function<void(const std::string&)> on_failure_;

    Mutex mutex_;
    Condition woken_;
    bool due_ GUARDED_BY(mutex_) = false;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace hf::sqlite
