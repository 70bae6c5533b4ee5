#include "adapters/sqlite/sqlite_event_store.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <random>

#include "adapters/sqlite/connection.hpp"
#include "tests/contract/event_store_contract.hpp"
#include "tests/integration/failing_vfs.hpp"
#include "tests/integration/sync_watch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSubstring;
using namespace std::chrono_literals;

struct SqliteHarness {
    TemporaryDirectory directory;
    std::unique_ptr<StoreClaim> claim() { return SqliteEventStore::claim({.path = directory / "events.db"}); }
};

// The same store, with a checkpoint after nearly every commit.
struct CheckpointingHarness {
    TemporaryDirectory directory;
    std::unique_ptr<StoreClaim> claim() {
        return SqliteEventStore::claim({.path = directory / "events.db", .log_bytes = 1});
    }
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, EventStoreContract, SqliteHarness);
INSTANTIATE_TYPED_TEST_SUITE_P(SqliteCheckpointing, EventStoreContract, CheckpointingHarness);

namespace {

class SqliteEventStoreTest : public ::testing::Test {
protected:
    static constexpr std::uint64_t log_bytes = 1U << 20;
    [[nodiscard]] SqliteEventStore::Options options() const { return {.path = path, .log_bytes = log_bytes}; }
    [[nodiscard]] SqliteEventStore::Options failing() const {
        return {.path = path, .log_bytes = log_bytes, .vfs = FailingVfs::name};
    }
    [[nodiscard]] std::uintmax_t log_size() const { return std::filesystem::file_size(path.string() + "-wal"); }
    void make(std::size_t events) const {
        SqliteEventStore store(options());
        append_samples(store, events);
    }
    void raw(const char* sql) const {
        sqlite::Connection connection(path, {});
        connection.execute(sql);
        connection.tidy_up_on_close(true);
    }
    void remove_all() const {
        for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
            std::filesystem::remove(entry.path());
    }
    [[nodiscard]] std::int64_t count(const char* sql) const { return sqlite::Connection(path, {}).integer(sql); }

