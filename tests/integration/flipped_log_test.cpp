// P11, for a log of two commits: each bit of the first one is known to be acknowledged by the second alone, and damage
// in it is found before SQLite cuts the log there, without the head file's help. What the last one has lost is
// reported by the head file.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "adapters/sqlite/log_scan.hpp"
#include "tests/integration/crashed_store.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t header_bytes = 32;
constexpr std::size_t frame_bytes = 24 + 4096;

class FlippedLog : public CrashedStore {
protected:
    FlippedLog() {
        std::filesystem::remove_all(path.parent_path());
        {
            SqliteEventStore store(options());
            append_samples(store, acknowledged - 8);
        }
        SqliteEventStore store(options());
        append_samples(store, 4);
        first = used_frames();
        append_samples(store, 4);
        all = used_frames();
        copy_files(path.parent_path(), root / "crashed");
    }
    [[nodiscard]] std::size_t used_frames() const {
        return (used_size(bytes_of(file("-wal"))) - header_bytes + frame_bytes - 1) / frame_bytes;
    }
    // Calls with the log damaged so, and mends it.
    template <class Ask>
    void with_flipped(std::size_t at, unsigned bits, Ask&& ask) {
        const auto flip = [&] {
            char byte = 0;
            ASSERT_EQ(::pread(log, &byte, 1, static_cast<off_t>(at)), 1);
            byte = static_cast<char>(byte ^ static_cast<char>(bits));
            ASSERT_EQ(::pwrite(log, &byte, 1, static_cast<off_t>(at)), 1);
        };
        flip();
        ask();
        flip();
    }
    void open_short_log() {
        start_over();
        std::filesystem::resize_file(file("-wal"), header_bytes + all * frame_bytes);
        log = ::open(file("-wal").c_str(), O_RDWR | O_CLOEXEC);
        ASSERT_GE(log, 0);
    }
    ~FlippedLog() override {
        if (log >= 0) ::close(log);
    }

    std::size_t first = 0;  // frames of the first commit
    std::size_t all = 0;
    int log = -1;
};

// One bit alone makes a commit look like a part of the next: that of the database's size, where this is a power of two.
// Then the head file tells.
TEST_F(FlippedLog, EachBitThatASecondCommitProvesIsFound) {
    ASSERT_GE(first, 2U);
    ASSERT_GT(all, first);
    open_short_log();
    ASSERT_FALSE(sqlite::find_damage(path));
    std::vector<std::size_t> unseen;
    for (std::size_t bit = 0; bit < 8 * (header_bytes + first * frame_bytes); ++bit)
        with_flipped(bit / 8, 1U << bit % 8, [&] {
            if (sqlite::find_damage(path)) return;
            EXPECT_THAT(told(), HasSubstr("and had come to event 100")) << "bit " << bit;
            unseen.push_back(bit / 8);
        });
    EXPECT_LE(unseen.size(), 1U);
    for (const auto at : unseen) EXPECT_EQ((at - header_bytes) % frame_bytes / 4, 1U) << "byte " << at;
}

TEST_F(FlippedLog, TheLastCommitIsMissed) {
    for (auto at = header_bytes + first * frame_bytes; at < header_bytes + all * frame_bytes; at += 173) {
        open_short_log();
        with_flipped(at, 1U << at % 8, [&] {
            EXPECT_THAT(told(), HasSubstr("ends at event 96, and had come to event 100")) << "byte " << at;
        });
        ::close(log);
    }
    log = -1;
}

}  // namespace
}  // namespace hf::testing
