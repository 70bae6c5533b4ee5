// CrashedStore: a store as `kill -9` leaves it, in a fixture whose tests damage it and ask what a start reports.
//
//     start_over();                        // as it was left
//     write_bytes(file("-wal"), damaged);
//     EXPECT_EQ(told_after_accepting(log), "");
//
// A report is empty where all that was acknowledged, or is left, is there.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "core/ports/log.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/directory_in_memory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Without the zeroes that stand behind the last frame of a log.
inline std::size_t used_size(const std::string& log) { return log.find_last_not_of('\0') + 1; }

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class CrashedStore : public ::testing::Test {
protected:
    static constexpr std::size_t in_database = 60;
    static constexpr std::size_t in_log = 40;
    static constexpr Position acknowledged = in_database + in_log;

    CrashedStore() { make_crashed(); }

    // As `kill -9` leaves it: a part of the events in the database, a part in the log, each in a commit of its own.
    void make_crashed() {
        {
            SqliteEventStore store(options());
            append_samples(store, in_database / 2);
        }
        copy_files(path.parent_path(), root / "older");
        SqliteEventStore store(options());
        append_samples(store, in_database / 2);
        move_log();
        while (store.head() < acknowledged) append_samples(store, 1);
        copy_files(path.parent_path(), root / "crashed");
        append_samples(store, 30);
        copy_files(path.parent_path(), root / "later");
    }
    void move_log() const { move_log_of(path.parent_path(), SQLITE_CHECKPOINT_TRUNCATE); }
    static void move_log_of(const std::filesystem::path& directory, int mode) {
        sqlite::Connection other(directory / "events.db", {});
        ASSERT_TRUE(other.checkpoint(mode).done);
    }
    static void copy_files(const std::filesystem::path& from, const std::filesystem::path& to) {
        std::filesystem::remove_all(to);
        std::filesystem::create_directories(to);
        for (const auto* file : {"events.db", "events.db-wal", "events.db.head"})
            if (std::filesystem::exists(from / file)) std::filesystem::copy_file(from / file, to / file);
    }
    void start_over(const char* from = "crashed") const { copy_files(root / from, path.parent_path()); }

    [[nodiscard]] SqliteEventStore::Options options() const { return {.path = path, .log_bytes = 1U << 20}; }
    [[nodiscard]] std::filesystem::path file(const char* end) const { return path.string() + end; }

    // What a start and a read of everything says; nothing when everything that was acknowledged is there.
    [[nodiscard]] std::string told() const {
        try {
            const SqliteEventStore store(options());
            const auto head = store.head();
            if (head < acknowledged || store.last_outcome() < acknowledged) return "LOST IN SILENCE";
            if (store.read(0, unlimited, unlimited) != sample_events(1, head)) return "CHANGED IN SILENCE";
            if (store.read_outcomes(0, unlimited) != sample_outcomes(1, store.last_outcome()))
                return "CHANGED IN SILENCE";
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }
    [[nodiscard]] std::string told_after_accepting(Log& log) const {
        try {
            auto accepting = options();
            accepting.accept_loss = true;
            accepting.log = &log;
            SqliteEventStore store(accepting);
            const auto head = store.head();
            if (store.read(0, unlimited, unlimited) != sample_events(1, head)) return "changed";
            append_samples(store, 3);
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }

    TemporaryDirectory root{directory_in_memory()};
    std::filesystem::path path = root / "work" / "events.db";
};

}  // namespace hf::testing
