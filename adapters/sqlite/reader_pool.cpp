#include "adapters/sqlite/reader_pool.hpp"

#include <fmt/format.h>

#include "adapters/sqlite/rows.hpp"

namespace hf::sqlite {

Reader::Reader(const std::filesystem::path& path, const std::string& vfs)
    : connection(path, {.vfs = vfs}),
      events(connection, fmt::format("SELECT {} FROM events WHERE position > ?1 AND position <= ?2 "
                                     "ORDER BY position",
                                     EventRow::columns)),
      outcomes(connection,
               fmt::format("SELECT {} FROM outcomes WHERE number >= ?1 ORDER BY number", OutcomeRow::columns)) {
    connection.execute("PRAGMA query_only = ON");
}

std::unique_ptr<Reader> ReaderPool::take() {
    {
        const MutexLock lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
    }
    return std::make_unique<Reader>(path_, vfs_);
}

}  // namespace hf::sqlite