    // What a start says, which opens the store and reads the outcomes, or nothing when it works.
    [[nodiscard]] std::string refusal() const {
        try {
            const SqliteEventStore store(options());
            static_cast<void>(store.read_outcomes(0, unlimited));
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory / "events.db";
};

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
}

TEST_F(SqliteEventStoreTest, IsForItsUserOnly) {
    path = directory / "var" / "lib" / "events.db";
    const auto mask = ::umask(0);
    const SqliteEventStore store(options());
    ::umask(mask);
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(mode_of(path.string() + "-wal"), 0600U);
    EXPECT_EQ(mode_of(path.string() + ".lock"), 0600U);
    EXPECT_EQ(mode_of(path.parent_path()), 0700U);
    EXPECT_EQ(mode_of(path.parent_path().parent_path()), 0700U);
}

TEST_F(SqliteEventStoreTest, IsOneFileWhenItWasClosed) {
    make(10);
    EXPECT_TRUE(std::filesystem::exists(path));
    EXPECT_FALSE(std::filesystem::exists(path.string() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".new"));
}

TEST_F(SqliteEventStoreTest, HasOneOwner) {
    const auto link = directory / "link";
    std::filesystem::create_directory_symlink(directory.path(), link);
    {
        const SqliteEventStore store(options());
        const auto holder = fmt::format("in use by process {}", ::getpid());
        EXPECT_PRED_FORMAT2(IsSubstring, holder, refusal());
        path = link / "events.db";
        EXPECT_PRED_FORMAT2(IsSubstring, holder, refusal());
    }
    EXPECT_EQ(refusal(), "");
}

TEST_F(SqliteEventStoreTest, RefusesAFileThatIsNoDatabase) {
    std::ofstream(path) << std::string(5000, 'x');
    EXPECT_PRED_FORMAT2(IsSubstring, "file is not a database", refusal());
}

TEST_F(SqliteEventStoreTest, RefusesAnEmptyFile) {
    std::ofstream(path).close();
    EXPECT_PRED_FORMAT2(IsSubstring, "not a store of hostfactory", refusal());
    EXPECT_EQ(std::filesystem::file_size(path), 0U);
}

TEST_F(SqliteEventStoreTest, RefusesTheDatabaseOfAnotherProgram) {
    std::ofstream(path).close();
    raw("CREATE TABLE recipes (name TEXT)");
    EXPECT_PRED_FORMAT2(IsSubstring, "not a store of hostfactory", refusal());
}

TEST_F(SqliteEventStoreTest, RefusesANewerFormat) {
    make(3);
    raw("PRAGMA user_version = 3");
    EXPECT_PRED_FORMAT2(IsSubstring, "has format 3, and this hostfactory knows formats up to 2", refusal());
}

TEST_F(SqliteEventStoreTest, RefusesToBeginAnewBesideTheLogOfALostStore) {
    std::ofstream(path.string() + "-wal") << "events";
    EXPECT_PRED_FORMAT2(IsSubstring, "write-ahead log", refusal());
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(SqliteEventStoreTest, MakesANewStoreWhereMakingOneWasCutOff) {
    std::ofstream(path.string() + ".new") << "half of a store";
    make(3);
    EXPECT_EQ(refusal(), "");
}

TEST_F(SqliteEventStoreTest, NamesThePositionOfADamagedRow) {
    for (const char* damage :
         {"category = 3 - category", "category = 4", "category_position = category_position + 1",
          "stream = stream || 'x'", "stream_version = stream_version + 1", "type = 'Other'", "schema = schema + 1",
          "time = time + 1", "command_id = 'x'", "correlation_id = 'x'", "traceparent = traceparent || 'x'",
          "traceparent = NULL", "traceparent = ''", "data = CAST(X'FF' || substr(data, 2) AS BLOB)", "data = X''",
          "checksum = checksum + 1"}) {
        remove_all();
        make(9);
        raw(fmt::format("UPDATE events SET {} WHERE position = 7", damage).c_str());
        EXPECT_PRED_FORMAT2(IsSubstring, "damaged at position 7", refusal()) << damage;
    }
}

// The seventh sample has both names, and the eighth none, as all rows from before a site had principals.
TEST_F(SqliteEventStoreTest, NamesThePositionOfARowThatTellsAnotherPrincipal) {
    for (const char* damage :
         {"principal = NULL", "principal = principal || 'x'", "principal = NULL, on_behalf_of = NULL",
          "on_behalf_of = NULL", "on_behalf_of = ''", "principal = on_behalf_of, on_behalf_of = principal"}) {
        remove_all();
        make(9);
        raw(fmt::format("UPDATE events SET {} WHERE position = 7", damage).c_str());
        EXPECT_PRED_FORMAT2(IsSubstring, "damaged at position 7", refusal()) << damage;
    }
    for (const char* damage : {"principal = 'x'", "principal = ''", "on_behalf_of = 'x'", "on_behalf_of = ''"}) {
        remove_all();
        make(9);
        raw(fmt::format("UPDATE events SET {} WHERE position = 8", damage).c_str());
        EXPECT_PRED_FORMAT2(IsSubstring, "damaged at position 8", refusal()) << damage;
    }
}

TEST_F(SqliteEventStoreTest, NamesThePositionOfAMissingRow) {
    for (const auto position : {1, 5, 8}) {
        remove_all();
        make(9);
        raw(fmt::format("DELETE FROM events WHERE position = {}", position).c_str());
        EXPECT_PRED_FORMAT2(IsSubstring, fmt::format("damaged at position {}: it is missing", position), refusal());
    }
}

TEST_F(SqliteEventStoreTest, NamesADamagedOrMissingOutcome) {
    for (const char* damage :
         {"UPDATE outcomes SET accepted = 1 - accepted WHERE number = 4",
          "UPDATE outcomes SET payload = X'00' WHERE number = 4",
          "UPDATE outcomes SET command_id = 'x' WHERE number = 4", "DELETE FROM outcomes WHERE number = 4"}) {
        remove_all();
        make(9);
        raw(damage);
        EXPECT_PRED_FORMAT2(IsSubstring, "damaged at command outcome 4", refusal()) << damage;
    }
}

// Overwrites the file page by page, below SQLite: the store opens as it was or not at all.
TEST_F(SqliteEventStoreTest, NoticesAnOverwrittenPage) {
    make(200);
    const auto whole = directory / "whole";
    std::filesystem::copy_file(path, whole);
    const auto pages = std::filesystem::file_size(path) / 4096;
    ASSERT_GT(pages, 8U);
    for (std::size_t page = 0; page < pages; ++page) {
        std::filesystem::copy_file(whole, path, std::filesystem::copy_options::overwrite_existing);
        {
            std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(static_cast<std::streamoff>(page * 4096 + 2048));
            file << std::string(1024, '\x5a');
        }
        if (!refusal().empty()) continue;
        expect_samples(SqliteEventStore(options()), 200);
    }
}

TEST_F(SqliteEventStoreTest, NoticesDamageThatHappensWhileItIsOpen) {
    SqliteEventStore store(options());
    append_samples(store, 9);
    raw("UPDATE events SET time = 0 WHERE position = 7");
    raw("DELETE FROM outcomes WHERE number = 2");
    EXPECT_EQ(store.read(0, 6, unlimited), sample_events(1, 6));
    try {
        static_cast<void>(store.read(0, 9, unlimited));
        FAIL();
    } catch (const StoreError& error) {
        EXPECT_PRED_FORMAT2(IsSubstring, "damaged at position 7", error.what());
    }
    const OutcomeNumber missing = 2;
    EXPECT_THROW(static_cast<void>(store.outcomes({&missing, 1})), StoreError);
    EXPECT_EQ(store.read(0, 6, unlimited), sample_events(1, 6));
}

// An event that the next opening would refuse is refused when it is appended.
TEST_F(SqliteEventStoreTest, RefusesNumbersThatDoNotContinueACategoryOrAStream) {
    SqliteEventStore store(options());
    append_samples(store, 30);
    const auto refused = [&](auto change) {
        auto events = sample_events(31, 3);
        change(events[2]);
        EXPECT_THROW(store.append(events, {}), StoreError);
        EXPECT_EQ(store.head(), 30U);
    };
    refused([](auto& event) { ++event.category_position; });
    refused([](auto& event) { --event.category_position; });
    refused([](auto& event) { ++event.stream_version; });
    refused([](auto& event) { event.stream_version = 0; });
    refused([](auto& event) { event.stream = "new"; });
    refused([](auto& event) { event.category = static_cast<Category>(9); });
    append_samples(store, 3);
    expect_samples(store, 33);
}

TEST_F(SqliteEventStoreTest, DeletesTheRowsOfPrunedOutcomes) {
    constexpr std::size_t total = 45'000;  // more than one transaction deletes
    {
        SqliteEventStore store(options());
        for (OutcomeNumber first = 1; first <= total; first += 1000) store.append({}, sample_outcomes(first, 1000));
        store.prune_outcomes(total - 15);
    }
    EXPECT_EQ(count("SELECT count(*) FROM outcomes"), 15);
    {
        SqliteEventStore store(options());
        store.prune_outcomes(std::numeric_limits<OutcomeNumber>::max());
    }
    EXPECT_EQ(count("SELECT number FROM outcomes"), std::int64_t{total});
    EXPECT_EQ(refusal(), "");
}

TEST_F(SqliteEventStoreTest, ItsLogHasItsSizeFromTheFirstCommitOn) {
    for (int round = 0; round < 2; ++round) {
        SqliteEventStore store(options());
        EXPECT_EQ(log_size(), log_bytes);
        for (int i = 0; i < 50; ++i) append_samples(store, 1);
        EXPECT_EQ(log_size(), log_bytes);
        for (std::size_t i = 0; i < 600; ++i) {
            append_samples(store, 1 + i % 5);
            ASSERT_GE(log_size(), log_bytes) << "after " << store.head() << " events";
        }
        EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, store.head()));
    }
}

// As a crash before the first commit leaves it, at any time while it is written.
TEST_F(SqliteEventStoreTest, ALogOfZeroesIsAnEmptyLog) {
    make(10);
    for (const std::size_t size : {1UL, 32UL, 33UL, 5000UL, log_bytes}) {
        std::ofstream(path.string() + "-wal", std::ios::binary) << std::string(size, '\0');
        EXPECT_EQ(count("SELECT count(*) FROM events"), 10) << "as sqlite3 reads it, with a log of " << size;
        expect_samples(SqliteEventStore(options()), 10);
    }
}

// Nothing is zeroed that a program beside the daemon has left in the log, or still reads.
TEST_F(SqliteEventStoreTest, KeepsWhatIsInTheLogWhenItStarts) {
    make(10);
    sqlite::Connection other(path, {});
    other.execute("INSERT INTO meta VALUES ('by another program', 5)");
    sqlite::Statement reading(other, "SELECT position FROM events");
    ASSERT_TRUE(reading.step());
    SqliteEventStore store(options());
    EXPECT_EQ(log_size(), log_bytes);
    EXPECT_EQ(count("SELECT value FROM meta WHERE key = 'by another program'"), 5);
    append_samples(store, 3);
    reading.reset();
    EXPECT_EQ(count("SELECT value FROM meta WHERE key = 'by another program'"), 5);
    expect_samples(store, 13);
}

// The log grows with the commits then, as far as there is room.
TEST_F(SqliteEventStoreTest, WorksAndWarnsWhereItsLogHasNoRoom) {
    make(10);
    auto& disk = FailingVfs::registered();
    RememberingLog words;
    auto settings = failing();
    settings.log = &words;
    disk.fail({.call = FailingVfs::Call::write});
    SqliteEventStore store(settings);
    EXPECT_TRUE(disk.has_failed());
    disk.heal();
    EXPECT_THAT(words.lines(), ElementsAre(HasSubstr("the write-ahead log does not get its 1048576 bytes")));
    EXPECT_EQ(log_size(), 0U);
    append_samples(store, 5);
    EXPECT_GT(log_size(), 4096U);
    expect_samples(store, 15);
}

TEST_F(SqliteEventStoreTest, IsRefusedWhereTheDiskCannotSyncItsLog) {
    make(10);
    auto& disk = FailingVfs::registered();
    disk.fail({.call = FailingVfs::Call::sync});
    EXPECT_THROW(const SqliteEventStore store(failing()), StoreError);
    EXPECT_TRUE(disk.has_failed());
    disk.heal();
    expect_samples(SqliteEventStore(options()), 10);
}

// What was moved beside commits is on the disk before commits are held up to move the rest, so these wait for the
// sync of a few pages only.
TEST_F(SqliteEventStoreTest, HoldsCommitsUpForAFewPagesOnly) {
    auto& watch = SyncWatch::registered();
    watch.begin();
    auto settings = options();
    settings.log_bytes = 8U << 20;
    settings.vfs = SyncWatch::name;
    SqliteEventStore store(settings);
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (watch.syncs_of_the_database() < 40) {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        store.append(sample_events(store.head() + 1, 10, 3000), {});
    }
    // A pass moves up to a MiB, and what was committed meanwhile.
    EXPECT_LT(watch.most_unsynced(), 4U << 20);
}

// However busy the committer is, and whatever readers do.
TEST_F(SqliteEventStoreTest, KeepsItsLogShort) {
    auto small_log = options();
    small_log.log_bytes = 64UL * 1024;
    SqliteEventStore store(small_log);
    std::atomic<bool> done = false;
    std::thread reader([&] {
        while (!done) static_cast<void>(store.read(store.head() / 2, 100, unlimited));
    });
    std::uintmax_t longest = 0;
    for (int i = 0; i < 3000; ++i) {
        append_samples(store, 2);
        longest = std::max(longest, log_size());
    }
    done = true;
    reader.join();
    EXPECT_LT(longest, 8U << 20);  // the commits wrote some 24 MiB in all
}

// While a reader such as sqlite3's .backup reads, the log cannot start over.
TEST_F(SqliteEventStoreTest, CutsTheLogThatALongReaderMadeLong) {
    auto small_log = options();
    small_log.log_bytes = 64UL * 1024;
    SqliteEventStore store(small_log);
    append_samples(store, 1);
    {
        sqlite::Connection backup(path, {});
        sqlite::Statement rows(backup, "SELECT * FROM events");
        ASSERT_TRUE(rows.step());
        while (log_size() < 10 * small_log.log_bytes) append_samples(store, 50);
    }
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (log_size() > 4 * small_log.log_bytes && std::chrono::steady_clock::now() < deadline)
        append_samples(store, 1);
    EXPECT_LE(log_size(), 4 * small_log.log_bytes);
    EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, store.head()));
}

