// Retention with a real SQLite store and an archive of compressed files.
#include "core/retention/retention.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/contract/event_store_contract.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/manual_clock.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The events as they are read back: the link to the event before is internal to the store.
std::vector<RecordedEvent> events(Position first, std::size_t count) {
    auto all = sample_events(first, count);
    for (auto& event : all) event.data = {MsgpackCodec().encode(event.position)};
    return all;
}

class RetentionTest : public ::testing::Test {
protected:
    void append(std::size_t count) { store.append(events(store.head() + 1, count), {}); }
    void apply(RetentionRules rules, Position covered) {
        Retention retention(store, archive, clock, log, rules);
        retention.apply(covered);
        pruned = retention.pruned();
        failed = retention.failed();
    }
    [[nodiscard]] std::vector<RecordedEvent> archived(Position after = 0) const {
        std::vector<RecordedEvent> all;
        archive.read(after, [&](RecordedEvent event) { all.push_back(std::move(event)); });
        return all;
    }
    [[nodiscard]] std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(directory.file("archive")))
            found.push_back(entry.path().filename());
        std::ranges::sort(found);
        return found;
    }

    TemporaryDirectory directory;
    MsgpackCodec codec;
    ManualClock clock;
    RememberingLog log;
    SqliteEventStore store{{.path = directory.file("events.db")}};
    ZstdEventArchive archive{directory.file("archive"), store.id(), codec};
    std::uint64_t pruned = 0;
    std::uint64_t failed = 0;
};

TEST_F(RetentionTest, ArchivesAndPrunesWhatIsTooMuch) {
    append(5000);
    apply({.events = 1500, .segment = 10}, 5000);
    EXPECT_EQ(pruned, 3500U);
    EXPECT_EQ(store.first(), 3501U);
    EXPECT_EQ(archived(), events(1, 3500));
    EXPECT_EQ(archived(3000), events(3001, 500));
    EXPECT_THAT(files(), ElementsAre("events-00000000000000000001-00000000000000003500.msgpack.zst"));

    append(100);
    apply({.events = 1500, .segment = 10}, 5100);
    EXPECT_EQ(archived(), events(1, 3600));
    EXPECT_EQ(store.read(3600, unlimited, unlimited), events(3601, 1500));
}

TEST_F(RetentionTest, LeavesTheEventOfTheSnapshot) {
    append(100);
    apply({.events = 10, .segment = 1}, 40);
    EXPECT_EQ(store.first(), 40U) << "a start compares the snapshot with the event there";
    apply({.events = 10, .segment = 1}, 40);
    EXPECT_EQ(store.first(), 40U);
}

TEST_F(RetentionTest, WaitsUntilASegmentIsFull) {
    append(100);
    apply({.events = 10, .segment = 91}, 100);
    EXPECT_EQ(store.first(), 1U);
    append(1);
    apply({.events = 10, .segment = 91}, 101);
    EXPECT_EQ(store.first(), 92U);
}

TEST_F(RetentionTest, GoesByAge) {
    // The samples' times are a microsecond apart, starting with the clock's.
    append(100);
    clock.advance(std::chrono::days{3} + std::chrono::microseconds{31});
    apply({.days = 3, .segment = 1}, 100);
    EXPECT_EQ(store.first(), 31U);
}

TEST_F(RetentionTest, KeepsEverythingWithoutRules) {
    append(100);
    apply({.segment = 1}, 100);
    EXPECT_EQ(store.first(), 1U);
    EXPECT_FALSE(std::filesystem::exists(directory.file("archive")));
}

TEST_F(RetentionTest, LeavesInTheStoreWhatItCannotArchive) {
    append(100);
    std::ofstream(directory.file("archive")) << "a file where the directory should be";
    apply({.events = 10, .segment = 1}, 100);
    EXPECT_EQ(failed, 1U);
    EXPECT_EQ(store.first(), 1U);
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("events 1 to 90 stay in the store: ")));
}

TEST_F(RetentionTest, ReadsEachEventOnceAfterACrashBetweenArchivingAndPruning) {
    append(100);
    for (const Position last : {40U, 60U}) {
        const auto writing = archive.begin(1, last);
        for (const auto& event : events(1, last)) writing->put(event);
        writing->finish();
    }
    EXPECT_EQ(archived(), events(1, 60));
    {
        const auto unfinished = archive.begin(61, 90);
        unfinished->put(events(61, 1).front());
    }
    EXPECT_EQ(files().size(), 2U);
}

TEST_F(RetentionTest, TellsWhichFileIsDamaged) {
    append(1000);
    apply({.events = 10, .segment = 1}, 1000);
    const auto file = directory.file("archive/events-00000000000000000001-00000000000000000990.msgpack.zst");
    const auto size = std::filesystem::file_size(file);
    std::filesystem::resize_file(file, size / 2);
    try {
        static_cast<void>(archived());
        FAIL() << "it was read";
    } catch (const ArchiveError& error) {
        EXPECT_THAT(error.what(), HasSubstr(file + " is damaged: "));
    }
    const ZstdEventArchive of_another(directory.file("archive"), "another store", codec);
    EXPECT_THROW(of_another.read(0, [](const RecordedEvent&) {}), ArchiveError);
}

}  // namespace
}  // namespace hf::testing
