#include "adapters/sqlite/readable_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/sqlite/rows.hpp"
#include "adapters/sqlite/store_file.hpp"

namespace hf::sqlite {
namespace {

std::int64_t checked_format(Connection& connection) {
    check_format(connection, connection.name());
    return connection.integer("PRAGMA user_version");
}

std::string id_of(Connection& connection) {
    auto id = connection.text("SELECT value FROM meta WHERE key = 'store_id'");
    if (id.empty()) throw StoreError(fmt::format("{} is damaged: it has no id", connection.name()));
    return id;
}

std::string events_between(std::int64_t format) {
    std::string columns(EventRow::columns);
    // Format 1 had no columns for these.
    if (format == 1) columns.replace(columns.find("principal, on_behalf_of"), std::string::npos, "NULL, NULL");
    return fmt::format("SELECT {} FROM events WHERE position >= ?1 AND position <= ?2 ORDER BY position", columns);
}

}  // namespace

ReadableStore::ReadableStore(const std::filesystem::path& file, Connection::Access access)
    : connection(file, {.access = access}),
      format(checked_format(connection)),
      id(id_of(connection)),
      events(connection, events_between(format)),
      outcomes(connection, fmt::format("SELECT {} FROM outcomes WHERE number >= ?1 AND number <= ?2 ORDER BY number",
                                       OutcomeRow::columns)) {
    connection.execute("PRAGMA query_only = ON");
}

Position ReadableStore::first() {
    return std::max<Position>(1, unsigned_of("SELECT value FROM meta WHERE key = 'first'"));
}

StoreExtent ReadableStore::extent() {
    return {.first = first(),
            .head = unsigned_of("SELECT max(position) FROM events"),
            .first_outcome = first_outcome(),
            .last_outcome = unsigned_of("SELECT max(number) FROM outcomes")};
}

}  // namespace hf::sqlite
