// ReadableStore: a store's file that is open for reading alone, also while its daemon commits. Nothing in it is
// changed, checkpointed or removed.
//
//     ReadableStore store("/var/lib/hostfactory/events.db");
//     const Transaction reading(store.connection);  // short: while one is open the log can't begin again
//     const auto extent = store.extent();
//
// A file that is no store, or of a newer format, is refused. Rows of an older format are read with today's columns.
//
// Used by one thread. Errors: StoreError.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/store_extent.hpp"

namespace hf::sqlite {

class ReadableStore {
public:
    explicit ReadableStore(const std::filesystem::path& file,
                           Connection::Access access = Connection::Access::read_only);

    [[nodiscard]] StoreExtent extent();
    [[nodiscard]] Position first();
    [[nodiscard]] OutcomeNumber first_outcome() { return unsigned_of("SELECT coalesce(min(number), 1) FROM outcomes"); }

    Connection connection;
    const std::int64_t format;
    const std::string id;
    Statement events;    // from ?1 to ?2, as EventRow::columns
    Statement outcomes;  // from ?1 to ?2, as OutcomeRow::columns

private:
    std::uint64_t unsigned_of(const char* sql) { return static_cast<std::uint64_t>(connection.integer(sql)); }
};

}  // namespace hf::sqlite
