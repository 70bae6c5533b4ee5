// What lies within the directories that a site permits, however it is named.
#include "adapters/system/permitted_paths.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapters/system/file_descriptor.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;

class PermittedPathsTest : public ::testing::Test {
protected:
    PermittedPathsTest() {
        for (const auto* name : {"a", "a/below", "ab"}) fs::create_directory(base / name);
        for (const auto* name : {"a/file", "a/below/file", "ab/file", "file"}) std::ofstream(base / name) << name;
        fs::create_symlink(base / "file", base / "a/out");
        fs::create_symlink(base / "a/file", base / "in");
        fs::create_symlink(base / "a", base / "link_to_a");
    }
    [[nodiscard]] bool permits(const PermittedPaths& paths, const std::string& name) const {
        return paths.permitted((base / name).string()).has_value();
    }
    [[nodiscard]] PermittedPaths within(const std::string& name) const { return {"paths", {(base / name).string()}}; }

    testing::TemporaryDirectory folder;
    const fs::path base = fs::canonical(folder.path());
};

TEST_F(PermittedPathsTest, WithoutDirectoriesEverythingIs) {
    EXPECT_TRUE(PermittedPaths().everywhere());
    EXPECT_EQ(PermittedPaths().permitted("/dev/null"), "/dev/null");
    EXPECT_FALSE(within("a").everywhere());
}

TEST_F(PermittedPathsTest, IsWhatLiesWithinADirectory) {
    for (const auto* directory : {"a", "a/", "a/../a/./", "link_to_a"}) {
        const auto paths = within(directory);
        EXPECT_TRUE(permits(paths, "a/file")) << directory;
        EXPECT_TRUE(permits(paths, "a/below/file")) << directory;
        EXPECT_TRUE(permits(paths, "ab/../a/file")) << directory;
        EXPECT_FALSE(permits(paths, "file")) << directory;
        EXPECT_FALSE(permits(paths, "a/../file")) << directory;
        EXPECT_FALSE(permits(paths, "ab/file")) << directory << ": the name only begins like the directory's";
        EXPECT_FALSE(permits(paths, "a")) << directory << ": it is no file within";
    }
    EXPECT_TRUE(permits(PermittedPaths("paths", {"/"}), "file"));
    EXPECT_TRUE(permits(PermittedPaths("paths", {"/no/such/directory", base / "ab"}), "ab/file"));
}

TEST_F(PermittedPathsTest, ALinkIsWhatItLeadsTo) {
    EXPECT_FALSE(permits(within("a"), "a/out"));
    EXPECT_EQ(within("a").permitted((base / "in").string()), (base / "a/file").string());
    EXPECT_EQ(within("a").permitted((base / "link_to_a/below/file").string()), (base / "a/below/file").string());
}

TEST_F(PermittedPathsTest, SaysWhatIsWrong) {
    EXPECT_EQ(within("a").permitted((base / "a/out").string()).error(),
              fmt::format("it is {0}/file, which lies in none of paths ({0}/a)", base.string()));
    EXPECT_EQ(within("a").permitted((base / "a/none").string()).error(), "No such file or directory");
    EXPECT_FALSE(permits(within("none"), "a/file")) << "a directory that isn't there permits nothing";
    EXPECT_FALSE(permits(PermittedPaths("paths", {""}), "a/file"));
}

TEST_F(PermittedPathsTest, AnOpenFileStaysWhatItIs) {
    const auto link = base / "a/link";
    fs::create_symlink(base / "file", link);
    const FileDescriptor outside(::open(link.c_str(), O_RDONLY | O_CLOEXEC));
    fs::remove(link);
    fs::create_symlink(base / "a/file", link);
    EXPECT_TRUE(within("a").permitted(link.string()));
    EXPECT_EQ(within("a").permitted(outside.get()).error(),
              fmt::format("it is {0}/file, which lies in none of paths ({0}/a)", base.string()));
    const FileDescriptor inside(::open(link.c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(within("a").permitted(inside.get()), (base / "a/file").string());
}

}  // namespace
}  // namespace hf
