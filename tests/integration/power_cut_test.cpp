// P1: what was acknowledged survives a power cut at any moment, whichever part of what was written and not synced has
// come to the disk; and a start after it says nothing of a damage that there is not.
#include <gtest/gtest.h>

#include <atomic>

#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/integration/crashed_store.hpp"
#include "tests/integration/power_cut_vfs.hpp"
#include "tests/support/directory_in_memory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

class PowerCut : public ::testing::Test {
protected:
    // A log so short that it begins again every few commits.
    static SqliteEventStore::Options options(const std::filesystem::path& path) {
        return {.path = path, .log_bytes = std::uint64_t{48} << 10, .vfs = PowerCutVfs::name};
    }

    // Opens what the last cut has left, and goes on until the next one.
    void go_on_until_cut(const std::filesystem::path& path) {
        const auto head_file = path.string() + ".head";
        const auto older_head = bytes_of(head_file);
        std::string head_then;
        std::atomic<Position> acknowledged = expected;
        disk.begin(path, static_cast<int>(1 + random() % 150), [&] {
            expected = acknowledged;
            head_then = bytes_of(head_file);
        });
        {
            SqliteEventStore store(options(path));
            ASSERT_GE(store.head(), acknowledged);
            ASSERT_EQ(store.read(0, unlimited, unlimited), sample_events(1, store.head()));
            ASSERT_EQ(store.read_outcomes(0, unlimited), sample_outcomes(1, store.head()));
            acknowledged = store.head();
            while (!disk.is_cut()) {
                append_samples(store, 1 + random() % 4);
                acknowledged = store.head();
            }
        }
        disk.put_back(random);
        // It is synced once a second.
        if (const auto& head = random() % 2 == 0 ? older_head : head_then; !head.empty())
            std::ofstream(head_file, std::ios::binary | std::ios::trunc) << head;
    }

    PowerCutVfs& disk = PowerCutVfs::registered();
    std::mt19937 random{7};
    Position expected = 0;  // was acknowledged before the last cut
};

TEST_F(PowerCut, LosesNothingAcknowledged) {
    for (int round = 0; round < 8; ++round) {
        const TemporaryDirectory directory{directory_in_memory()};
        const auto path = directory / "events.db";
        { const SqliteEventStore made({.path = path}); }
        expected = 0;
        for (int cut = 0; cut < 25; ++cut) {
            SCOPED_TRACE(fmt::format("store {}, cut {}", round, cut));
            ASSERT_NO_FATAL_FAILURE(go_on_until_cut(path));
        }
        EXPECT_GT(expected, 100U);
    }
}

// The log of before is cut, and has its new zeroes written in its place.
class PowerCutOfAStart : public CrashedStore {};

TEST_F(PowerCutOfAStart, LeavesAStoreThatStarts) {
    auto& disk = PowerCutVfs::registered();
    std::mt19937 random{9};
    auto cutting = options();
    cutting.vfs = PowerCutVfs::name;
    int cuts = 0;
    for (int nth = 1;; ++nth) {
        for (int round = 0; round < 6; ++round) {
            start_over();
            disk.begin(path, nth, [&] { ++cuts; });
            { const SqliteEventStore store(cutting); }
            if (!disk.is_cut()) break;
            disk.put_back(random);
            EXPECT_EQ(told(), "") << "cut at call " << nth;
        }
        if (!disk.is_cut()) break;
    }
    EXPECT_GT(cuts, 60);
    disk.put_back(random);
}

}  // namespace
}  // namespace hf::testing
