// A disk that is really full: what was acknowledged is there, and the store goes on as soon as there is room.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/system/file_system_room.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

constexpr std::uint64_t disk_bytes = std::uint64_t{4} << 20;

// A file system of its own, of 4 MiB.
class FullDisk : public ::testing::Test {
protected:
    void SetUp() override {
        if (::mount("none", directory_.path().c_str(), "tmpfs", 0, "size=4m") != 0)
            GTEST_SKIP() << "only root may mount the file system that this test fills up";
        mounted_ = true;
    }
    void TearDown() override {
        if (mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
    }

    [[nodiscard]] SqliteEventStore::Options options() const {
        return {.path = directory_ / "events.db", .log_bytes = std::uint64_t{256} << 10};
    }
    [[nodiscard]] std::uint64_t free_bytes() const { return room_.free_bytes().value_or(0); }
    // Takes all room but this.
    void leave(std::uint64_t bytes) {
        make_room();
        std::ofstream ballast(directory_ / "ballast", std::ios::binary);
        const std::string block(4096, 'x');
        while (free_bytes() > bytes && ballast.write(block.data(), 4096).flush()) {
        }
        EXPECT_LE(free_bytes(), bytes);
    }
    void make_room() const { std::filesystem::remove(directory_ / "ballast"); }

    // Returns the last event that was acknowledged.
    static Position append_until_full(SqliteEventStore& store) {
        while (true) {
            const auto before = store.head();
            try {
                append_samples(store, 20);
            } catch (const StoreError&) {
                return before;
            }
        }
    }
    // Whether the store opens; never with less or more than was acknowledged.
    [[nodiscard]] bool opens_at(Position acknowledged) const {
        try {
            const SqliteEventStore store(options());
            EXPECT_EQ(store.head(), acknowledged);
            return true;
        } catch (const StoreError&) {
            return false;
        }
    }

    TemporaryDirectory directory_;

private:
    const FileSystemRoom room_{directory_.path()};
    bool mounted_ = false;
};

TEST_F(FullDisk, KeepsWhatWasAcknowledgedAndGoesOnWithRoom) {
    { append_samples(*std::make_unique<SqliteEventStore>(options()), 100); }
    for (const std::uint64_t left : {900'000U, 500'000U, 300'000U}) {
        leave(left);
        Position acknowledged = 0;
        {
            SqliteEventStore store(options());
            acknowledged = append_until_full(store);
            EXPECT_EQ(store.head(), acknowledged);
            EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, acknowledged)) << "reads go on";
            EXPECT_THROW(append_samples(store, 1), StoreError) << "it takes nothing more in this life";
        }
        // A start on what room there is left, or a little more.
        for (const std::uint64_t at_start : {0U, 4096U, 16'384U, 65'536U, 262'144U}) {
            leave(at_start);
            std::ignore = opens_at(acknowledged);
        }
        make_room();
        ASSERT_TRUE(opens_at(acknowledged)) << "with " << left << " bytes";
        SqliteEventStore store(options());
        append_samples(store, 10);
        EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, acknowledged + 10));
        EXPECT_EQ(store.read_outcomes(0, unlimited), sample_outcomes(1, acknowledged + 10));
    }
}

TEST_F(FullDisk, LeavesNoHalfOfANewStore) {
    for (const std::uint64_t left : {0U, 4096U, 12'288U, 32'768U, 65'536U}) {
        leave(left);
        if (opens_at(0)) break;
        make_room();
        EXPECT_TRUE(opens_at(0)) << "with " << left << " bytes";
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
            std::filesystem::remove(entry.path());
    }
    EXPECT_LE(free_bytes(), disk_bytes);
}

}  // namespace
}  // namespace hf::testing
