#include "exporter/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace hf::exporter {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CredentialsTest : public ::testing::Test {
protected:
    void write(const std::string& token, fs::perms mode = fs::perms::owner_read) const {
        fs::remove(path);
        std::ofstream(path) << token;
        fs::permissions(path, mode);
    }

    testing::TemporaryDirectory directory;
    const std::string path = directory.file("token");
};

TEST_F(CredentialsTest, WithoutATokenEverybodyIsAdmitted) {
    Credentials credentials{Protection{}};
    EXPECT_TRUE(credentials.read());
    EXPECT_TRUE(credentials.admit(""));
    EXPECT_TRUE(credentials.admit("Bearer anything"));
    EXPECT_FALSE(credentials.certificate());
}

TEST_F(CredentialsTest, NobodyIsAdmittedBeforeTheFileIsRead) {
    write("0123456789abcdef\n");
    Credentials credentials{Protection{.token_file = path}};
    for (const auto* header : {"", "Bearer ", "Bearer 0123456789abcdef"}) EXPECT_FALSE(credentials.admit(header));
    ASSERT_TRUE(credentials.read());
    EXPECT_TRUE(credentials.admit("Bearer 0123456789abcdef"));
    EXPECT_FALSE(credentials.admit(""));
}

TEST_F(CredentialsTest, AFaultyFileChangesNothing) {
    write("0123456789abcdef");
    Credentials credentials{Protection{.token_file = path}};
    ASSERT_TRUE(credentials.read());
    write("fedcba9876543210", fs::perms::owner_read | fs::perms::others_read);
    const auto shown = credentials.read();
    ASSERT_FALSE(shown);
    EXPECT_THAT(shown.error(), HasSubstr(path + ": it holds a secret, and others than its owner can use it"));
    write("short");
    const auto guessed = credentials.read();
    ASSERT_FALSE(guessed);
    EXPECT_THAT(guessed.error(), HasSubstr(path + ": a token has 16 to 1024 characters"));
    EXPECT_TRUE(credentials.admit("Bearer 0123456789abcdef"));
    write("fedcba9876543210");
    ASSERT_TRUE(credentials.read());
    EXPECT_FALSE(credentials.admit("Bearer 0123456789abcdef"));
    EXPECT_TRUE(credentials.admit("Bearer fedcba9876543210"));
}

}  // namespace
}  // namespace hf::exporter
