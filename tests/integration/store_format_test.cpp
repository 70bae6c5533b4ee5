// P10 for the store's own format: a file of an older one gets today's columns when it is opened, and keeps its rows. Of
// format 1, without `principal` and `on_behalf_of`, is what release 0.1.0 has left in tests/stores.
#include <gmock/gmock.h>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/integration/failing_vfs.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

class StoreFormatP10 : public ::testing::Test {
protected:
    StoreFormatP10() { begin_with_format_1(); }
    void begin_with_format_1() const {
        for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
            std::filesystem::remove(entry.path());
        std::filesystem::copy_file(source("tests/stores/0.1.0/hostfactory.db"), path);
    }
    [[nodiscard]] SqliteEventStore::Options options() const { return {.path = path, .log_bytes = 1U << 20}; }
    [[nodiscard]] std::int64_t value(const char* sql) const { return sqlite::Connection(path, {}).integer(sql); }
    [[nodiscard]] std::vector<RecordedEvent> all_events() const {
        return SqliteEventStore(options()).read(0, unlimited, unlimited);
    }
    [[nodiscard]] std::string refusal() const {
        try {
            const SqliteEventStore store(options());
            return {};
        } catch (const StoreError& error) {
            return error.what();
        }
    }
    // As today's release would have put it behind the last one.
    static RecordedEvent next_of_a_gateway(RecordedEvent last) {
        ++last.position;
        ++last.category_position;
        ++last.stream_version;
        last.principal = "gate";
        last.on_behalf_of = "mary";
        return last;
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory / "events.db";
};

TEST_F(StoreFormatP10, AnOlderOneGetsTodaysColumnsAndKeepsItsRows) {
    ASSERT_EQ(value("PRAGMA user_version"), 1);
    const auto count = value("SELECT count(*) FROM events");
    RememberingLog words;
    auto settings = options();
    settings.log = &words;
    std::vector<RecordedEvent> events;
    {
        SqliteEventStore store(settings);
        events = store.read(0, unlimited, unlimited);
        ASSERT_EQ(static_cast<std::int64_t>(events.size()), count);
        EXPECT_THAT(events, Each(AllOf(Field(&RecordedEvent::principal, std::nullopt),
                                       Field(&RecordedEvent::on_behalf_of, std::nullopt))));
        events.push_back(next_of_a_gateway(events.back()));
        store.append({&events.back(), 1}, {});
    }
    EXPECT_EQ(value("PRAGMA user_version"), 2);
    EXPECT_EQ(SqliteEventStore(settings).read(0, unlimited, unlimited), events);
    EXPECT_THAT(words.lines(), ElementsAre(HasSubstr("has format 2 from now on")));
}

TEST_F(StoreFormatP10, ANameInARowFromBeforeIsDamage) {
    for (const auto* column : {"principal", "on_behalf_of"}) {
        begin_with_format_1();
        EXPECT_EQ(refusal(), "");
        {
            sqlite::Connection other(path, {});
            other.execute(fmt::format("UPDATE events SET {} = '' WHERE position = 7", column).c_str());
            other.tidy_up_on_close(true);
        }
        EXPECT_THAT(refusal(), HasSubstr("damaged at position 7: its checksum does not match")) << column;
    }
}

// Losses are looked for first, so that the release which has written the store can still open what is left.
TEST_F(StoreFormatP10, AStoreThatIsRefusedForALossKeepsItsFormat) {
    const auto older = directory / "older";
    std::filesystem::copy_file(path, older);
    auto next = next_of_a_gateway(all_events().back());
    SqliteEventStore(options()).append({&next, 1}, {});
    std::filesystem::copy_file(older, path, std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(refusal(), HasSubstr("are lost"));
    EXPECT_EQ(value("PRAGMA user_version"), 1);
}

TEST_F(StoreFormatP10, WhatEndsAnUpgradeLeavesOneFormatOrTheOther) {
    auto& disk = FailingVfs::registered();
    const auto events = all_events();
    for (const auto call : {FailingVfs::Call::write, FailingVfs::Call::sync, FailingVfs::Call::truncate})
        for (int nth = 1;; ++nth) {
            begin_with_format_1();
            auto failing = options();
            failing.vfs = FailingVfs::name;
            disk.fail({.call = call, .nth = nth, .for_good = true});
            try {
                const SqliteEventStore store(failing);
            } catch (const StoreError&) {
            }
            const bool failed = disk.has_failed();
            disk.heal();
            EXPECT_EQ(all_events(), events) << name_of(call) << " " << nth;
            if (!failed) break;
        }
}

}  // namespace
}  // namespace hf::testing
