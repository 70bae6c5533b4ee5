#include "site/private_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

class PrivateDirectory : public ::testing::Test {
protected:
    testing::TemporaryDirectory base_;
    unsigned uid_ = ::geteuid();
};

TEST_F(PrivateDirectory, IsMadeForItsUserAlone) {
    const auto directory = base_ / "above/hostfactory";
    EXPECT_EQ(make_private_directory(directory, uid_), std::nullopt);
    struct stat made {};
    ASSERT_EQ(::lstat(directory.c_str(), &made), 0);
    EXPECT_EQ(made.st_mode & 07777, 0700U);
    EXPECT_EQ(made.st_uid, uid_);
    EXPECT_EQ(make_private_directory(directory, uid_), std::nullopt);
}

TEST_F(PrivateDirectory, IsNotTakenOverFromAnother) {
    const auto directory = base_.file("hostfactory");
    std::filesystem::create_directory(directory);
    EXPECT_EQ(make_private_directory(directory, uid_ + 1),
              directory + " belongs to user " + std::to_string(uid_) + " and not to user " + std::to_string(uid_ + 1));
    ASSERT_EQ(::chmod(directory.c_str(), 01777), 0);
    EXPECT_EQ(make_private_directory(directory, uid_),
              directory + " can be written to by others than its owner (mode 1777)");
}

TEST_F(PrivateDirectory, CanNotBeMadeBelowAFile) {
    std::ofstream(base_ / "file") << "in the way";
    EXPECT_EQ(fault_of_private_directory(base_ / "file/hostfactory", uid_), std::nullopt);
    EXPECT_EQ(make_private_directory(base_ / "file/hostfactory", uid_),
              base_.file("file/hostfactory") + ": Not a directory");
    EXPECT_EQ(make_private_directory(base_ / "file", uid_), base_.file("file") + " is not a directory");
}

}  // namespace
}  // namespace hf
