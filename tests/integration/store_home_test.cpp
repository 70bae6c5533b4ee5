// A store in SQLite knows where it is at work, and so does a copy of the store, which is another file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "adapters/sqlite/setback.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/system/host_identity.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::Not;

class StoreHomeTest : public ::testing::Test {
protected:
    void settle() const {
        SqliteEventStore store({.path = path});
        store.home()->settle({"8f3c", "alpha", store.home()->file(), Timestamp{17}});
    }

    TemporaryDirectory directory;
    const fs::path path = directory / "store.db";
};

TEST_F(StoreHomeTest, IsKeptOverRestarts) {
    {
        SqliteEventStore store({.path = path});
        EXPECT_THAT(store.home()->setback(), IsEmpty());
    }
    settle();
    SqliteEventStore store({.path = path});
    const auto home = store.home()->last();
    ASSERT_TRUE(home);
    EXPECT_EQ(home->host, "8f3c");
    EXPECT_EQ(home->host_name, "alpha");
    EXPECT_EQ(home->since.microseconds, 17);
    EXPECT_EQ(home->file, store.home()->file());
}

// All that a young store has come to may be in its log, and a copy without that has its home all the same.
TEST_F(StoreHomeTest, ANewStoreIsAtHomeWhereItWasMade) {
    SqliteEventStore store({.path = path});
    fs::copy_file(path, directory / "copy.db");
    SqliteEventStore copy({.path = directory / "copy.db"});
    ASSERT_TRUE(copy.home()->last());
    EXPECT_EQ(copy.home()->last()->file, store.home()->file());
    EXPECT_FALSE(copy.home()->last()->host_name.empty());
}

TEST_F(StoreHomeTest, EventsAreAppendedAfterIt) {
    {
        SqliteEventStore store({.path = path});
        store.home()->settle({"8f3c", "alpha", {}, {}});
        append_samples(store, 3);
    }
    SqliteEventStore store({.path = path});
    EXPECT_EQ(store.head(), 3U);
    EXPECT_TRUE(store.home()->last());
}

// Where the file system has times of birth; where not, a copy on the same host is not distinguished from its original.
TEST_F(StoreHomeTest, ACopyIsAnotherFile) {
    settle();
    fs::copy_file(path, directory / "copy.db");
    SqliteEventStore copy({.path = directory / "copy.db"});
    ASSERT_TRUE(copy.home()->last());
    if (copy.home()->file().empty()) GTEST_SKIP() << "this file system has no times of birth";
    EXPECT_NE(copy.home()->last()->file, copy.home()->file());
}

TEST_F(StoreHomeTest, ARenamedFileIsTheSame) {
    settle();
    fs::rename(path, directory / "renamed.db");
    fs::rename(path.string() + ".head", (directory / "renamed.db").string() + ".head");
    SqliteEventStore store({.path = directory / "renamed.db"});
    EXPECT_EQ(store.home()->last()->file, store.home()->file());
}

TEST_F(StoreHomeTest, AMarkBesideItTellsThatItWasRestored) {
    settle();
    std::ofstream(path.string() + ".restored").close();
    {
        SqliteEventStore store({.path = path});
        EXPECT_EQ(store.home()->setback(), "was restored from a backup");
    }
    sqlite::set_back(path, "has lost its last events");
    SqliteEventStore store({.path = path});
    EXPECT_EQ(store.home()->setback(), "has lost its last events");
    store.home()->settle({"8f3c", "alpha", {}, {}});
    EXPECT_THAT(store.home()->setback(), IsEmpty());
    EXPECT_FALSE(fs::exists(path.string() + ".restored"));
}

TEST_F(StoreHomeTest, AMarkMayHoldAnything) {
    settle();
    for (const auto& bytes : {std::string(100'000, 'x'), std::string("\xff\xfe\x00z", 4), std::string("\n")}) {
        std::ofstream(path.string() + ".restored", std::ios::binary) << bytes;
        const auto setback = sqlite::setback_of(path);
        EXPECT_THAT(setback, Not(IsEmpty()));
        EXPECT_LE(setback.size(), 500U);
    }
}

TEST(HostIdentity, IsThatOfTheNamedFile) {
    const TemporaryDirectory directory;
    const auto file = directory / "machine-id";
    const auto id_in = [&](const std::string& text) {
        std::ofstream(file) << text;
        ::setenv("HOSTFACTORY_MACHINE_ID_FILE", file.c_str(), 1);
        auto id = host_identity().id;
        ::unsetenv("HOSTFACTORY_MACHINE_ID_FILE");
        return id;
    };
    EXPECT_EQ(id_in("8f3c\n"), "8f3c");
    EXPECT_EQ(id_in("uninitialized\n"), "");
    EXPECT_EQ(id_in(""), "");
    EXPECT_EQ(file_identity(directory / "none"), "");
}

}  // namespace
}  // namespace hf::testing
