#include "adapters/archive/archive_copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
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
    Position first{};
    Position last{};
};

std::optional<Position> position_in(std::string_view digits) {
    Position position = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), position);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return position;
}

// events-<first>-<last>.msgpack.zst, with twenty digits each; other files are not the archive's.
std::optional<Segment> segment_at(const std::filesystem::path& path) {
    constexpr std::size_t digits = 20;
    constexpr std::string_view before = "events-";
    constexpr std::string_view after = ".msgpack.zst";
    const auto file = path.filename().string();
    const std::string_view name = file;
    if (name.size() != before.size() + digits + 1 + digits + after.size()) return std::nullopt;
    if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
    const auto first = position_in(name.substr(before.size(), digits));
    const auto last = position_in(name.substr(before.size() + digits + 1, digits));
    if (!first || !last) return std::nullopt;
    return Segment{path, *first, *last};
}

std::vector<Segment> segments_in(const std::filesystem::path& directory) {
    std::vector<Segment> found;
    std::error_code trouble;
    for (const auto& entry : std::filesystem::directory_iterator(directory, trouble))
        if (auto segment = segment_at(entry.path())) found.push_back(std::move(*segment));
    if (trouble && trouble != std::errc::no_such_file_or_directory)
        throw ArchiveError(fmt::format("{}: {}", directory.string(), trouble.message()));
    std::ranges::sort(found, {}, &Segment::path);
    return found;
}

// The end of a file has the checksum of its contents, so files that end alike and have one size are the same.
std::string end_of(const std::filesystem::path& path) {
    constexpr std::streamoff most = 64;
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const auto size = static_cast<std::streamoff>(file.tellg());
    if (size < 0) throw ArchiveError(fmt::format("{}: can't be read", path.string()));
    std::string bytes(static_cast<std::size_t>(std::min(size, most)), '\0');
    file.seekg(size - static_cast<std::streamoff>(bytes.size()));
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file) throw ArchiveError(fmt::format("{}: can't be read", path.string()));
    return fmt::format("{} {}", size, bytes);
}

// A store that was restored meanwhile has numbered other events as those that the copy has. The oldest files may have
// been taken out of the archive since.
void must_be_a_copy_of(const std::vector<Segment>& archive, const std::filesystem::path& copy) {
    for (const auto& old : segments_in(copy)) {
        if (!archive.empty() && old.last < archive.front().first) continue;
        const auto original = std::ranges::find(archive, old.path.filename(),
                                                [](const Segment& segment) { return segment.path.filename(); });
        if (original != archive.end() && end_of(old.path) == end_of(original->path)) continue;
        throw ArchiveError(
            fmt::format("{} has the events {} to {}, and is no copy of a file of this archive: the store was restored "
                        "since, or it is another one. Move {} and its backup away, or give the backup another name",
                        old.path.string(), old.first, old.last, copy.string()));
    }
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
    const auto segments = segments_in(from);
    must_be_a_copy_of(segments, to);
    std::size_t copied = 0;
    for (const auto& [path, first, last] : segments) {
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
    for (const auto& [path, first, last] : segments_in(from)) {
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
