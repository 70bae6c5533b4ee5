// A week of steady load takes the room that docs/OPERATIONS.md computes, and no more with each day. Smaller by a factor
// of a thousand than a busy site's, with a day on which one client is refused all the time, and a backup every night.
#include <gmock/gmock.h>
#include <malloc.h>

#include <thread>

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/audit/audit_log.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "core/retention/outcome_retention.hpp"
#include "core/retention/retention.hpp"
#include "core/retention/scrubber.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/manual_clock.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// What docs/OPERATIONS.md says of room.
constexpr std::uint64_t event_bytes = 370;
constexpr std::uint64_t outcome_bytes = 250;
constexpr std::uint64_t stream_bytes = 64;

class WeekOfLoad : public ::testing::Test {
protected:
    static constexpr std::uint64_t log_bytes = 1U << 20;
    static constexpr std::uint64_t audit_bytes = 200'000;
    static constexpr std::uint64_t remembered = 12'000;
    static constexpr std::chrono::hours remembered_hours{30};
    static constexpr RetentionRules rules{.events = 8000, .segment = 2000};
    static constexpr std::size_t commands = 100;  // an hour, of four events each; as many are refused
    static constexpr std::size_t group = 10;

    void an_hour(std::size_t refused) {
        for (std::size_t i = 0; i < commands; i += group) append(4 * group, group);
        for (std::size_t i = 0; i < refused; i += group) append(0, group);
        clock.advance(1h);
        outcomes.step();
        retention.apply(store.head());
        scrub();
    }
    void append(std::size_t events, std::size_t count) {
        auto list = sample_events(store.head() + 1, events, 0);
        for (auto& event : list) {
            event.data = {codec.encode(std::string(215, static_cast<char>('a' + event.position % 26)))};
            // A stream of four events each, as short as that of a machine.
            const auto before = event.category_position - 1;
            event.stream = fmt::format("stream-{}", before / 4);
            event.stream_version = before % 4 + 1;
        }
        auto ends = sample_outcomes(store.last_outcome() + 1, count);
        for (auto& end : ends) end.payload.resize(events == 0 ? 160 : 50, 'x');
        store.append(list, ends);
        for (const auto& end : ends) note(end.command_id);
    }
    void note(const std::string& command_id) {
        FinishedCommand finished;
        finished.type = "CreateRequest";
        finished.id = command_id;
        finished.outcome = "ok";
        audit.finished(std::move(finished));
    }
    // A day's round, without its pauses.
    void scrub() {
        while (scrubber.step() < 1s) {
        }
    }
    void a_backup_during(const std::function<void()>& work) {
        sqlite::Connection backup(path, {});
        sqlite::Statement rows(backup, "SELECT * FROM meta");
        ASSERT_TRUE(rows.step());
        work();
    }
    void a_day(std::size_t refused) {
        a_backup_during([&] { an_hour(refused); });
        for (int hour = 1; hour < 24; ++hour) an_hour(refused);
    }

    // Where the disk can't follow, a burst makes it longer until it begins again.
    void expect_the_log_gets_short() {
        const auto size = [&] { return fs::file_size(path.string() + "-wal"); };
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (size() > 2 * log_bytes && std::chrono::steady_clock::now() < deadline) append(0, 1);
        EXPECT_LE(size(), 2 * log_bytes);
    }
    [[nodiscard]] std::uint64_t database() const { return fs::file_size(path); }
    [[nodiscard]] std::uint64_t audit_files() const {
        std::uint64_t size = 0;
        for (const auto& entry : fs::directory_iterator(directory.file("audit"))) size += entry.file_size();
        return size;
    }
    static std::uint64_t memory() { return ::mallinfo2().uordblks; }

    TemporaryDirectory directory;
    fs::path path = directory.file("events.db");
    MsgpackCodec codec;
    ManualClock clock;
    RememberingLog log;
    SqliteEventStore store{{.path = path, .log_bytes = log_bytes}};
    ZstdEventArchive archive{directory.file("archive"), store.id(), codec};
    Retention retention{store, archive, clock, log, rules};
    OutcomeRetention outcomes{store, clock, remembered, remembered_hours};
    Scrubber scrubber{store, clock, log, 24h};
    bool made = fs::create_directories(directory.file("audit"));
    AuditLog audit{directory.file("audit/audit.jsonl"), codec, log, audit_bytes};
};

TEST_F(WeekOfLoad, TakesTheRoomThatTheDocumentsSay) {
    std::atomic<bool> done = false;
    std::thread reader([&] {
        while (!done) {
            static_cast<void>(store.read(store.head() > 100 ? store.head() - 100 : 0, 100, unlimited));
            std::this_thread::yield();
        }
    });
    const auto events = *rules.events + rules.segment + 4 * commands;
    const auto room = [&](std::uint64_t kept) { return (events * event_bytes + kept * outcome_bytes) * 11 / 10; };
    std::vector<std::uint64_t> sizes;
    for (int day = 1; day <= 7; ++day) {
        // On the fourth day one client asks for what is refused, all the time: the number binds, and not the age.
        const bool flooded = day == 4;
        a_day(flooded ? 20 * commands : commands);
        const auto kept = flooded || day > 4 ? remembered + remembered / 100 + 2 * 21 * commands
                                             : 2 * commands * static_cast<std::uint64_t>(remembered_hours.count() + 1);
        EXPECT_LT(database(), room(kept)) << "day " << day;
        expect_the_log_gets_short();
        EXPECT_LT(audit_files(), 2 * audit_bytes + 100'000) << "day " << day;
        sizes.push_back(database());
    }
    done = true;
    reader.join();
    // What the flood took is used again, and nothing else grows.
    EXPECT_LE(sizes[6], sizes[3] + sizes[3] / 50);
    EXPECT_GT(database(), events * event_bytes / 2);  // or the documents promise far too much
    EXPECT_EQ(scrubber.figures().damaged_rows, 0U);
    EXPECT_GE(scrubber.figures().scrubs, 7U);
    EXPECT_EQ(store.read(store.first() - 1, unlimited, unlimited).size(), store.head() - store.first() + 1);
    EXPECT_LE(store.head() - store.first() + 1, events);
}

// All else that a store keeps in memory does not grow with what it is asked.
TEST_F(WeekOfLoad, TakesMemoryForItsStreamsOnly) {
    for (int day = 1; day <= 2; ++day) a_day(commands);
    const auto before = memory();
    const auto head = store.head();
    for (int day = 3; day <= 6; ++day) a_day(commands);
    const auto streams = (store.head() - head) / 4;
    // The parts of the streams' table grow each at its own time; one that has just grown has a place of eight bytes
    // more for each stream that it knows.
    const auto places = store.head() / 4 * 8;
    EXPECT_LT(memory(), before + streams * stream_bytes + places + 100'000);
}

}  // namespace
}  // namespace hf::testing
