#include "adapters/sqlite/log_scan.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <system_error>

#include "adapters/system/file_descriptor.hpp"
#include "core/ports/event_store.hpp"

namespace hf::sqlite {

std::filesystem::path log_of(const std::filesystem::path& database) { return database.string() + "-wal"; }

namespace {

constexpr std::size_t header_size = 32;
constexpr std::size_t frame_header_size = 24;
constexpr std::uint32_t log_magic = 0x377f0682;  // the lowest bit: checksums of big-endian words
constexpr std::uint32_t usual_page_size = 4096;

struct LogChecksum {
    std::uint32_t first{};
    std::uint32_t second{};
    bool operator==(const LogChecksum&) const = default;
};

std::uint32_t big_endian_at(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

LogChecksum checksum_at(const std::string& bytes, std::size_t at) {
    return {big_endian_at(bytes, at), big_endian_at(bytes, at + 4)};
}

// Sums pairs of words, whose order of bytes the log's header names.
LogChecksum summed(LogChecksum sum, const char* bytes, std::size_t size, bool swapped) {
    for (std::size_t at = 0; at + 8 <= size; at += 8) {
        std::uint32_t words[2];
        std::memcpy(words, bytes + at, sizeof words);
        if (swapped)
            for (auto& word : words) word = __builtin_bswap32(word);
        sum.first += words[0] + sum.second;
        sum.second += words[1] + sum.first;
    }
    return sum;
}

class LogReader {
public:
    explicit LogReader(const std::filesystem::path& file)
        : path_(file), file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (!file_ && errno != ENOENT) fail_reading();
        const auto end = file_ ? ::lseek(file_.get(), 0, SEEK_END) : 0;
        if (end < 0) fail_reading();
        size_ = static_cast<std::uint64_t>(end);
    }

    [[nodiscard]] std::uint64_t size() const { return size_; }

    void read(std::uint64_t at, std::string& bytes) const {
        for (std::size_t done = 0; done < bytes.size();) {
            const auto part =
                ::pread(file_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
            if (part <= 0) fail_reading();
            done += static_cast<std::size_t>(part);
        }
    }

private:
    [[noreturn]] void fail_reading() const {
        throw StoreError(fmt::format("{}: read: {}", path_.string(), std::system_category().message(errno)));
    }

    const std::filesystem::path path_;
    const FileDescriptor file_;
    std::uint64_t size_ = 0;
};

struct LogFrame {
    bool fits{};  // its predecessor
    bool of_this_log{};
    bool commits{};
    std::uint32_t page{};
};

class LogFrames {
public:
    explicit LogFrames(const LogReader& reader) : reader_(reader) {
        std::string header(header_size, '\0');
        reader_.read(0, header);
        const auto magic = big_endian_at(header, 0);
        const bool big = (magic & 1) != 0;
        swapped_ = big != (std::endian::native == std::endian::big);
        page_size_ = big_endian_at(header, 8);
        before_ = checksum_at(header, 24);
        salts_ = header.substr(16, 8);
        header_is_whole_ = (magic & ~1U) == log_magic && summed({}, header.data(), 24, swapped_) == before_;
        if (!header_is_whole_) {
            // The first frame says which log it is of.
            swapped_ = std::endian::native == std::endian::big;
            page_size_ = usual_page_size;
        }
        bytes_.resize(frame_header_size + page_size_);
        count_ = (reader_.size() - header_size) / bytes_.size();
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t offset_of(std::uint64_t frame) const {
        return header_size + (frame - 1) * bytes_.size();
    }

    // In their order, from 1 on.
    LogFrame take(std::uint64_t frame) {
        reader_.read(offset_of(frame), bytes_);
        if (frame == 1 && !header_is_whole_) salts_ = bytes_.substr(8, 8);
        const auto sum = summed(summed(before_, bytes_.data(), 8, swapped_), bytes_.data() + frame_header_size,
                                page_size_, swapped_);
        before_ = checksum_at(bytes_, 16);
        return {sum == before_ && big_endian_at(bytes_, 0) != 0 && (frame > 1 || header_is_whole_),
                bytes_.compare(8, 8, salts_) == 0, big_endian_at(bytes_, 4) != 0, big_endian_at(bytes_, 0)};
    }

    [[nodiscard]] bool header_is_whole() const { return header_is_whole_; }
    [[nodiscard]] std::uint32_t page_size() const { return page_size_; }

private:
    const LogReader& reader_;
    bool header_is_whole_ = false;
    bool swapped_ = false;
    std::uint32_t page_size_ = 0;
    LogChecksum before_;
    std::string salts_;
    std::string bytes_;
    std::uint64_t count_ = 0;
};

// Whether the database has the newest of each page that the log has.
bool all_is_in(const LogReader& log, const std::filesystem::path& database) {
    LogFrames frames(log);
    std::map<std::uint32_t, std::uint64_t> newest;
    for (std::uint64_t number = 1; number <= frames.count(); ++number)
        if (const auto frame = frames.take(number); frame.of_this_log) newest[frame.page] = number;
    const LogReader pages(database);
    std::string moved(frames.page_size(), '\0');
    std::string logged(frames.page_size(), '\0');
    return std::ranges::all_of(newest, [&](const auto& page) {
        const auto end = std::uint64_t{page.first} * frames.page_size();
        if (page.first == 0 || end > pages.size()) return false;
        pages.read(end - frames.page_size(), moved);
        log.read(frames.offset_of(page.second) + frame_header_size, logged);
        return moved == logged;
    });
}

}  // namespace

std::optional<LogDamage> find_damage(const std::filesystem::path& database) {
    const LogReader reader(log_of(database));
    if (reader.size() <= header_size) return std::nullopt;
    LogFrames frames(reader);
    // The header is written anew once all is in the database, and that write may be torn.
    if (!frames.header_is_whole() && all_is_in(reader, database)) return std::nullopt;
    std::uint64_t damaged = 0;  // the first frame that ends the log; 0: none yet
    bool committed = false;     // whether the transaction that it belongs to has ended
    for (std::uint64_t number = 1; number <= frames.count(); ++number) {
        const auto frame = frames.take(number);
        if (damaged == 0 && frame.fits && frame.of_this_log) continue;
        if (committed && frame.fits && frame.of_this_log)
            return LogDamage{frames.offset_of(damaged), damaged, frames.count()};
        // What continues a whole frame is of this log, though its salts say otherwise.
        const bool of_this_log = frame.of_this_log || (damaged == 0 && frame.fits);
        if (damaged == 0) damaged = number;
        committed = committed || (of_this_log && frame.commits);
    }
    return std::nullopt;
}

}  // namespace hf::sqlite