TEST_F(SqliteEventStoreTest, TellsHowLongAReaderHasStoodInTheWayOfItsLog) {
    auto small_log = options();
    small_log.log_bytes = 64UL * 1024;
    SqliteEventStore store(small_log);
    append_samples(store, 1);
    const auto comes = [&](auto holds) {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (!holds(store.log_use()) && std::chrono::steady_clock::now() < deadline) append_samples(store, 1);
        return holds(store.log_use());
    };
    EXPECT_EQ(store.log_use().reader_stands, 0s);
    {
        sqlite::Connection backup(path, {});
        sqlite::Statement rows(backup, "SELECT * FROM events");
        ASSERT_TRUE(rows.step());
        EXPECT_TRUE(comes([](const LogUse& use) { return use.reader_stands >= 2s; }));
        EXPECT_GT(store.log_use().bytes, small_log.log_bytes);
    }
    EXPECT_TRUE(comes([](const LogUse& use) { return use.reader_stands == 0s; }));
    EXPECT_TRUE(comes([&](const LogUse& use) { return use.bytes <= small_log.log_bytes; }));
}

// Each read, write, sync and truncation of an append fails once, or from then on for good, and the disk is full once or
// for good. In each case acknowledged events are there, the failed batch is there completely or not at all, and nothing
// is appended after it.
class DyingDisk : public SqliteEventStoreTest,
                  public ::testing::WithParamInterface<std::tuple<FailingVfs::Call, bool>> {
protected:
    [[nodiscard]] FailingVfs::Fault fault(int nth) const {
        return {.call = std::get<0>(GetParam()), .nth = nth, .for_good = std::get<1>(GetParam())};
    }
    void TearDown() override { disk.heal(); }
    void start_over() {
        disk.heal();
        remove_all();
    }
    FailingVfs& disk = FailingVfs::registered();
};

