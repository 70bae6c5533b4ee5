// P11: what can't be read is never taken for the end of a log, or for a file that is not there. Each read of a start
// fails, that of the log before SQLite sees it, that of the head file, and those of SQLite.
#include <gmock/gmock.h>

#include "tests/integration/crashed_store.hpp"
#include "tests/integration/failing_vfs.hpp"
#include "tests/integration/refused_calls.hpp"

namespace hf::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t log_header = 32;
constexpr std::size_t log_frame = 24 + 4096;

class UnreadableStore : public CrashedStore {
protected:
    void TearDown() override { disk.heal(); }
    [[nodiscard]] SqliteEventStore::Options failing() const {
        auto settings = options();
        settings.vfs = FailingVfs::name;
        return settings;
    }
    [[nodiscard]] std::string told_where_reads_fail_at(std::uint64_t offset) const {
        return in_child_without({__NR_pread64, 3, static_cast<std::uint32_t>(offset)}, [&] { return told(); });
    }
    FailingVfs& disk = FailingVfs::registered();
};

TEST_F(UnreadableStore, IsRefusedWhereAFrameOfItsLogCannotBeRead) {
    start_over();
    const auto frames = (used_size(bytes_of(file("-wal"))) - log_header + log_frame - 1) / log_frame;
    ASSERT_GE(frames, in_log);
    for (std::uint64_t frame = 0; frame < frames; frame += frame < 3 ? 1 : 7) {
        const auto words = told_where_reads_fail_at(log_header + frame * log_frame);
        EXPECT_THAT(words, HasSubstr("events.db-wal: read: Input/output error")) << frame;
    }
    EXPECT_EQ(told(), "");
}

// Its size is asked for before its first byte is.
TEST_F(UnreadableStore, IsRefusedWhereItsLogHasNoSize) {
    start_over();
    const auto words = in_child_without({.call = __NR_lseek}, [&] { return told(); });
    EXPECT_THAT(words, HasSubstr("events.db-wal: read: Input/output error"));
    EXPECT_EQ(told(), "");
}

// Else a new one would be made in its place, which knows nothing of what is missing.
TEST_F(UnreadableStore, IsRefusedWhereItsHeadFileCannotBeRead) {
    start_over();
    std::filesystem::remove(file("-wal"));
    const auto head = bytes_of(file(".head"));
    // As many bytes as both of its blocks are asked for by nobody else.
    const RefusedCall of_head{__NR_pread64, 2, 8192};
    EXPECT_THAT(in_child_without(of_head, [&] { return told(); }), HasSubstr("events.db.head: read: Input/output"));
    EXPECT_TRUE(bytes_of(file(".head")) == head);
    EXPECT_THAT(told(), HasSubstr("ends at event 60, and had come to event 100"));
    // Where the store is missing, the head file alone says that there was one.
    std::filesystem::remove(path);
    EXPECT_THAT(in_child_without(of_head, [&] { return told(); }), HasSubstr("events.db.head: read: Input/output"));
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnreadableStore, IsRefusedOrWholeWhicheverReadOfAStartFails) {
    for (const bool for_good : {false, true}) {
        int told_of = 0;
        for (int nth = 1;; ++nth) {
            start_over();
            disk.fail({.call = FailingVfs::Call::read, .nth = nth, .for_good = for_good});
            std::string words;
            try {
                const SqliteEventStore store(failing());
                if (store.head() != acknowledged || store.last_outcome() != acknowledged) words = "LOST IN SILENCE";
            } catch (const StoreError& error) {
                words = error.what();
            }
            const bool failed = disk.has_failed();
            disk.heal();
            EXPECT_THAT(words, AnyOf(IsEmpty(), HasSubstr("I/O error"), HasSubstr("is damaged"))) << nth;
            told_of += words.empty() ? 0 : 1;
            if (!failed) break;
        }
        EXPECT_GT(told_of, 10);
        EXPECT_EQ(told(), "");
    }
}

// A reader gets all it has asked for, or an error.
TEST_F(UnreadableStore, GivesWhatIsAskedForOrAnError) {
    int told_of = 0;
    for (int nth = 1;; ++nth) {
        start_over();
        const SqliteEventStore store(failing());
        disk.fail({.call = FailingVfs::Call::read, .nth = nth, .for_good = true});
        try {
            EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, acknowledged));
            EXPECT_EQ(store.read_outcomes(0, unlimited), sample_outcomes(1, acknowledged));
        } catch (const StoreError& error) {
            EXPECT_THAT(error.what(), HasSubstr("I/O error"));
            ++told_of;
        }
        const bool failed = disk.has_failed();
        disk.heal();
        EXPECT_EQ(store.read(0, unlimited, unlimited), sample_events(1, acknowledged));
        if (!failed) break;
    }
    EXPECT_GT(told_of, 3);
}

// A log that was cut behind a commit is whole for SQLite.
TEST_F(UnreadableStore, ALogThatIsCutBetweenFramesIsTold) {
    start_over();
    const auto log = bytes_of(file("-wal"));
    const auto used = used_size(log);
    for (auto size = log_header; size < used; size += log_frame) {
        for (const auto& behind : {std::string(), std::string(log.size() - size, '\0')}) {
            start_over();
            write_bytes(file("-wal"), log.substr(0, size) + behind);
            EXPECT_THAT(told(), HasSubstr("and had come to event 100: the events")) << "cut at " << size;
        }
    }
}

}  // namespace
}  // namespace hf::testing
