// P11: what was acknowledged and can't be read any more is reported before anything new is numbered. A store as
// `kill -9` leaves it is damaged in every way that a disk, or somebody at a keyboard, knows: it opens with all that was
// acknowledged, or says what is missing.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/log_scan.hpp"
#include "core/retention/outcome_retention.hpp"
#include "tests/contract/event_store_contract.hpp"
#include "tests/integration/checkpoint_watch.hpp"
#include "tests/integration/crashed_store.hpp"
#include "tests/unit/support/manual_clock.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

using StoreDamage = CrashedStore;

TEST_F(StoreDamage, TheCrashedStoreIsWhole) {
    start_over();
    EXPECT_EQ(told(), "");
    EXPECT_GT(used_size(bytes_of(root / "crashed" / "events.db-wal")), 40'000U);
}

TEST_F(StoreDamage, AFlippedByteInTheLogIsToldWithItsPlace) {
    start_over();
    auto log = bytes_of(file("-wal"));
    const auto at = used_size(log) / 2;
    log[at] = static_cast<char>(log[at] ^ 0x10);
    write_bytes(file("-wal"), log);
    EXPECT_THAT(told(), AllOf(HasSubstr("events.db-wal is damaged at byte"), HasSubstr("it had come to event 100"),
                              HasSubstr("--accept-loss")));
    // Without the head file as well, as after a power cut right behind the first commits.
    fs::remove(file(".head"));
    EXPECT_THAT(told(), HasSubstr("events.db-wal is damaged at byte"));
    RememberingLog words;
    EXPECT_EQ(told_after_accepting(words), "");
    EXPECT_THAT(words.lines(), Contains(HasSubstr("accepted: ")));
}

TEST_F(StoreDamage, ALogThatIsGoneIsToldWithBothPositions) {
    for (const auto* how : {"removed", "emptied", "without a header"}) {
        start_over();
        auto log = bytes_of(file("-wal"));
        if (how == std::string("removed")) fs::remove(file("-wal"));
        if (how == std::string("emptied")) write_bytes(file("-wal"), "");
        if (how == std::string("without a header")) write_bytes(file("-wal"), log.replace(0, 32, 32, '\0'));
        EXPECT_THAT(told(), AllOf(HasSubstr("60"), HasSubstr("100"), HasSubstr("--accept-loss"))) << how;
        RememberingLog words;
        EXPECT_EQ(told_after_accepting(words), "") << how;
        EXPECT_THAT(words.lines(), Contains(HasSubstr("are lost"))) << how;
        EXPECT_THAT(told(), Not(HasSubstr("--accept-loss"))) << how;
    }
}

TEST_F(StoreDamage, AStoreThatIsGoneIsNotBegunAnew) {
    start_over();
    fs::remove(path);
    fs::remove(file("-wal"));
    EXPECT_THAT(told(), AllOf(HasSubstr("is missing, and had come to event 100"), HasSubstr("--accept-loss")));
    EXPECT_FALSE(fs::exists(path));
}

TEST_F(StoreDamage, AnotherStoreInItsPlaceIsTold) {
    start_over();
    for (const auto* end : {"", "-wal"}) fs::remove(file(end));
    const auto head = bytes_of(file(".head"));
    fs::remove(file(".head"));
    { const SqliteEventStore another(options()); }
    write_bytes(file(".head"), head);
    EXPECT_THAT(told(), HasSubstr("another store stands in its place"));
    RememberingLog words;
    auto accepting = options();
    accepting.accept_loss = true;
    accepting.log = &words;
    EXPECT_EQ(SqliteEventStore(accepting).head(), 0U);
    EXPECT_THAT(words.lines(), Contains(HasSubstr("made anew")));
}

TEST_F(StoreDamage, AMissingHeadFileIsMissed) {
    start_over();
    fs::remove(file(".head"));
    RememberingLog log;
    auto settings = options();
    settings.log = &log;
    EXPECT_EQ(SqliteEventStore(settings).head(), acknowledged);
    EXPECT_THAT(log.lines(), Contains(HasSubstr("was missing and is made anew")));
    const auto lines = log.lines().size();
    EXPECT_EQ(SqliteEventStore(settings).head(), acknowledged);
    EXPECT_EQ(log.lines().size(), lines);
}

// Each file, in hundreds of places.
TEST_F(StoreDamage, AnyFlippedByteIsHarmlessOrTold) {
    std::mt19937 random(15);
    std::map<std::string, int> counts;
    for (const auto& [end, places] :
         std::vector<std::pair<const char*, int>>{{"", 200}, {"-wal", 200}, {".head", 60}}) {
        const auto bytes = bytes_of(root / "crashed" / ("events.db" + std::string(end)));
        const auto used = end == std::string("-wal") ? std::min(used_size(bytes) + 20'000, bytes.size()) : bytes.size();
        for (int i = 0; i < places; ++i) {
            start_over();
            auto flipped = bytes;
            const auto at = random() % used;
            flipped[at] = static_cast<char>(flipped[at] ^ static_cast<char>(1U << random() % 8));
            write_bytes(file(end), flipped);
            const auto words = told();
            EXPECT_THAT(words, Not(HasSubstr("IN SILENCE"))) << "events.db" << end << ", byte " << at;
            ++counts[std::string(end) + (words.empty() ? " harmless" : " reported")];
        }
    }
    EXPECT_GT(counts["-wal reported"], 100);
    EXPECT_EQ(counts[".head reported"], 0);
}

TEST_F(StoreDamage, AnyCutIsHarmlessOrTold) {
    std::mt19937 random(16);
    for (const auto* end : {"", "-wal", ".head"}) {
        const auto bytes = bytes_of(root / "crashed" / ("events.db" + std::string(end)));
        const auto used = end == std::string("-wal") ? used_size(bytes) : bytes.size();
        for (int i = 0; i < 50; ++i) {
            start_over();
            const auto size = i == 0 ? 0 : random() % used;
            write_bytes(file(end), bytes.substr(0, size));
            EXPECT_THAT(told(), Not(HasSubstr("IN SILENCE"))) << "events.db" << end << ", cut at " << size;
        }
    }
}

TEST_F(StoreDamage, AnyFileThatIsMissingOrOlderIsHarmlessOrTold) {
    for (const auto* end : {"", "-wal", ".head"}) {
        const auto name = "events.db" + std::string(end);
        start_over();
        fs::remove(file(end));
        EXPECT_THAT(told(), Not(HasSubstr("IN SILENCE"))) << name << " is missing";
        start_over();
        fs::remove(file(end));
        if (fs::exists(root / "older" / name)) fs::copy_file(root / "older" / name, file(end));
        EXPECT_THAT(told(), Not(HasSubstr("IN SILENCE"))) << name << " is older";
    }
    // An older copy of the whole, as a restored backup is, beside the head file of today.
    start_over("older");
    fs::copy_file(root / "crashed" / "events.db.head", file(".head"), fs::copy_options::overwrite_existing);
    EXPECT_THAT(told(), HasSubstr("ends at event 30, and had come to event 100: the events 31 to 100 are lost"));
}

// The first connection that opens a store makes the log's index anew, whatever it holds.
TEST_F(StoreDamage, AnyIndexOfTheLogIsHarmless) {
    std::mt19937 random(18);
    std::string garbage(32768, '\0');
    for (auto& byte : garbage) byte = static_cast<char>(random());
    std::string index;
    {
        start_over();
        sqlite::Connection other(path, {});
        ASSERT_EQ(other.integer("SELECT count(*) FROM events"), static_cast<std::int64_t>(acknowledged));
        index = bytes_of(file("-shm"));
    }
    auto flipped = index;
    for (std::size_t at = 0; at < flipped.size(); at += 100) flipped[at] = static_cast<char>(flipped[at] ^ 4);
    for (const auto& bytes : {std::string(), std::string("x"), garbage, garbage + garbage, index, flipped}) {
        start_over();
        write_bytes(file("-shm"), bytes);
        EXPECT_EQ(told(), "") << bytes.size();
    }
    start_over();
    fs::remove(file("-shm"));
    EXPECT_EQ(told(), "");
}

// The last transaction was under way when the power went: any of its sectors may be there or not. It was never
// acknowledged, so it is cut without a word, or it is there as a whole.
TEST_F(StoreDamage, ATornTailIsNoDamage) {
    const auto before = used_size(bytes_of(root / "crashed" / "events.db-wal"));
    const auto whole = bytes_of(root / "later" / "events.db-wal");
    const auto log = whole.substr(0, used_size(whole));
    ASSERT_GT(log.size(), before + 3 * 4096U);
    for (auto size = before; size < log.size(); size += 512) {
        for (const auto& behind : {std::string(), std::string(whole.size() - size, '\0')}) {
            start_over();
            write_bytes(file("-wal"), log.substr(0, size) + behind);
            EXPECT_EQ(told(), "") << "torn at " << size;
        }
    }
    std::mt19937 random(17);
    for (int i = 0; i < 60; ++i) {
        start_over();
        auto torn = log;
        for (auto sector = (before + 511) / 512 * 512; sector + 512 < log.size(); sector += 512)
            if (random() % 3 == 0) torn.replace(sector, 512, 512, '\0');
        write_bytes(file("-wal"), torn);
        EXPECT_EQ(told(), "") << "round " << i;
    }
}

TEST_F(StoreDamage, ALogThatIsWholeShowsNoDamage) {
    EXPECT_FALSE(sqlite::find_damage(root / "crashed" / "events.db"));
    EXPECT_FALSE(sqlite::find_damage(root / "later" / "events.db"));
    EXPECT_FALSE(sqlite::find_damage(root / "there is none"));
}

// A log that has begun again has older frames behind its end, which fit each other.
TEST_F(StoreDamage, OlderFramesBehindTheEndAreNoDamage) {
    fs::remove_all(path.parent_path());
    SqliteEventStore store(options());
    append_samples(store, 400);
    for (int i = 0; i < 20; ++i) append_samples(store, 3);
    sqlite::Connection other(path, {});
    ASSERT_TRUE(other.checkpoint(SQLITE_CHECKPOINT_RESTART).done);
    for (int i = 0; i < 5; ++i) append_samples(store, 1);
    EXPECT_GT(fs::file_size(file("-wal")), 100'000U);
    EXPECT_FALSE(sqlite::find_damage(path));
}

// All of the log is in the database when its header is written anew, which a dying disk may leave torn.
TEST_F(StoreDamage, ATornHeaderOfALogThatBeganAgainIsNoDamage) {
    const auto before = bytes_of(root / "crashed" / "events.db");
    move_log_of(root / "crashed", SQLITE_CHECKPOINT_FULL);
    copy_files(root / "crashed", path.parent_path());
    auto log = bytes_of(file("-wal"));
    ASSERT_GT(used_size(log), 40'000U);
    write_bytes(file("-wal"), log.replace(12, 20, 20, '\x77'));
    EXPECT_EQ(told(), "");
    // Unless something of it is missing there.
    write_bytes(path, before);
    write_bytes(file("-wal"), log);
    EXPECT_THAT(told(), HasSubstr("events.db-wal is damaged at byte 32"));
}

// SQLite before 3.51.3 loses commits where a log begins again while a checkpoint that found everything moved is under
// way. So none is begun on such a log beside commits.
class CheckpointsBesideCommits : public StoreDamage, public ::testing::WithParamInterface<bool> {};

TEST_P(CheckpointsBesideCommits, NeverBeginOnALogThatMayBeginAgain) {
    fs::remove_all(path.parent_path());
    auto& watch = CheckpointWatch::registered();
    watch.begin(GetParam());
    auto checkpointing = options();
    checkpointing.log_bytes = 1;
    checkpointing.vfs = CheckpointWatch::name;
    {
        SqliteEventStore store(checkpointing);
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        for (int i = 0; i < 400 || watch.beside_commits() < 50; ++i) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
            append_samples(store, static_cast<std::size_t>(1 + i % 3));
            watch.committed();
        }
        expect_samples(store, store.head());
    }
    EXPECT_GE(watch.beside_commits(), 50U);
    EXPECT_EQ(watch.begun_on_a_moved_log(), 0U);
    EXPECT_EQ(watch.begun_again(), 0U);
    const SqliteEventStore again(options());
    expect_samples(again, again.head());
}

INSTANTIATE_TEST_SUITE_P(Sqlite, CheckpointsBesideCommits, ::testing::Bool(),
                         [](const auto& instance) { return instance.param ? "AndWaitForThem" : "AtTheirOwnPace"; });

// What clients ask does not fill the disk, however much they ask.
TEST_F(StoreDamage, OutcomesTakeABoundedRoom) {
    fs::remove_all(path.parent_path());
    auto settings = options();
    settings.log_bytes = 1U << 20;
    SqliteEventStore store(settings);
    const ManualClock clock;
    OutcomeRetention retention(store, clock, 5000, 1000h);
    const auto store_more = [&](int thousands) {
        for (int i = 0; i < thousands; ++i) {
            store.append({}, sample_outcomes(store.last_outcome() + 1, 1000));
            if (i % 2 == 0) retention.step();
        }
        EXPECT_LE(fs::file_size(file("-wal")), 4 * settings.log_bytes);
        return fs::file_size(path);
    };
    const auto first = store_more(30);
    EXPECT_LT(store_more(120), first + first / 2);
    EXPECT_LT(sqlite::Connection(path, {}).integer("SELECT count(*) FROM outcomes"), 8000);
}

}  // namespace
}  // namespace hf::testing
