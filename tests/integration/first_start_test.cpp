// A start where nothing is prepared, or where something stands in the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "adapters/audit/audit_file.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_snapshot_store.hpp"
#include "adapters/system/system_clock.hpp"
#include "daemon/stored_history.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

class FirstStart : public ::testing::Test {
protected:
    ~FirstStart() override { std::filesystem::current_path(before); }

    StoredHistory open(const std::filesystem::path& store) {
        StoreSettings settings;
        settings.path = store.string();
        return open_history(settings, 1000, codec, clock, log);
    }
    std::string refusal(const std::filesystem::path& store) {
        try {
            open(store);
            return "it was opened";
        } catch (const std::exception& problem) {
            return problem.what();
        }
    }

    std::filesystem::path before = std::filesystem::current_path();
    TemporaryDirectory directory;
    MsgpackCodec codec;
    SystemClock clock;
    RememberingLog log;
};

TEST_F(FirstStart, KeepsSnapshotsThoughNothingIsThereYet) {
    const auto history = open(directory / "var/lib/hostfactory.db");
    EXPECT_NE(history.snapshots, nullptr);
    EXPECT_THAT(log.lines(), Each(Not(HasSubstr("no snapshots"))));
    EXPECT_TRUE(std::filesystem::exists(directory / "var/lib/hostfactory.db.snapshot"));
}

TEST_F(FirstStart, TakesAPathInTheWorkingDirectory) {
    std::filesystem::current_path(directory.path());
    const auto history = open("hostfactory.db");
    EXPECT_NE(history.snapshots, nullptr);
    EXPECT_TRUE(std::filesystem::exists(directory / "hostfactory.db"));
    EXPECT_TRUE(std::filesystem::exists(directory / "hostfactory.db.snapshot"));
}

TEST_F(FirstStart, GoesThroughALinkToADirectory) {
    std::filesystem::create_directory(directory / "disk");
    std::filesystem::create_directory_symlink(directory / "disk", directory / "link");
    EXPECT_NE(open(directory / "link/data/hostfactory.db").snapshots, nullptr);
    EXPECT_TRUE(std::filesystem::exists(directory / "disk/data/hostfactory.db"));
}

// A daemon that is given the store itself must find them too.
TEST_F(FirstStart, KeepsBesideTheStoreWhatItsLinkLeadsTo) {
    const auto store = directory / "disk/hostfactory.db";
    const auto link = directory / "hostfactory.db";
    open(store);
    std::filesystem::remove(store.string() + ".snapshot");
    std::filesystem::create_symlink(store, link);
    const auto history = open(link);
    EXPECT_NE(history.snapshots, nullptr);
    EXPECT_TRUE(std::filesystem::exists(store.string() + ".snapshot"));
    EXPECT_FALSE(std::filesystem::exists(link.string() + ".snapshot"));
    EXPECT_EQ(history.archive->location(), store.string() + ".archive");
}

TEST_F(FirstStart, GoesOnWithAnArchiveThatWasMadeBesideTheLink) {
    const auto store = directory / "disk/hostfactory.db";
    const auto link = directory / "hostfactory.db";
    open(store);
    std::filesystem::create_symlink(store, link);
    std::filesystem::create_directory(link.string() + ".archive");
    EXPECT_EQ(open(link).archive->location(), link.string() + ".archive");
}

// The disk that holds the store may not be mounted yet.
TEST_F(FirstStart, MakesNoStoreInThePlaceOfALinkThatLeadsNowhere) {
    std::filesystem::create_symlink(directory / "disk/hostfactory.db", directory / "hostfactory.db");
    EXPECT_THAT(refusal(directory / "hostfactory.db"),
                AllOf(HasSubstr("hostfactory.db is a symbolic link to"), HasSubstr("which does not exist; mount")));
    EXPECT_TRUE(std::filesystem::is_symlink(directory / "hostfactory.db"));

    std::filesystem::create_directory_symlink(directory / "disk", directory / "link");
    EXPECT_THAT(refusal(directory / "link/hostfactory.db"), HasSubstr("link: is a symbolic link that leads nowhere"));
}

TEST_F(FirstStart, SaysWhatStandsInTheWay) {
    std::ofstream(directory / "file") << "no directory";
    EXPECT_THAT(refusal(directory / "file/hostfactory.db"), HasSubstr("file/hostfactory.db.lock: Not a directory"));
    EXPECT_THAT(refusal("/proc/hostfactory/hostfactory.db"), HasSubstr("/proc/hostfactory: create directory: "));
}

// Opening snapshots throws away those that can't be read.
TEST_F(FirstStart, LeavesTheSnapshotsOfAnotherDaemonAlone) {
    const auto running = open(directory / "hostfactory.db");
    const auto snapshot = directory / "hostfactory.db.snapshot";
    std::filesystem::remove(snapshot);
    std::ofstream(snapshot) << "what the other daemon is writing";
    EXPECT_THAT(refusal(directory / "hostfactory.db"), HasSubstr("is in use by process"));
    EXPECT_EQ(std::filesystem::file_size(snapshot), 32U);
}

TEST_F(FirstStart, MakesTheDirectoryOfTheAuditLog) {
    audit::AuditFile file(directory / "log/hostfactory/audit.jsonl");
    EXPECT_EQ(file.open(), std::nullopt);
    EXPECT_EQ(file.append("{}\n"), std::nullopt);
    std::ofstream(directory / "file") << "no directory";
    EXPECT_THAT(audit::AuditFile(directory / "file/audit.jsonl").open().value_or(""), HasSubstr("Not a directory"));
}

}  // namespace
}  // namespace hf::testing
