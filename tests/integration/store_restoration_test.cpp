// A restoration puts a backup in the place of a store, deletes nothing, and leaves behind, wherever it is ended, a
// store that starts or a place where no start makes a new one.
#include <gmock/gmock.h>

#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/restoration.hpp"
#include "adapters/sqlite/setback.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/integration/crashed_store.hpp"

namespace hf::testing {
namespace {

using sqlite::Restoration;
using ::testing::HasSubstr;

struct Ended {};  // as by `kill -9`: nothing is done after it

class StoreRestoration : public ::testing::Test {
protected:
    StoreRestoration() {
        {
            SqliteEventStore store(of(path));
            append_samples(store, 50);
            sqlite::Backup backup({.store = path, .file = file, .bytes_per_second = 0, .progress = {}});
            backup.copy();
            backup.publish();
            append_samples(store, 30);
        }
        write_bytes(path.string() + ".snapshot", "of the old one");
        std::filesystem::copy(path.parent_path(), kept);
    }
    static SqliteEventStore::Options of(const std::filesystem::path& store) {
        return {.path = store, .log_bytes = 1U << 16};
    }
    void start_over() const {
        std::filesystem::remove_all(path.parent_path());
        std::filesystem::copy(kept, path.parent_path());
    }
    void remove_old() const {
        for (const auto* ending : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + ending);
    }
    std::string restore(bool move_aside, const std::function<void(const std::string&)>& step = {}) const {
        try {
            Restoration restoration({.backup = file, .store = path, .move_aside = move_aside, .step = step});
            const auto checked = restoration.copy();
            if (!checked.whole()) return in_words(checked.damages.front());
            restoration.clear_place();
            restoration.put_in_place();
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }
    // How many events a start finds; 0: it makes a new store. Nothing where it is refused.
    [[nodiscard]] std::optional<Position> started_with() const {
        try {
            const SqliteEventStore store(of(path));
            EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, store.head()));
            return store.head();
        } catch (const StoreError&) {
            return std::nullopt;
        }
    }
    // The old store, wherever it is now.
    [[nodiscard]] std::filesystem::path old_store() const {
        for (const auto& entry : std::filesystem::directory_iterator(path.parent_path()))
            if (const auto old = entry.path() / "events.db"; std::filesystem::exists(old)) return old;
        return path;
    }

    TemporaryDirectory root{directory_in_memory()};
    std::filesystem::path path = root / "work" / "events.db";
    std::filesystem::path file = root / "backup.db";
    std::filesystem::path kept = root / "kept";
};

TEST_F(StoreRestoration, StartsWithoutAWordAndIsMarked) {
    remove_old();
    EXPECT_EQ(restore(false), "");
    EXPECT_EQ(sqlite::setback_of(path), "was restored from " + file.string());
    SqliteEventStore store(of(path));
    EXPECT_EQ(store.head(), 50U);
    EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, 50));
    EXPECT_EQ(store.read_outcomes(0, unlimited), sample_outcomes(1, 50));
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".snapshot"));
    append_samples(store, 5);
}

TEST_F(StoreRestoration, ReplacesNothingUnlessItMayMoveItAside) {
    EXPECT_THAT(restore(false), HasSubstr("--move-aside"));
    EXPECT_EQ(started_with(), 80U);
    EXPECT_EQ(restore(true), "");
    EXPECT_EQ(started_with(), 50U);
    const auto old = old_store();
    ASSERT_NE(old, path);
    EXPECT_TRUE(std::filesystem::exists(old.string() + ".snapshot"));
    EXPECT_EQ(SqliteEventStore(of(old)).head(), 80U);
}

TEST_F(StoreRestoration, IsRefusedWhileTheStoreIsOwned) {
    const SqliteEventStore store(of(path));
    EXPECT_THAT(restore(true), HasSubstr("is in use by process"));
}

TEST_F(StoreRestoration, IsRefusedForADamagedBackupBeforeAnythingIsMoved) {
    auto bytes = bytes_of(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write_bytes(file, bytes);
    EXPECT_THAT(restore(true), HasSubstr("it is not as it was written"));
    EXPECT_EQ(started_with(), 80U);
    EXPECT_EQ(old_store(), path);
    file = root / "none.db";
    EXPECT_THAT(restore(true), HasSubstr("No such file"));
    file = path;
    EXPECT_THAT(restore(true), HasSubstr("is the store itself"));
}

// A store in use, copied with its log, is no backup: its newest events are in the log alone.
TEST_F(StoreRestoration, TakesNoFileThatHasALog) {
    {
        SqliteEventStore store(of(path));
        append_samples(store, 5);
        std::filesystem::copy_file(path, root / "copied.db");
        std::filesystem::copy_file(path.string() + "-wal", root / "copied.db-wal");
    }
    file = root / "copied.db";
    EXPECT_THAT(restore(true), HasSubstr("is a store in use and no backup"));
    file = root / "link.db";
    std::filesystem::create_symlink(root / "copied.db", file);
    EXPECT_THAT(restore(true), HasSubstr("is a store in use and no backup"));
}

// As an attempt leaves it that was ended while SQLite changed its copy of another backup.
TEST_F(StoreRestoration, TakesNoJournalOfAnEarlierAttempt) {
    const auto other = root / "other.db";
    std::filesystem::copy_file(path, other);
    {
        sqlite::Connection connection(other, {});
        connection.execute("PRAGMA journal_mode = DELETE");
        connection.execute("PRAGMA synchronous = OFF");
        connection.execute("BEGIN IMMEDIATE");
        connection.execute("DELETE FROM events");
        std::filesystem::copy_file(other.string() + "-journal", path.string() + ".restoring-journal");
    }
    EXPECT_EQ(restore(true), "");
    EXPECT_EQ(started_with(), 50U);
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".restoring-journal"));
}

TEST_F(StoreRestoration, LosesNothingWhereverItIsEnded) {
    int steps = 0;
    for (int last = 1;; ++last) {
        start_over();
        steps = 0;
        bool ended = false;
        try {
            restore(true, [&](const std::string&) {
                if (++steps == last) throw Ended{};
            });
        } catch (const Ended&) {
            ended = true;
        }
        if (!ended) break;
        SCOPED_TRACE(fmt::format("ended before step {}", last));
        const auto found = started_with();
        EXPECT_TRUE(!found || *found == 80 || *found == 50) << *found;
        EXPECT_EQ(restore(true), "");
        EXPECT_EQ(started_with(), 50U);
    }
    EXPECT_GT(steps, 5);
}

// The head file is what keeps a start from making a new store; one that is missing is made before anything is moved.
TEST_F(StoreRestoration, LosesNothingWhereTheHeadFileIsMissing) {
    for (int last = 1; last < 10; ++last) {
        start_over();
        std::filesystem::remove(path.string() + ".head");
        int steps = 0;
        try {
            restore(true, [&](const std::string&) {
                if (++steps == last) throw Ended{};
            });
        } catch (const Ended&) {
        }
        EXPECT_NE(started_with(), 0U) << "ended before step " << last;
    }
}

}  // namespace
}  // namespace hf::testing
