// Which words a user gets who may not use a socket.
#include "site/access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class Access : public ::testing::Test {
protected:
    Access() {
        ::chmod(folder_.path().c_str(), 0755);
        fs::create_directory(folder_ / "run");
        std::ofstream(folder_ / "run" / "commands.sock") << "";
    }

    // The words for a user of no group of ours. Another user id takes root's rights away, in a process of its own.
    std::string told(mode_t directory, mode_t socket) {
        ::chmod((folder_ / "run" / "commands.sock").c_str(), socket);
        ::chmod((folder_ / "run").c_str(), directory);
        const auto path = folder_.file("run/commands.sock");
        int pipes[2];
        EXPECT_EQ(::pipe(pipes), 0);
        const auto child = ::fork();
        if (child == 0) {
            if (::setgid(54321) != 0 || ::setuid(54321) != 0) ::_exit(1);
            const auto words = why_denied(path, R_OK | W_OK).value_or("nothing");
            ::_exit(::write(pipes[1], words.data(), words.size()) > 0 ? 0 : 1);
        }
        ::close(pipes[1]);
        std::string words(4096, '\0');
        const auto size = ::read(pipes[0], words.data(), words.size());
        ::close(pipes[0]);
        ::waitpid(child, nullptr, 0);
        words.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return words;
    }

    testing::TemporaryDirectory folder_;
};

TEST_F(Access, TellsTheGroupThatOneMustBeIn) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be another user for a moment";
    // A member of root's group may do far more than use the sockets.
    const auto group =
        AllOf(HasSubstr("members of the group root"), HasSubstr("Group= of its unit"), Not(HasSubstr("usermod")));
    EXPECT_THAT(told(0750, 0660), AllOf(HasSubstr(folder_.file("run") + " is open"), group));
    EXPECT_THAT(told(0755, 0660), AllOf(HasSubstr("commands.sock is open"), group));
    EXPECT_THAT(told(0700, 0660), HasSubstr("is open to its owner root alone"));
    EXPECT_EQ(told(0755, 0666), "nothing");
}

TEST(WayIn, IsIntoOurOwnGroupAlone) {
    EXPECT_EQ(way_into("hostfactory", "alice"), "; become one (sudo usermod -aG hostfactory alice), and log in again");
    for (const auto* group : {"root", "sudo", "docker", "adm", "54321"})
        EXPECT_THAT(way_into(group, "alice"), AllOf(Not(HasSubstr("usermod")), HasSubstr("Group= of its unit")))
            << group;
}

TEST_F(Access, SaysNothingOfWhatIsNotThere) {
    EXPECT_FALSE(why_denied(folder_.file("none"), R_OK));
    EXPECT_FALSE(why_denied(folder_.file("run"), R_OK));
}

}  // namespace
}  // namespace hf
