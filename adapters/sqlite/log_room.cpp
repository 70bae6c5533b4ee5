#include "adapters/sqlite/log_room.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hf::sqlite {
namespace {

// The log as SQLite has it open, so that each of its file layers sees these writes as well.
sqlite3_file& open_log(Connection& writer) {
    sqlite3_file* log = nullptr;
    const int result = sqlite3_file_control(writer.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (result != SQLITE_OK || !log || !log->pMethods) throw writer.error("look at the write-ahead log");
    return *log;
}

int write_zeroes(sqlite3_file& log, sqlite3_int64 from, sqlite3_int64 to) {
    const std::string zeroes(std::size_t{1} << 16, '\0');  // SQLite's own file layer writes less than 128 KiB at once
    int result = SQLITE_OK;
    while (from < to && result == SQLITE_OK) {
        const auto part = std::min<sqlite3_int64>(to - from, static_cast<sqlite3_int64>(zeroes.size()));
        result = log.pMethods->xWrite(&log, zeroes.data(), static_cast<int>(part), from);
        from += part;
    }
    return result;
}

}  // namespace

std::optional<std::string> make_log_room(Connection& writer, std::uint64_t bytes) {
    // Nobody else may write to the log meanwhile.
    const Transaction nothing(writer, "BEGIN IMMEDIATE");
    auto& log = open_log(writer);
    sqlite3_int64 size = 0;
    int result = log.pMethods->xFileSize(&log, &size);
    if (result != SQLITE_OK) throw writer.error("look at the write-ahead log");
    if (std::cmp_greater_equal(size, bytes)) return std::nullopt;
    // Or a power cut might leave zeroes in the frames of before, as if these were damaged.
    if (log.pMethods->xSync(&log, SQLITE_SYNC_NORMAL) != SQLITE_OK) throw writer.error("sync the write-ahead log");
    result = write_zeroes(log, size, static_cast<sqlite3_int64>(bytes));
    if (result != SQLITE_OK) {
        log.pMethods->xTruncate(&log, size);
        return fmt::format(
            "the write-ahead log does not get its {} bytes in advance ({}): it grows with each commit, "
            "which makes commits slower",
            bytes, sqlite3_errstr(result));
    }
    if (log.pMethods->xSync(&log, SQLITE_SYNC_NORMAL) != SQLITE_OK) throw writer.error("sync the write-ahead log");
    return std::nullopt;
}

}  // namespace hf::sqlite