TEST_P(DyingDisk, DuringAnAppend) {
    int failures = 0;
    for (int nth = 1;; ++nth) {
        start_over();
        bool acknowledged = false;
        {
            SqliteEventStore store(failing());
            append_samples(store, 5);
            disk.fail(fault(nth));
            try {
                append_samples(store, 40);
                acknowledged = true;
                EXPECT_FALSE(disk.has_failed());
            } catch (const StoreError&) {
                EXPECT_TRUE(disk.has_failed());
                disk.heal();
                EXPECT_EQ(store.head(), 5U);
                EXPECT_THROW(append_samples(store, 1), StoreError);
                EXPECT_THROW(store.append({}, {}), StoreError);
                expect_samples(store, 5);
                if (fault(nth).for_good) disk.fail(fault(1));  // also while it is closed
            }
            if (acknowledged) disk.heal();
        }
        disk.heal();
        SqliteEventStore store(options());
        if (acknowledged) {
            expect_samples(store, 45);
            break;
        }
        ++failures;
        expect_samples(store, store.head() == 5 ? 5 : 45);
        append_samples(store, 2);
        expect_samples(store, store.head());
    }
    switch (std::get<0>(GetParam())) {
        case FailingVfs::Call::write:
        case FailingVfs::Call::room: EXPECT_GE(failures, 4); break;
        case FailingVfs::Call::read: EXPECT_EQ(failures, 0) << "what an append changes is in memory"; break;
        case FailingVfs::Call::sync: EXPECT_GE(failures, 1); break;
        case FailingVfs::Call::truncate: break;  // an append truncates nothing
    }
}

