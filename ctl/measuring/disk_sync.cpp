#include "ctl/measuring/disk_sync.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t block_bytes = 4096;
constexpr std::size_t file_blocks = 256;

class NamelessFile {
public:
    explicit NamelessFile(const std::string& directory) {
        descriptor_ = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        // Some file systems (NFS among them) make no file without a name.
        if (descriptor_ >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return;
        auto path = directory + "/hostfactoryctl-bench-XXXXXX";
        descriptor_ = ::mkostemp(path.data(), O_CLOEXEC);
        if (descriptor_ >= 0) ::unlink(path.c_str());
    }
    ~NamelessFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    NamelessFile(const NamelessFile&) = delete;
    NamelessFile& operator=(const NamelessFile&) = delete;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    // Returns false with errno set where the disk fails.
    [[nodiscard]] bool write(std::size_t block, char content) const {
        std::array<char, block_bytes> bytes{};
        bytes.fill(content);
        const auto offset = static_cast<off_t>(block % file_blocks * block_bytes);
        const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
        if (written >= 0 && written != static_cast<ssize_t>(bytes.size())) errno = ENOSPC;
        return written == static_cast<ssize_t>(bytes.size());
    }
    [[nodiscard]] bool sync() const { return ::fdatasync(descriptor_) == 0; }

private:
    int descriptor_ = -1;
};

}  // namespace

tl::expected<Timing, std::string> measure_syncs(const std::string& directory, std::chrono::milliseconds duration,
                                                const Pause& pause) {
    const auto failed = [&] {
        return tl::make_unexpected(fmt::format("no file can be written in {}: {}", directory, std::strerror(errno)));
    };
    const NamelessFile file(directory);
    if (!file.is_open()) return failed();
    // The room is there before, so that the syncs write no metadata: the best that the disk can do.
    for (std::size_t block = 0; block < file_blocks; ++block)
        if (!file.write(block, '\0')) return failed();
    if (!file.sync()) return failed();
    Timings timings;
    const auto begin = steady_clock::now();
    for (std::size_t block = 0; steady_clock::now() - begin < duration && !pause(0ms); ++block) {
        const auto before = steady_clock::now();
        if (!file.write(block, 'x') || !file.sync()) return failed();
        timings.add(steady_clock::now() - before);
    }
    return timings.over(steady_clock::now() - begin);
}

}  // namespace hf::ctl
