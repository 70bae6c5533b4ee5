// The list of free pages in a store's file: damage there is reported before a row is written over another.
#include "adapters/sqlite/free_pages.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

// SQLite takes the pages of new rows from a list in the file, and believes it.
class DamagedFreePages : public ::testing::Test {
protected:
    static constexpr std::size_t events = 3000;
    static constexpr std::size_t kept = 1500;

    [[nodiscard]] SqliteEventStore::Options options(std::chrono::milliseconds look_every = 1h) const {
        return {.path = path, .log_bytes = 1U << 20, .look_every = look_every};
    }
    [[nodiscard]] std::string refusal() const {
        try {
            const SqliteEventStore store(options());
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }
    [[nodiscard]] std::uint32_t root_of_events() const {
        sqlite::Connection connection(path, {});
        return static_cast<std::uint32_t>(
            connection.integer("SELECT rootpage FROM sqlite_schema WHERE name = 'events'"));
    }

    // The place of a number in the list, from 0 on: the next page of the list, how many it names, and these.
    static std::streamoff place(std::uint32_t list, int number) { return std::streamoff{list - 1} * 4096 + 4 * number; }
    [[nodiscard]] std::uint32_t number_at(std::streamoff at) const {
        std::ifstream file(path, std::ios::binary);
        file.seekg(at);
        std::uint32_t bytes = 0;
        file.read(reinterpret_cast<char*>(&bytes), sizeof bytes);
        return __builtin_bswap32(bytes);
    }
    void put_number(std::streamoff at, std::uint32_t number) const {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(at);
        const auto bytes = __builtin_bswap32(number);
        file.write(reinterpret_cast<const char*>(&bytes), sizeof bytes);
    }
    void make_free_pages() const {
        SqliteEventStore store(options());
        append_samples(store, events);
        store.prune(events - kept);
        store.prune_outcomes(events - kept);
    }
    [[nodiscard]] bool everything_is_there(const EventStore& store) const {
        const auto count = store.head() - (events - kept);
        return store.read(events - kept, unlimited, unlimited) == sample_events(events - kept + 1, count);
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory / "events.db";
};

TEST_F(DamagedFreePages, AreReportedBeforeTheyAreUsed) {
    make_free_pages();
    const auto list = number_at(32);
    const auto entries = number_at(place(list, 1));
    ASSERT_GT(entries, 20U);
    const auto root = root_of_events();
    const auto row = number_at(place(root, 2));  // the table's last page, from its root
    const std::vector<std::tuple<const char*, std::streamoff, std::uint32_t>> damages{
        {"in use", place(list, 10), row},
        {"leads to others", place(list, 10), root},
        {"free already", place(list, 10), number_at(place(list, 11))},
        {"behind the end", place(list, 10), 1U << 30},
        {"none", place(list, 10), 0},
        {"too many", place(list, 1), 5000},
        {"fewer", place(list, 1), entries - 1},
        {"more", place(list, 1), entries + 1},
        {"a longer list", place(list, 0), row},
        {"another list", 32, row},
        {"another count", 36, 7}};
    for (const auto& [what, at, number] : damages) {
        const auto before = number_at(at);
        put_number(at, number);
        EXPECT_THAT(refusal(), HasSubstr("its list of free pages can't be trusted")) << what;
        put_number(at, before);
        EXPECT_EQ(refusal(), "") << what;
    }
    // As the refusal says.
    put_number(place(list, 10), row);
    {
        sqlite::Connection connection(path, {});
        connection.execute("VACUUM");
        connection.tidy_up_on_close(true);
    }
    SqliteEventStore store(options());
    append_samples(store, 3000);
    EXPECT_TRUE(everything_is_there(store));
}

TEST_F(DamagedFreePages, EndTheStoreThatMeetsThem) {
    make_free_pages();
    SqliteEventStore store(options(20ms));
    append_samples(store, 1);
    put_number(place(number_at(32), 10), number_at(place(number_at(32), 11)));
    std::string why;
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (why.empty() && std::chrono::steady_clock::now() < deadline) {
        try {
            store.append({}, {});
        } catch (const StoreError& error) {
            why = error.what();
        }
    }
    EXPECT_THAT(why, HasSubstr("its list of free pages can't be trusted"));
    EXPECT_TRUE(everything_is_there(store));
}

TEST_F(DamagedFreePages, MayContainAnything) {
    make_free_pages();
    const auto list = number_at(32);
    for (std::uint32_t i = 0; i < number_at(place(list, 1)); ++i)
        for (int number = 0; number < 1024; ++number)
            put_number(place(number_at(place(list, 2 + static_cast<int>(i))), number), 0xdeadbeef);
    SqliteEventStore store(options());
    append_samples(store, 3000);
    EXPECT_TRUE(everything_is_there(store));
}

TEST_F(DamagedFreePages, AreNotSeenWhereThereIsNoDamage) {
    make_free_pages();
    SqliteEventStore store(options(1ms));
    std::optional<sqlite::Connection> backup;
    std::optional<sqlite::Statement> rows;
    for (int round = 0; round < 600; ++round) {
        append_samples(store, 20);
        if (round % 10 == 0) store.prune_outcomes(store.last_outcome() - 500);
        // A reader lets a pass move some pages as they were before others.
        if (round % 20 == 0) {
            rows.reset();
            backup.emplace(path, sqlite::Connection::Options{});
            rows.emplace(*backup, "SELECT * FROM meta");
            ASSERT_TRUE(rows->step());
        }
    }
    rows.reset();
    EXPECT_TRUE(everything_is_there(store));
}

}  // namespace
}  // namespace hf::testing
