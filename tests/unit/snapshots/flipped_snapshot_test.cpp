// P11: a snapshot's file with any byte flipped, or cut anywhere, is refused, or loads as what was written.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "adapters/sqlite/sqlite_snapshot_store.hpp"
#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/scenario.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {
namespace {

class FlippedSnapshot : public ::testing::Test {
protected:
    FlippedSnapshot() {
        Events requests;
        for (int i = 0; i < 60; ++i) requests.push_back(request_created(fmt::format("req-{}", i), 1));
        auto site = given_small(std::move(requests));
        {
            SqliteSnapshotStore snapshots(whole);
            write_snapshot(snapshots, site.models().draft(true), Extent::everything, site.store(), codec);
        }
        const auto loaded = load(whole);
        expected = loaded.value_or("nothing was loaded");
    }

    // What it comes to; nothing where the snapshot is refused or is none.
    std::optional<std::string> load(const std::filesystem::path& path) {
        try {
            const SqliteSnapshotStore snapshots(path);
            const auto loaded = load_snapshot(snapshots);
            if (!loaded) return std::nullopt;
            return text_of(loaded->state) +
                   fmt::format("{} {}", loaded->state.position(), fmt::join(loaded->state.category_positions(), " "));
        } catch (const SnapshotError&) {
            return std::nullopt;
        } catch (const std::logic_error&) {
            return std::nullopt;
        }
    }

    void expect_told_or_whole(const std::string& bytes, const std::string& what) {
        std::ofstream(damaged, std::ios::binary | std::ios::trunc) << bytes;
        const auto loaded = load(damaged);
        EXPECT_TRUE(!loaded || *loaded == expected) << what;
        for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(damaged.string() + end);
    }

    const TemporaryDirectory directory;
    const std::filesystem::path whole = directory.file("whole");
    const std::filesystem::path damaged = directory.file("damaged");
    MsgpackCodec codec;
    std::string expected;
};

TEST_F(FlippedSnapshot, IsToldOrWhole) {
    std::ifstream file(whole, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    ASSERT_GT(bytes.size(), 20'000U);
    ASSERT_NE(expected, "nothing was loaded");
    std::mt19937 random(15);
    for (int i = 0; i < 300; ++i) {
        auto flipped = bytes;
        const auto at = random() % bytes.size();
        flipped[at] = static_cast<char>(flipped[at] ^ static_cast<char>(1U << random() % 8));
        expect_told_or_whole(flipped, fmt::format("byte {}", at));
    }
    for (int i = 0; i < 50; ++i) {
        const auto size = random() % bytes.size();
        expect_told_or_whole(bytes.substr(0, size), fmt::format("cut at {}", size));
    }
}

}  // namespace
}  // namespace hf::testing