TEST_P(DyingDisk, DuringCheckpoints) {
    for (int nth = 1; nth <= 40; ++nth) {
        start_over();
        std::size_t acknowledged = 0;
        {
            auto checkpointing = failing();
            checkpointing.log_bytes = 1;
            SqliteEventStore store(checkpointing);
            disk.fail(fault(nth));
            try {
                for (int i = 0; i < 6; ++i) {
                    append_samples(store, 4);
                    acknowledged += 4;
                }
            } catch (const StoreError&) {
            }
        }
        disk.heal();
        SqliteEventStore store(options());
        ASSERT_GE(store.head(), acknowledged);
        ASSERT_EQ(store.head() % 4, 0U);
        expect_samples(store, store.head());
    }
}

TEST_P(DyingDisk, WhileAStoreIsMade) {
    for (int nth = 1;; ++nth) {
        start_over();
        disk.fail(fault(nth));
        try {
            const SqliteEventStore store(failing());
        } catch (const StoreError&) {
        }
        const bool failed = disk.has_failed();
        disk.heal();
        SqliteEventStore store(options());
        append_samples(store, 2);
        expect_samples(store, 2);
        if (!failed) break;
    }
}

std::string name_of_fault(const ::testing::TestParamInfo<std::tuple<FailingVfs::Call, bool>>& instance) {
    const auto [call, for_good] = instance.param;
    return std::string(name_of(call)) + (for_good ? "ForGood" : "Once");
}

