#include "client/key_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class KeyFileTest : public ::testing::Test {
protected:
    static mode_t mode_of(const std::string& path) {
        struct stat file {};
        EXPECT_EQ(::stat(path.c_str(), &file), 0) << path;
        return file.st_mode & 07777;
    }
    std::string with(const std::string& text, fs::perms mode = fs::perms::owner_read) const {
        auto path = directory.file("some.key");
        fs::remove(path);
        std::ofstream(path, std::ios::binary) << text;
        fs::permissions(path, mode);
        return path;
    }

    testing::TemporaryDirectory directory;
};

TEST_F(KeyFileTest, AreMadeInPairsForTheirOwnerAndForEverybody) {
    const auto place = directory.file("new");
    const auto umask = ::umask(0077);
    const auto files = write_key_files(place, "alice");
    ::umask(umask);
    ASSERT_TRUE(files) << files.error();
    EXPECT_EQ(files->secret, place + "/alice.key");
    EXPECT_EQ(files->shown, place + "/alice.pub");
    EXPECT_EQ(mode_of(place), 0700);
    EXPECT_EQ(mode_of(files->secret), 0600);
    EXPECT_EQ(mode_of(files->shown), 0644);
    EXPECT_EQ(read_key_file(files->secret)->public_key, files->public_key);
    EXPECT_EQ(*public_key_in(files->secret), files->public_key);
    EXPECT_EQ(*public_key_in(files->shown), files->public_key);
}

TEST_F(KeyFileTest, AKeyThatIsThereStays) {
    const auto files = write_key_files(directory.path(), "alice");
    ASSERT_TRUE(files);
    const auto again = write_key_files(directory.path(), "alice");
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error(), HasSubstr("alice.key is there already"));
    EXPECT_EQ(read_key_file(files->secret)->public_key, files->public_key);
}

TEST_F(KeyFileTest, ANameIsNoPath) {
    for (const auto* name : {"", "a/b", "../a"}) EXPECT_FALSE(write_key_files(directory.path(), name)) << name;
    EXPECT_FALSE(write_key_files(directory.file("no/such/directory"), "alice"));
}

TEST_F(KeyFileTest, AKeyThatOthersCanUseIsNone) {
    const auto files = write_key_files(directory.path(), "alice");
    for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
        fs::permissions(files->secret, fs::perms::owner_read | mode);
        const auto read = read_key_file(files->secret);
        ASSERT_FALSE(read);
        EXPECT_THAT(read.error(), HasSubstr("chmod 600"));
    }
}

TEST_F(KeyFileTest, SaysWhatIsWrongWithAFileAndNothingOfTheKey) {
    const std::string secret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
    EXPECT_TRUE(read_key_file(with(secret)));
    EXPECT_TRUE(read_key_file(with(secret + "\n")));
    for (const auto& wrong :
         {std::string(), secret.substr(0, 39), secret.substr(0, 35), secret + "x", secret + "\r\n", secret + "\n\n",
          secret.substr(0, 32), secret.substr(0, 39) + '\0', std::string(100'000, 'x')}) {
        const auto read = read_key_file(with(wrong));
        ASSERT_FALSE(read) << wrong;
        EXPECT_THAT(read.error(), HasSubstr("some.key"));
        EXPECT_THAT(read.error(), ::testing::Not(HasSubstr("JTKVS")));
    }
    EXPECT_THAT(read_key_file(directory.file("missing")).error(), HasSubstr("missing"));
    EXPECT_FALSE(read_key_file(directory.path()));
}

}  // namespace
}  // namespace hf
