// A backup is made of rows while the store is committed to and pruned: it has the events and outcomes up to one moment,
// each of them, and none that comes later; and it leaves the store as it was.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/last_backup.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/integration/crashed_store.hpp"
#include "tests/integration/power_cut_vfs.hpp"

namespace hf::testing {
namespace {

using sqlite::Backup;
using sqlite::BackupOptions;
using sqlite::check_store;
using ::testing::HasSubstr;

class StoreBackup : public ::testing::Test {
protected:
    [[nodiscard]] BackupOptions options() const {
        return {.store = path, .file = file, .bytes_per_second = 0, .progress = {}};
    }
    static sqlite::StoreExtent made(BackupOptions options) {
        Backup backup(std::move(options));
        backup.copy();
        const auto checked = backup.check();
        EXPECT_TRUE(checked.whole()) << in_words(checked.damages.front());
        EXPECT_TRUE(checked.sealed);
        EXPECT_EQ(checked.extent, backup.extent());
        backup.publish();
        return backup.extent();
    }
    [[nodiscard]] std::string refusal(BackupOptions wanted) const {
        try {
            made(std::move(wanted));
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }
    [[nodiscard]] SqliteEventStore::Options of_store() const { return {.path = path, .log_bytes = 1U << 17}; }
    static SqliteEventStore::Options as_store(const std::filesystem::path& copy) {
        return {.path = copy, .log_bytes = 1U << 16};
    }

    TemporaryDirectory directory{directory_in_memory()};
    std::filesystem::path path = directory / "events.db";
    std::filesystem::path file = directory / "backups" / "events.db";
    void SetUp() override { std::filesystem::create_directory(file.parent_path()); }
};

TEST_F(StoreBackup, HasTheEventsAndOutcomesUpToAMomentWhileCommitsGoOn) {
    SqliteEventStore store(of_store());
    append_samples(store, 5000);
    for (int i = 0; i < 5; ++i) {
        std::atomic<bool> done = false;
        std::thread committer([&] {
            while (!done) append_samples(store, 1 + store.head() % 5);
        });
        const auto before = store.head();
        auto wanted = options();
        wanted.file = directory / fmt::format("copy-{}.db", i);
        const auto extent = made(wanted);
        done = true;
        committer.join();

        EXPECT_GE(extent.head, before);
        const SqliteEventStore copy(as_store(wanted.file));
        EXPECT_EQ(copy.head(), extent.head);
        EXPECT_EQ(copy.id(), store.id());
        EXPECT_EQ(copy.read(0, unlimited, unlimited), sample_events(1, copy.head()));
        EXPECT_EQ(copy.read_outcomes(0, unlimited), sample_outcomes(1, copy.head()));
    }
}

// The copy stops after each batch until the test has pruned, so that what it was to copy next is gone.
TEST_F(StoreBackup, LeavesOutWhatIsPrunedMeanwhile) {
    SqliteEventStore store(of_store());
    append_samples(store, 6000);
    int batches = 0;
    auto wanted = options();
    wanted.progress = [&](auto, auto) {
        if (++batches == 2) store.prune(3500);
        if (batches == 6) store.prune_outcomes(4500);
    };
    const auto extent = made(wanted);
    EXPECT_EQ(extent.first, 3501U);
    EXPECT_EQ(extent.head, 6000U);
    const SqliteEventStore copy(as_store(file));
    EXPECT_EQ(copy.first(), 3501U);
    EXPECT_EQ(copy.read(3500, unlimited, unlimited), sample_events(3501, 2500));
    EXPECT_EQ(copy.last_outcome(), 6000U);
    EXPECT_EQ(copy.read_outcomes(5000, unlimited), sample_outcomes(5001, 1000));
}

TEST_F(StoreBackup, FixesItsEndAnewWhereAllOfItIsPruned) {
    SqliteEventStore store(of_store());
    append_samples(store, 3000);
    int batches = 0;
    auto wanted = options();
    wanted.progress = [&](auto, auto) {
        if (++batches == 1) {
            append_samples(store, 4000);
            store.prune(6500);
        }
        if (batches == 3) {
            append_samples(store, 500);
            store.prune_outcomes(7400);
        }
    };
    const auto extent = made(wanted);
    EXPECT_EQ(extent.first, 6501U);
    EXPECT_EQ(extent.head, 7500U);
    const SqliteEventStore copy(as_store(file));
    EXPECT_EQ(copy.read(6500, unlimited, unlimited), sample_events(6501, 1000));
    EXPECT_EQ(copy.read_outcomes(0, unlimited), sample_outcomes(7401, 100));
}

TEST_F(StoreBackup, LeavesAStoreThatNobodyHasOpenAsItWas) {
    { append_samples(*std::make_unique<SqliteEventStore>(of_store()), 40); }
    const auto before = bytes_of(path);
    EXPECT_EQ(made(options()).head, 40U);
    EXPECT_EQ(bytes_of(path), before);
    const SqliteEventStore store(of_store());
    EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, 40));
}

TEST_F(StoreBackup, KeepsTheLogOfARunningStoreBounded) {
    SqliteEventStore store(of_store());
    append_samples(store, 5000);
    auto wanted = options();
    wanted.progress = [&](auto, auto) { append_samples(store, 200); };
    made(wanted);
    append_samples(store, 1);
    EXPECT_LT(std::filesystem::file_size(path.string() + "-wal"), 1U << 20);
}

TEST_F(StoreBackup, IsOfAFileThatIsNotReplacedByAccident) {
    { append_samples(*std::make_unique<SqliteEventStore>(of_store()), 40); }
    made(options());
    EXPECT_THAT(refusal(options()), HasSubstr("is there already"));
    auto replacing = options();
    replacing.replace = true;
    EXPECT_EQ(refusal(replacing), "");
    replacing.file = path;
    EXPECT_THAT(refusal(replacing), HasSubstr("is the store of a daemon"));
    write_bytes(directory / "letter.txt", "Dear Sir");
    replacing.file = directory / "letter.txt";
    EXPECT_NE(refusal(replacing), "");
    EXPECT_EQ(bytes_of(directory / "letter.txt"), "Dear Sir");
    auto nowhere = options();
    nowhere.file = directory / "missing" / "events.db";
    EXPECT_THAT(refusal(nowhere), HasSubstr("No such file"));
    nowhere.store = directory / "none.db";
    EXPECT_THAT(refusal(nowhere), HasSubstr("No such file"));
    nowhere.store = directory / "letter.txt";
    EXPECT_NE(refusal(nowhere), "");
}

TEST_F(StoreBackup, IsOfItsUserAlone) {
    { append_samples(*std::make_unique<SqliteEventStore>(of_store()), 40); }
    const auto unfinished = file.string() + ".new";
    const auto other_name = directory / "other-name";
    write_bytes(unfinished, "what an earlier attempt has left");
    std::filesystem::permissions(unfinished, std::filesystem::perms{0644});
    std::filesystem::create_hard_link(unfinished, other_name);
    EXPECT_THAT(refusal(options()), HasSubstr("is there already, and another user's"));
    std::filesystem::remove(other_name);
    made(options());
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms{0600});
}