INSTANTIATE_TEST_SUITE_P(Sqlite, DyingDisk,
                         ::testing::Combine(::testing::Values(FailingVfs::Call::read, FailingVfs::Call::write,
                                                              FailingVfs::Call::room, FailingVfs::Call::sync,
                                                              FailingVfs::Call::truncate),
                                            ::testing::Bool()),
                         name_of_fault);

// The daemon ends and is started again, until there is room: nothing stands between what was acknowledged before and
// after. Each failed commit has left another part of itself in the log.
TEST_F(SqliteEventStoreTest, GoesOnOnceThereIsRoomAgain) {
    auto& disk = FailingVfs::registered();
    make(10);
    for (int nth = 1; nth <= 6; ++nth) {
        SqliteEventStore store(failing());
        EXPECT_EQ(store.head(), 10U);
        disk.fail({.call = FailingVfs::Call::room, .nth = nth, .for_good = true});
        try {
            append_samples(store, 40);
            ADD_FAILURE() << "there was room for write " << nth;
        } catch (const StoreError& error) {
            EXPECT_PRED_FORMAT2(IsSubstring, "database or disk is full", error.what());
        }
        disk.heal();
        EXPECT_THROW(append_samples(store, 1), StoreError);
    }
    {
        SqliteEventStore store(failing());
        append_samples(store, 3);
    }
    expect_samples(SqliteEventStore(options()), 13);
}

// If appending continued, the log would be reused after a sync of the database that only seemed to
// work the second time.
TEST_F(SqliteEventStoreTest, TakesNoMoreEventsWhenACheckpointFailed) {
    auto& disk = FailingVfs::registered();
    auto checkpointing = failing();
    checkpointing.log_bytes = 1;
    std::size_t acknowledged = 0;
    std::string why;
    {
        SqliteEventStore store(checkpointing);
        disk.fail({.call = FailingVfs::Call::sync, .only_database = true});
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (why.empty() && std::chrono::steady_clock::now() < deadline) {
            try {
                append_samples(store, 1);
                ++acknowledged;
            } catch (const StoreError& error) {
                why = error.what();
            }
        }
        EXPECT_THROW(append_samples(store, 1), StoreError);
    }
    disk.heal();
    EXPECT_PRED_FORMAT2(IsSubstring, "since it failed", why);
    EXPECT_PRED_FORMAT2(IsSubstring, "checkpoint: disk I/O error", why);
    expect_samples(SqliteEventStore(options()), acknowledged);
}

// A process appends as fast as it can, reports each position when append() has returned, and is
// killed at any instruction, even while it opens the store or makes a checkpoint. In every second round it is killed
// only after some appends: a busy machine may give the others no time for one.
TEST_F(SqliteEventStoreTest, LosesNothingAcknowledgedWhenItIsKilled) {
    std::mt19937 random(20);
    Position verified = 0;
    Position awaited_in_all = 0;
    for (int round = 0; round < 20; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const auto child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(ends[0]);
            try {
                auto settings = options();
                settings.log_bytes = 128UL * 1024;
                SqliteEventStore store(settings);
                while (true) {
                    append_samples(store, 1 + store.head() % 7);
                    const auto head = store.head();
                    if (::write(ends[1], &head, sizeof head) != sizeof head) ::_exit(2);
                }
            } catch (...) {
                ::_exit(3);
            }
        }
        ::close(ends[1]);
        Position acknowledged = 0;
        const std::size_t awaited = round % 2 == 0 ? 0 : 1 + random() % 20;
        for (std::size_t i = 0; i < awaited; ++i)
            ASSERT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged), static_cast<ssize_t>(sizeof acknowledged));
        awaited_in_all += awaited;
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "exited with " << WEXITSTATUS(status);
        for (Position head = 0; ::read(ends[0], &head, sizeof head) == sizeof head;) acknowledged = head;
        ::close(ends[0]);

        const SqliteEventStore store(options());
        ASSERT_GE(store.head(), std::max(acknowledged, verified));
        const auto count = store.head() - verified;
        ASSERT_EQ(store.read(verified, unlimited, unlimited), sample_events(verified + 1, count));
        ASSERT_EQ(store.read_outcomes(verified, unlimited), sample_outcomes(verified + 1, count));
        verified = store.head();
    }
    EXPECT_GE(verified, awaited_in_all);
}

}  // namespace
}  // namespace hf::testing
