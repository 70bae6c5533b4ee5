// LogScan: looks at a write-ahead log before SQLite does. SQLite takes the first frame that doesn't fit for the end of
// the log and says nothing; so one damaged byte costs all that was committed after it.
//
//     if (const auto damage = find_damage("/var/lib/hostfactory/events.db")) use(damage->offset);
//
// The log is a header and frames of one page each (https://www.sqlite.org/fileformat2.html, section 4). A frame has the
// salts of its log, and a checksum that goes on from the one of the frame before; so it can be checked against
// what its predecessor says, also behind one that is damaged. What ends the log:
//
// - Nothing of this log stands behind it, or only the rest of the transaction it belongs to: a write that was torn, and
//   never acknowledged, since the next transaction begins after the sync of the one before. SQLite cuts it, rightly.
// - Zeroes stand behind it: the log has its blocks before they are needed (log_room.hpp).
// - Its header is torn, and the database has all that the log has: it was about to begin again.
// - Frames of a later transaction: it was synced and acknowledged, and has been damaged since.
//
// Errors: StoreError for a log that can't be read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace hf::sqlite {

struct LogDamage {
    std::uint64_t offset{};  // of the first frame that can't be trusted, in bytes
    std::uint64_t frame{};   // its number, from 1 on
    std::uint64_t frames{};  // in the log, the older ones that are left behind its end included
};

std::filesystem::path log_of(const std::filesystem::path& database);

std::optional<LogDamage> find_damage(const std::filesystem::path& database);

}  // namespace hf::sqlite