TEST_F(StoreBackup, IsNotMadeOfADamagedStore) {
    { append_samples(*std::make_unique<SqliteEventStore>(of_store()), 40); }
    {
        sqlite::Connection other(path, {});
        other.execute("UPDATE events SET stream = 'x' WHERE position = 17");
        other.tidy_up_on_close(true);
    }
    EXPECT_THAT(refusal(options()), HasSubstr("damaged at position 17"));
    EXPECT_FALSE(std::filesystem::exists(file));
}

class BackupOfACrashedStore : public CrashedStore {
protected:
    [[nodiscard]] std::string refusal() const {
        try {
            Backup backup({.store = path, .file = root / "backup.db", .bytes_per_second = 0, .progress = {}});
            backup.copy();
            return backup.extent().head >= acknowledged ? "" : "LOST IN SILENCE";
        } catch (const StoreError& error) {
            return error.what();
        }
    }
};

// P11: what SQLite would leave out without a word is in no backup that is called good.
TEST_F(BackupOfACrashedStore, HasAllOrIsRefused) {
    start_over();
    EXPECT_EQ(refusal(), "");
    start_over();
    auto log = bytes_of(file("-wal"));
    log[used_size(log) / 2] = static_cast<char>(log[used_size(log) / 2] ^ 1);
    write_bytes(file("-wal"), log);
    EXPECT_THAT(refusal(), HasSubstr("is damaged at byte"));
    start_over();
    std::filesystem::remove(file("-wal"));
    EXPECT_THAT(refusal(), HasSubstr("had come to event 100"));
}

// P1 for backups: whatever of it has come to the disk, at a power cut at any of its writes and syncs, is not taken for
// a backup; and what has its name is on the disk.
TEST_F(StoreBackup, IsWholeOrNothingAfterAPowerCut) {
    { append_samples(*std::make_unique<SqliteEventStore>(of_store()), 300); }
    auto& disk = PowerCutVfs::registered();
    std::mt19937 random{11};
    const auto unfinished = file.string() + ".new";
    int cuts = 0;
    for (int nth = 1;; ++nth) {
        std::filesystem::remove(unfinished);
        bool was_there = false;
        disk.begin(unfinished, nth, [&] { was_there = std::filesystem::exists(file); });
        auto wanted = options();
        wanted.vfs = PowerCutVfs::name;
        wanted.sync_bytes = 4096;
        made(wanted);
        const bool cut = disk.is_cut();
        disk.put_back(random);
        if (!cut) break;
        ++cuts;
        EXPECT_FALSE(was_there) << "at call " << nth;
        std::string left;
        try {
            const auto checked = check_store(unfinished, {});
            if (checked.whole() && checked.sealed) left = fmt::format("a backup of {} events", checked.extent.head);
        } catch (const StoreError&) {
        }
        // All of it may have come to the disk although it was not synced.
        EXPECT_TRUE(left.empty() || left == "a backup of 300 events") << left << " at call " << nth;
        std::filesystem::remove(file);
    }
    EXPECT_GT(cuts, 20);
    // Everything of a file that has its name was synced: the disk has kept nothing else.
    const auto checked = check_store(unfinished, {});
    EXPECT_TRUE(checked.whole() && checked.sealed);
}

TEST_F(StoreBackup, IsNotedBesideItsStore) {
    EXPECT_EQ(sqlite::last_backup(path), std::nullopt);
    const sqlite::LastBackup note{.time = {1'700'000'000'000'000}, .position = 40, .outcome = 38, .file = "/b/x y.db"};
    sqlite::note_last_backup(path, note);
    EXPECT_EQ(sqlite::last_backup(path), note);
    const auto mask = ::umask(0077);
    sqlite::note_last_backup(path, note);
    ::umask(mask);
    EXPECT_EQ(std::filesystem::status(path.string() + ".backup").permissions(), std::filesystem::perms{0644});
    for (const auto* text :
         {"", "time 1\n", "time x\nposition 1\noutcome 1\nfile a\n", "time 1\nposition 1\noutcome 1\nfile"}) {
        write_bytes(path.string() + ".backup", text);
        EXPECT_EQ(sqlite::last_backup(path), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace hf::testing
