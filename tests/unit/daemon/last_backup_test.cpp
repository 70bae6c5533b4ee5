#include "daemon/last_backup.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "daemon/configuration.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

TEST(LastBackup, IsWhenItsMarkWasMade) {
    const TemporaryDirectory directory;
    StoreSettings settings;
    settings.path = directory.file("hostfactory.db");
    const auto mark = settings.last_backup_path();
    EXPECT_EQ(std::filesystem::path(mark).filename(), "hostfactory.db.last-backup");
    EXPECT_FALSE(last_backup(mark)) << "never";
    std::ofstream(mark) << "whatever a backup writes\n";
    const std::array times{timespec{1'700'000'000, 5000}, timespec{1'700'000'000, 5000}};
    ASSERT_EQ(::utimensat(AT_FDCWD, mark.c_str(), times.data(), 0), 0);
    EXPECT_EQ(last_backup(mark), (Timestamp{1'700'000'000'000'005}));
    EXPECT_FALSE(last_backup(directory.path().string())) << "a directory is no mark";
}

}  // namespace
}  // namespace hf::testing
