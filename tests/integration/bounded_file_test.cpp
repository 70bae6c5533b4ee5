// What read_bounded_file() says of each kind of thing that a name may stand for. None of them may hold it: a test that
// hangs here has failed.
#include "adapters/system/bounded_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "adapters/system/file_descriptor.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;

class BoundedFile : public ::testing::Test {
protected:
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name, std::ios::binary) << text;
        return folder.file(name);
    }
    static std::string why(const std::string& path, std::size_t most = 1000) {
        const auto text = read_bounded_file(path, most);
        return text ? "was read: " + *text : text.error();
    }

    testing::TemporaryDirectory folder;
};

TEST_F(BoundedFile, ReadsAllOfAFile) {
    std::string bytes(70'000, 'x');
    bytes[3] = '\0';
    bytes[69'999] = '\xff';
    EXPECT_EQ(read_bounded_file(file("bytes", bytes), 70'000), bytes);
    EXPECT_EQ(read_bounded_file(file("empty", ""), 0), "");
    // Has no size that could be known beforehand.
    EXPECT_EQ(read_bounded_file("/proc/self/comm", 1000)->back(), '\n');
    fs::create_symlink("bytes", folder / "link");
    EXPECT_EQ(read_bounded_file(folder / "link", 100'000), bytes);
}

TEST_F(BoundedFile, RefusesWhatIsTooLarge) {
    const auto path = file("large", std::string(1001, 'x'));
    EXPECT_EQ(why(path), fmt::format("can't read {}: it is larger than 1000 bytes", path));
    EXPECT_EQ(why("/proc/self/environ", 0), "can't read /proc/self/environ: it is larger than 0 bytes");
    // Sparse: there is nothing to it but its size.
    ASSERT_EQ(::truncate(path.c_str(), off_t{1} << 40), 0);
    EXPECT_EQ(why(path), fmt::format("can't read {}: it is larger than 1000 bytes", path));
}

TEST_F(BoundedFile, RefusesWhatIsNoFile) {
    EXPECT_EQ(why(folder.path()), fmt::format("can't read {}: it is a directory", folder.path().string()));
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(why(fifo), fmt::format("can't read {}: it is no regular file", fifo));
    for (const auto* device : {"/dev/zero", "/dev/null", "/dev/tty", "/dev/random", "/dev/stdin"})
        EXPECT_TRUE(why(device).starts_with(fmt::format("can't read {}: ", device))) << why(device);
    const std::string socket = folder / "socket";
    const FileDescriptor listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(listening.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(why(socket), fmt::format("can't read {}: it is no regular file", socket));
}

TEST_F(BoundedFile, RefusesWhatIsNotThere) {
    EXPECT_EQ(why("/no/such/file"), "can't read /no/such/file: No such file or directory");
    EXPECT_EQ(why(""), "can't read : No such file or directory");
    EXPECT_EQ(why(file("x", "") + "/y"), fmt::format("can't read {}/x/y: Not a directory", folder.path().string()));
    fs::create_symlink("circle", folder / "circle");
    EXPECT_EQ(why(folder / "circle"),
              fmt::format("can't read {}/circle: Too many levels of symbolic links", folder.path().string()));
    EXPECT_NE(why(std::string("/etc/passwd\0.sh", 15)).find("NUL"), std::string::npos);
    EXPECT_NE(why(std::string(10'000, 'x')).find("File name too long"), std::string::npos);
}

TEST_F(BoundedFile, FollowsNoLinkWhereNoneIsWanted) {
    fs::create_symlink(file("target", "text"), folder / "link");
    const FileDescriptor directory(::open(folder.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    EXPECT_EQ(read_bounded_file_at(directory.get(), "link", 100, O_NOFOLLOW).error().value(), ELOOP);
    EXPECT_EQ(read_bounded_file_at(directory.get(), "link", 100), "text");
    EXPECT_EQ(read_bounded_file_at(directory.get(), "none", 100, O_NOFOLLOW).error().value(), ENOENT);
}

TEST_F(BoundedFile, LiesWhereItIsPermitted) {
    fs::create_directory(folder / "inside");
    const PermittedPaths within("paths", {folder.file("inside")});
    const auto read = [&](const std::string& path) {
        const auto text = read_bounded_file(path, 100, Readers::daemon, within);
        return text ? *text : text.error();
    };
    EXPECT_EQ(read(file("inside/good", "text")), "text");
    const auto outside = file("outside", "secret");
    fs::create_symlink(outside, folder / "inside/link");
    for (const auto& path : {outside, folder.file("inside/../outside"), folder.file("inside/link")}) {
        EXPECT_NE(read(path).find("which lies in none of paths"), std::string::npos) << read(path);
        EXPECT_TRUE(read(path).starts_with(fmt::format("can't read {}: it is ", path))) << read(path);
    }
    EXPECT_EQ(read(folder.file("inside/none")),
              fmt::format("can't read {}: No such file or directory", folder.file("inside/none")));
}

TEST_F(BoundedFile, ReadsAPipeToItsEnd) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const FileDescriptor from(ends[0]);
    FileDescriptor to(ends[1]);
    ASSERT_EQ(::write(to.get(), "word", 4), 4);
    to.reset();
    EXPECT_EQ(read_to_end(from.get(), 4), "word");
    const FileDescriptor zeros(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(read_to_end(zeros.get(), 100'000).error().value(), EFBIG);
}

TEST_F(BoundedFile, ForEveryoneIsOneThatEveryoneMayRead) {
    fs::permissions(folder.path(), fs::perms{0711});
    const auto path = file("secret", "x");
    ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
    EXPECT_EQ(read_bounded_file(path, 10), "x");
    const auto refused = read_bounded_file(path, 10, Readers::everyone);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("(chmod o+r)"), std::string::npos) << refused.error();
    ASSERT_EQ(::chmod(path.c_str(), 0604), 0);
    EXPECT_EQ(read_bounded_file(path, 10, Readers::everyone), "x");
}

// A file that some users can't come to is no less a secret for its own mode.
TEST_F(BoundedFile, ForEveryoneIsOneThatEveryoneMayComeTo) {
    const auto closed = folder / "closed";
    fs::create_directories(closed / "below");
    fs::permissions(folder.path(), fs::perms{0711});
    std::ofstream(closed / "below" / "file") << "x";
    fs::permissions(closed / "below" / "file", fs::perms{0644});
    fs::create_symlink(closed / "below", folder / "link");
    const auto paths = {closed / "below" / "file", closed / "below" / ".." / "below" / "file",
                        folder / "link" / "file"};
    fs::permissions(closed, fs::perms{0750});
    for (const auto& path : paths) {
        EXPECT_EQ(read_bounded_file(path, 10), "x");
        const auto refused = read_bounded_file(path, 10, Readers::everyone);
        ASSERT_FALSE(refused) << path;
        EXPECT_EQ(refused.error(),
                  fmt::format("can't read {}: the mode of {} keeps some users from it, and the contents would be shown "
                              "to others (chmod o+x)",
                              path.string(), fs::canonical(closed).string()));
    }
    fs::permissions(closed, fs::perms{0711});
    for (const auto& path : paths) EXPECT_EQ(read_bounded_file(path, 10, Readers::everyone), "x") << path;
}

}  // namespace
}  // namespace hf
