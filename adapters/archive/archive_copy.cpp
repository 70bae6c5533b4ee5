#include "adapters/archive/archive_copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <system_error>
#include <vector>

#include "adapters/system/copied_file.hpp"
#include "adapters/system/make_directories.hpp"
#include "adapters/system/sync_directory.hpp"

namespace hf::archive {
namespace {

struct Segment {
    std::filesystem::path path;
    Position last{};
};

// events-<first>-<last>.msgpack.zst, with twenty digits each; other files are not the archive's.
std::optional<Position> last_of(std::string_view name) {
    constexpr std::size_t digits = 20;
    constexpr std::string_view before = "events-";
    constexpr std::string_view after = ".msgpack.zst";
    if (name.size() != before.size() + digits + 1 + digits + after.size()) return std::nullopt;
    if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
    const auto text = name.substr(before.size() + digits + 1, digits);
    Position last = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), last);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return last;
}

std::vector<Segment> segments_in(const std::filesystem::path& directory) {
    std::vector<Segment> found;
    std::error_code trouble;
    for (const auto& entry : std::filesystem::directory_iterator(directory, trouble))
        if (const auto last = last_of(entry.path().filename().string())) found.push_back({entry.path(), *last});
    if (trouble && trouble != std::errc::no_such_file_or_directory)
        throw ArchiveError(fmt::format("{}: {}", directory.string(), trouble.message()));
    std::ranges::sort(found, {}, &Segment::path);
    return found;
}

void make(const std::filesystem::path& directory) {
    try {
        make_directories(std::filesystem::absolute(directory), 0700);
    } catch (const std::system_error& problem) {
        throw ArchiveError(problem.what());
    }
}

}  // namespace

std::size_t copy_archive(const std::filesystem::path& from, const std::filesystem::path& to, Position until) {
    std::size_t copied = 0;
    for (const auto& [path, last] : segments_in(from)) {
        const auto copy = to / path.filename();
        std::error_code none;
        if (last > until || std::filesystem::exists(copy, none)) continue;
        make(to);
        if (const auto wrong = copy_file_whole(path, copy)) throw ArchiveError(*wrong);
        ++copied;
    }
    return copied;
}

bool has_later_files(const std::filesystem::path& directory, Position until) {
    return std::ranges::any_of(segments_in(directory), [&](const Segment& segment) { return segment.last > until; });
}

std::size_t move_later_files(const std::filesystem::path& from, const std::filesystem::path& to, Position until) {
    std::size_t moved = 0;
    for (const auto& [path, last] : segments_in(from)) {
        if (last <= until) continue;
        make(to);
        if (std::rename(path.c_str(), (to / path.filename()).c_str()) != 0)
            throw ArchiveError(fmt::format("{}: move: {}", path.string(), std::system_category().message(errno)));
        ++moved;
    }
    if (moved > 0 && (!sync_directory(to) || !sync_directory(from)))
        throw ArchiveError(fmt::format("{}: sync: {}", from.string(), std::system_category().message(errno)));
    return moved;
}

}  // namespace hf::archive
