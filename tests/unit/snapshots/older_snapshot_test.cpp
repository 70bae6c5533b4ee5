// P9, P11: a snapshot is a cache. A start with an older one, or with none, comes to the same as with the newest; where
// the events that are missing then have left the store, it says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_snapshot_store.hpp"
#include "core/snapshots/recovery.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/no_archive.hpp"
#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/scenario.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class OlderSnapshot : public ::testing::Test {
protected:
    OlderSnapshot() {
        auto site = given_small();
        order(site, 30);
        keep(site, older);
        middle = site.store().head();
        order(site, 30);
        keep(site, newest);
        order(site, 5);
        expected = text_of(site.state());
        contents->id = site.store().id();
        const auto all = std::numeric_limits<std::size_t>::max();
        InMemoryEventStore(contents).append(site.store().read(0, all, all), {});
    }
    void order(Scenario& site, int count) {
        Events requests;
        for (int i = 0; i < count; ++i) requests.push_back(request_created(fmt::format("req-{}", ++orders), 1));
        site.given(std::move(requests));
    }
    void keep(Scenario& site, const std::filesystem::path& file) const {
        SqliteSnapshotStore snapshots(file);
        write_snapshot(snapshots, site.models().draft(true), Extent::everything, site.store(), codec);
    }
    // What a start with the file comes to, or what it says.
    std::string start_with(const std::filesystem::path& file) {
        try {
            const auto claim = InMemoryEventStore::claim(contents);
            SqliteSnapshotStore snapshots(file);
            auto loaded = load_snapshot_of(*claim, &snapshots, codec, log);
            const auto store = claim->open(loaded.verified());
            const auto recovered = recover(std::move(loaded), *store, NoArchive(), codec, 9);
            began_at = recovered.snapshot;
            return text_of(recovered.state);
        } catch (const StoreError& error) {
            return error.what();
        }
    }

    const TemporaryDirectory directory;
    const std::filesystem::path older = directory / "older";
    const std::filesystem::path newest = directory / "newest";
    MsgpackCodec codec;
    RememberingLog log;
    std::shared_ptr<InMemoryEventStore::Contents> contents = std::make_shared<InMemoryEventStore::Contents>();
    std::string expected;
    Position middle = 0;
    Position began_at = 0;
    int orders = 0;
};

TEST_F(OlderSnapshot, ComesToTheSame) {
    EXPECT_EQ(start_with(newest), expected);
    EXPECT_GT(began_at, middle);
    EXPECT_EQ(start_with(older), expected);
    EXPECT_EQ(began_at, middle);
    EXPECT_EQ(start_with(directory / "there is none"), expected);
    EXPECT_EQ(began_at, 0U);
}

TEST_F(OlderSnapshot, IsToldWhereItsEventsHaveLeftTheStore) {
    InMemoryEventStore(contents).prune(middle + 3);
    EXPECT_EQ(start_with(newest), expected);
    EXPECT_THAT(start_with(older), HasSubstr("are neither in the store nor in the archive"));
    EXPECT_THAT(log.lines(), Contains(HasSubstr("the store's events are not those that it was made of")));
    EXPECT_THAT(start_with(directory / "there is none"), HasSubstr("are neither in the store nor in the archive"));
}

}  // namespace
}  // namespace hf::testing
