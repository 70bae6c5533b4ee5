// A file that was made and synced is gone after a power cut if its directory was not synced as well. So where the
// directory can't be synced, nothing is built on the file: no store, no head file, and no segment of the archive whose
// events leave the store.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/integration/refused_calls.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

class SyncedDirectory : public ::testing::Test {
protected:
    // Directories are opened in this way to be synced only.
    static constexpr RefusedCall opening_directories{__NR_openat, 2, O_RDONLY | O_DIRECTORY | O_CLOEXEC};

    [[nodiscard]] std::string told() const {
        return in_child_without(opening_directories, [&] {
            try {
                SqliteEventStore store({.path = path, .log_bytes = 1U << 16});
                append_samples(store, 1);
                return "it was opened at " + std::to_string(store.head());
            } catch (const StoreError& error) {
                return std::string(error.what());
            }
        });
    }
    [[nodiscard]] std::string sync_fails() const { return directory.path().string() + ": sync: Input/output error"; }

    TemporaryDirectory directory;
    std::filesystem::path path = directory / "events.db";
};

TEST_F(SyncedDirectory, OrThereIsNoNewStore) {
    EXPECT_EQ(told(), sync_fails());
    SqliteEventStore store({.path = path, .log_bytes = 1U << 16});
    append_samples(store, 3);
    EXPECT_EQ(store.head(), 3U);
}

TEST_F(SyncedDirectory, OrThereIsNoNewDirectoryForIt) {
    path = directory / "var" / "events.db";
    EXPECT_EQ(told(), sync_fails());
}

TEST_F(SyncedDirectory, OrThereIsNoNewHeadFile) {
    {
        SqliteEventStore store({.path = path, .log_bytes = 1U << 16});
        append_samples(store, 3);
    }
    EXPECT_EQ(told(), "it was opened at 4");
    std::filesystem::remove(path.string() + ".head");
    EXPECT_EQ(told(), sync_fails());
}

TEST_F(SyncedDirectory, OrNothingIsArchived) {
    const MsgpackCodec codec;
    ZstdEventArchive archive(directory.path(), "store", codec);
    const auto words = in_child_without(opening_directories, [&] {
        try {
            const auto writing = archive.begin(1, 1);
            writing->put(sample_event(1));
            writing->finish();
            return std::string("it was archived");
        } catch (const ArchiveError& error) {
            return std::string(error.what());
        }
    });
    EXPECT_EQ(words, sync_fails());
}

}  // namespace
}  // namespace hf::testing
