// LogRoom: the write-ahead log gets the blocks that it will need, as zeroes, before anything is committed to it. A sync
// of a file that grows writes its new size and the place of its new blocks as well, which takes twice as long, and
// in one of a thousand cases fifty times. Reserved blocks (fallocate) do not help, since their first write is such a
// change, too.
//
//     writer.checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
//     if (const auto why = make_log_room(writer, 16U << 20)) log.warn(*why);
//
// What the log has already is left as it is. SQLite takes a header of zeroes for that of an empty log, as every version
// of it and of this program does, so that a crash at any time leaves a log that opens.
//
// Returns why there is no room; the log then grows with its commits, and is as long as it was. Holds the database's
// write lock. Errors: StoreError where a sync fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sqlite/connection.hpp"

namespace hf::sqlite {

std::optional<std::string> make_log_room(Connection& writer, std::uint64_t bytes);

}  // namespace hf::sqlite
