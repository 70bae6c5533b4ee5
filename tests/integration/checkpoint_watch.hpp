// CheckpointWatch: SQLite's own file layer, which looks at the write-ahead log's index whenever a checkpoint begins
// beside commits (a PASSIVE one, which takes no write lock).
//
//     auto& watch = CheckpointWatch::registered();
//     watch.begin(true);   // each checkpoint waits for the next commit once it has begun
//     SqliteEventStore store({.path = path, .log_bytes = 1, .vfs = CheckpointWatch::name});
//     … EXPECT_EQ(watch.begun_on_a_moved_log(), 0U);
//
// What is looked at, in the index (https://www.sqlite.org/walformat.html): the number of frames, at byte 16, the salt
// at 32, and how many frames were moved into the database, at 96. Locks: 0 is the writer's, 1 the checkpointer's, 3
// the one of readers of the database alone, which a checkpoint takes when it begins to move.
//
// Thread-safe; one store at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/integration/forwarding_vfs.hpp"

namespace hf::testing {

struct WatchedFile {
    volatile const char* index;  // its first part, once it is mapped
    bool checkpointing, writing, held_up_commits;
    std::uint64_t salt;
    bool all_moved;
};

class CheckpointWatch : public ForwardingVfs<CheckpointWatch, WatchedFile> {
public:
    static constexpr const char* name = "checkpoint-watch";

    void begin(bool waits_for_a_commit) {
        waits_ = waits_for_a_commit;
        beside_commits_ = begun_on_a_moved_log_ = begun_again_ = 0;
    }
    // By the test, after each commit.
    void committed() { ++commits_; }

    [[nodiscard]] std::uint64_t beside_commits() const { return beside_commits_; }
    [[nodiscard]] std::uint64_t begun_on_a_moved_log() const { return begun_on_a_moved_log_; }
    // Logs that began again between the checkpoint's begin and its first move.
    [[nodiscard]] std::uint64_t begun_again() const { return begun_again_; }

private:
    friend ForwardingVfs;

    CheckpointWatch() {
        methods_.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            const int result = of(f)->xShmMap(real(f), page, size, extend, out);
            if (page == 0 && result == SQLITE_OK) noted(f).index = static_cast<volatile const char*>(*out);
            return result;
        };
        methods_.xShmLock = [](sqlite3_file* f, int first, int n, int flags) {
            const int result = of(f)->xShmLock(real(f), first, n, flags);
            if (result == SQLITE_OK && (flags & SQLITE_SHM_EXCLUSIVE) != 0)
                registered().locked(noted(f), first, (flags & SQLITE_SHM_LOCK) != 0);
            return result;
        };
    }
    static void opened(WatchedFile&, int) {}

    template <class Number>
    static Number at(const WatchedFile& file, std::size_t offset) {
        char bytes[sizeof(Number)];
        for (std::size_t i = 0; i < sizeof bytes; ++i) bytes[i] = file.index[offset + i];
        Number number;
        std::memcpy(&number, bytes, sizeof number);
        return number;
    }

    void locked(WatchedFile& file, int lock, bool taken) {
        if (lock == 0) file.writing = taken;
        if (lock == 0 && taken && file.checkpointing) file.held_up_commits = true;
        if (lock == 1 && taken) checkpoint_begins(file);
        if (lock == 1 && !taken) checkpoint_ends(file);
        if (lock == 3 && taken && file.checkpointing && !file.writing && at<std::uint64_t>(file, 32) != file.salt)
            ++begun_again_;
    }

    void checkpoint_begins(WatchedFile& file) {
        if (!file.index) return;
        file.checkpointing = true;
        file.held_up_commits = false;
        file.salt = at<std::uint64_t>(file, 32);
        const auto frames = at<std::uint32_t>(file, 16);
        file.all_moved = frames > 0 && at<std::uint32_t>(file, 96) == frames;
        if (!waits_) return;
        // Not for ever: the last checkpoints hold up the commits themselves.
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{5};
        for (const auto before = commits_.load(); commits_ == before && std::chrono::steady_clock::now() < deadline;)
            std::this_thread::yield();
    }

    void checkpoint_ends(WatchedFile& file) {
        if (!file.checkpointing) return;
        file.checkpointing = false;
        if (file.held_up_commits) return;
        ++beside_commits_;
        if (file.all_moved) ++begun_on_a_moved_log_;
    }

    std::atomic<bool> waits_ = false;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> beside_commits_ = 0;
    std::atomic<std::uint64_t> begun_on_a_moved_log_ = 0;
    std::atomic<std::uint64_t> begun_again_ = 0;
};

}  // namespace hf::testing
