// check_store finds whatever is damaged, says where, and goes on.
#include <gmock/gmock.h>

#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/store_check.hpp"
#include "tests/integration/crashed_store.hpp"
#include "tests/support/places.hpp"

namespace hf::testing {
namespace {

using sqlite::check_store;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> damages_of(const std::filesystem::path& file) {
    std::vector<std::string> found;
    for (const auto& damage : check_store(file, {}).damages) found.push_back(in_words(damage));
    return found;
}

// Nothing where the file is called whole.
std::string complaint_about(const std::filesystem::path& file) {
    try {
        const auto found = damages_of(file);
        return found.empty() ? "" : found.front();
    } catch (const StoreError& error) {
        return error.what();
    }
}

class StoreCheck : public ::testing::Test {
protected:
    void fill(std::size_t count) {
        SqliteEventStore store({.path = path, .log_bytes = 1U << 16});
        append_samples(store, count);
    }
    void back_up() const {
        sqlite::Backup backup({.store = path, .file = file, .bytes_per_second = 0, .progress = {}});
        backup.copy();
        backup.publish();
    }
    static void change(const std::filesystem::path& store, const char* sql) {
        sqlite::Connection other(store, {});
        sqlite3_db_config(other.handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
        other.execute(sql);
        other.tidy_up_on_close(true);
    }

    TemporaryDirectory directory{directory_in_memory()};
    std::filesystem::path path = directory / "events.db";
    std::filesystem::path file = directory / "backup.db";
};

TEST_F(StoreCheck, FindsEachFlippedByteOfABackup) {
    fill(12);
    back_up();
    const auto whole = bytes_of(file);
    ASSERT_EQ(complaint_about(file), "");
    ASSERT_LT(whole.size(), 64U << 10);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
        write_bytes(file, damaged);
        ASSERT_NE(complaint_about(file), "") << "byte " << at;
    }
    for (std::size_t size = 0; size < whole.size(); size += 512) {
        write_bytes(file, whole.substr(0, size));
        ASSERT_NE(complaint_about(file), "") << "cut to " << size;
    }
}

TEST_F(StoreCheck, SaysWhereAndGoesOn) {
    fill(60);
    change(path, "UPDATE events SET type = 'x' WHERE position = 7");
    change(path, "DELETE FROM events WHERE position BETWEEN 20 AND 22");
    change(path, "UPDATE outcomes SET accepted = 1 - accepted WHERE number = 9");
    change(path, "DELETE FROM outcomes WHERE number = 30");
    EXPECT_THAT(damages_of(path),
                ElementsAre("event 7: its checksum does not match", "events 20 to 22: it is missing",
                            "command outcome 9: its checksum does not match", "command outcome 30: it is missing"));
    const auto checked = check_store(path, {});
    EXPECT_EQ(checked.events, 56U);
    EXPECT_EQ(checked.outcomes, 58U);
}

TEST_F(StoreCheck, EndsWhateverNumberARowHas) {
    fill(60);
    change(path, "UPDATE events SET position = 4611686018427387904 WHERE position = 60");
    change(path, "UPDATE outcomes SET number = 4611686018427387904 WHERE number = 60");
    EXPECT_THAT(damages_of(path), ElementsAre("events 60 to 4611686018427387903: it is missing",
                                              "event 4611686018427387904: its checksum does not match",
                                              "command outcomes 60 to 4611686018427387903: it is missing",
                                              "command outcome 4611686018427387904: its checksum does not match"));
    change(path, "UPDATE events SET position = 9223372036854775807 WHERE position > 60");
    EXPECT_THAT(damages_of(path), Contains(HasSubstr("a number that none can have")));
}

TEST_F(StoreCheck, LooksAtContentsWhereItIsAsked) {
    fill(10);
    const auto checked =
        check_store(path, {.look_at = [](const RecordedEvent& event) -> std::optional<std::string> {
                               return event.position == 4 ? std::optional<std::string>("it is odd") : std::nullopt;
                           },
                           .progress = {}});
    ASSERT_EQ(checked.damages.size(), 1U);
    EXPECT_EQ(in_words(checked.damages.front()), "event 4: it is odd");
}

// A page of the tables in the middle of the file can't be read; what other pages have is looked at.
TEST_F(StoreCheck, GoesOnBehindAPageThatCantBeRead) {
    fill(3000);
    auto bytes = bytes_of(path);
    bytes.replace(bytes.size() / 8192 * 4096, 4096, 4096, '\x55');
    write_bytes(path, bytes);
    const auto checked = check_store(path, {});
    EXPECT_FALSE(checked.whole());
    EXPECT_LT(checked.events + checked.outcomes, 6000U);
    EXPECT_GT(checked.events + checked.outcomes, 5500U);
}

TEST_F(StoreCheck, OfARunningStoreIsOfWhatItHadAtTheBegin) {
    SqliteEventStore store({.path = path, .log_bytes = 1U << 16});
    append_samples(store, 2500);
    const auto checked = check_store(path, {.look_at = {}, .progress = [&](auto, auto) {
                                                append_samples(store, 10);
                                                store.prune(store.head() - 200);
                                                store.prune_outcomes(store.last_outcome() - 200);
                                            }});
    EXPECT_THAT(checked.damages, IsEmpty());
    EXPECT_EQ(checked.extent.head, 2500U);
}

TEST_F(StoreCheck, RefusesWhatIsNoStoreOfThisVersion) {
    EXPECT_THAT(complaint_about(directory / "none.db"), HasSubstr("No such file"));
    write_bytes(file, "Dear Sir");
    EXPECT_NE(complaint_about(file), "");
    write_bytes(file, "");
    EXPECT_THAT(complaint_about(file), HasSubstr("is not a store of hostfactory"));
    fill(3);
    change(path, "PRAGMA user_version = 99");
    EXPECT_THAT(complaint_about(path), HasSubstr("knows formats up to"));
    change(path, "PRAGMA application_id = 7");
    EXPECT_THAT(complaint_about(path), HasSubstr("is not a store of hostfactory"));
}

TEST_F(StoreCheck, ReadsAStoreOfAnOlderFormatAndLeavesItThere) {
    std::filesystem::copy_file(source("tests/stores/0.1.0/hostfactory.db"), path);
    const auto before = bytes_of(path);
    EXPECT_THAT(damages_of(path), IsEmpty());
    EXPECT_EQ(bytes_of(path), before);
    back_up();
    EXPECT_THAT(damages_of(file), IsEmpty());
}

// A backup that somebody copies to the store's place by hand is not taken for a damaged backup later.
TEST_F(StoreCheck, KnowsABackupThatBecameAStore) {
    fill(30);
    back_up();
    { append_samples(*std::make_unique<SqliteEventStore>(SqliteEventStore::Options{.path = file}), 5); }
    EXPECT_THAT(damages_of(file), IsEmpty());
}

class CheckOfACrashedStore : public CrashedStore {};

TEST_F(CheckOfACrashedStore, FindsADamagedLogAndAMissingOne) {
    start_over();
    EXPECT_THAT(damages_of(path), IsEmpty());
    start_over();
    auto log = bytes_of(file("-wal"));
    log[used_size(log) / 2] = static_cast<char>(log[used_size(log) / 2] ^ 1);
    write_bytes(file("-wal"), log);
    EXPECT_THAT(damages_of(path), Contains(HasSubstr("the write-ahead log, byte")));
    start_over();
    std::filesystem::remove(file("-wal"));
    EXPECT_THAT(damages_of(path), Contains(HasSubstr("event 100: it was acknowledged")));
}

}  // namespace
}  // namespace hf::testing
