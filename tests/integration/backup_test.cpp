// A backup that sqlite3 makes while the daemon commits holds the events up to some position, each of them, and none
// that comes later.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/directory_in_memory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

class OnlineBackup : public ::testing::Test {
protected:
    // In one transaction, for which the log grows.
    static int vacuum_into(const std::filesystem::path& from, const std::filesystem::path& to) {
        sqlite3* source = nullptr;
        EXPECT_EQ(sqlite3_open_v2(from.c_str(), &source, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        const auto words = fmt::format("VACUUM INTO '{}'", to.string());
        const int result = sqlite3_exec(source, words.c_str(), nullptr, nullptr, nullptr);
        sqlite3_close(source);
        return result == SQLITE_OK ? SQLITE_DONE : result;
    }
    // All pages at once: in parts, as sqlite3's `.backup` takes them, it would begin anew after each commit.
    static int back_up(const std::filesystem::path& from, const std::filesystem::path& to) {
        sqlite3* source = nullptr;
        sqlite3* copy = nullptr;
        EXPECT_EQ(sqlite3_open_v2(from.c_str(), &source, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        EXPECT_EQ(sqlite3_open(to.c_str(), &copy), SQLITE_OK);
        auto* backup = sqlite3_backup_init(copy, "main", source, "main");
        const int result = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
        sqlite3_backup_finish(backup);
        sqlite3_close(copy);
        sqlite3_close(source);
        return result;
    }
    TemporaryDirectory directory{directory_in_memory()};
};

TEST_F(OnlineBackup, HoldsTheEventsUpToAPosition) {
    SqliteEventStore store({.path = directory / "events.db", .log_bytes = 1U << 17});
    append_samples(store, 500);
    for (int i = 0; i < 15; ++i) {
        const auto path = directory / fmt::format("copy-{}.db", i);
        std::atomic<bool> done = false;
        std::thread committer([&] {
            while (!done) append_samples(store, 1 + store.head() % 5);
        });
        const auto before = store.head();
        while (store.head() == before) std::this_thread::yield();
        EXPECT_EQ((i % 2 == 0 ? vacuum_into : back_up)(directory / "events.db", path), SQLITE_DONE);
        const auto after = store.head();
        done = true;
        committer.join();

        const SqliteEventStore copy({.path = path, .log_bytes = 1U << 16});
        EXPECT_GT(copy.head(), before);
        EXPECT_LE(copy.head(), after + 5);  // its commit may be there before its position is
        EXPECT_EQ(copy.id(), store.id());
        EXPECT_EQ(copy.read(0, unlimited, unlimited), sample_events(1, copy.head()));
        EXPECT_EQ(copy.read_outcomes(0, unlimited), sample_outcomes(1, copy.head()));
    }
}

}  // namespace
}  // namespace hf::testing
