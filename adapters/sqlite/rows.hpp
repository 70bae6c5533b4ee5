// The rows of the store's tables: how an event and an outcome are laid out in
// columns, and the checksum that tells whether a row is as it was written.
//
// The checksum is XXH3 (64 bits) over a tag for the table and all other columns
// in order: integers as 8 bytes, little-endian; text and blobs as their length,
// likewise, and their bytes; a NULL as the length 2^64 - 1.
//
// An event's principal and on_behalf_of came with the store's format 2. They are summed, after the
// others, only where one of them is not NULL, so that rows from before keep their checksum. Since
// each value says where it ends, a row without them is never summed as the bytes of one with them.
//
// A row is a view of the event, the outcome or the statement that it was made of. Stateless; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sqlite/connection.hpp"
#include "core/ports/event_store.hpp"

namespace hf::sqlite {

struct EventRow {
    static constexpr std::string_view columns =
        "position, category, category_position, stream, stream_version, previous, type, schema, time, "
        "command_id, correlation_id, traceparent, data, checksum, principal, on_behalf_of";
    static constexpr std::string_view parameters =
        "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16";

    std::uint64_t position{};
    std::uint64_t category{};
    std::uint64_t category_position{};
    std::string_view stream;
    std::uint64_t stream_version{};
    std::uint64_t previous{};
    std::string_view type;
    std::uint64_t schema{};
    std::int64_t time{};
    std::string_view command_id;
    std::string_view correlation_id;
    std::optional<std::string_view> traceparent;
    std::string_view data;
    std::optional<std::string_view> principal;
    std::optional<std::string_view> on_behalf_of;

    static EventRow of(const RecordedEvent& event);
    static EventRow of(const Statement& row);  // which selects `columns`

    void bind(Statement& insert, std::string& scratch) const;  // all parameters, the checksum too
    [[nodiscard]] bool intact(const Statement& row, std::string& scratch) const;
    [[nodiscard]] RecordedEvent event() const;
    [[nodiscard]] std::uint64_t checksum(std::string& scratch) const;
};

struct OutcomeRow {
    static constexpr std::string_view columns = "number, command_id, position, accepted, payload, checksum";
    static constexpr std::string_view parameters = "?1, ?2, ?3, ?4, ?5, ?6";

    std::uint64_t number{};
    std::string_view command_id;
    std::uint64_t position{};
    std::uint64_t accepted{};
    std::string_view payload;

    static OutcomeRow of(const CommandOutcome& outcome);
    static OutcomeRow of(const Statement& row);

    void bind(Statement& insert, std::string& scratch) const;
    [[nodiscard]] bool intact(const Statement& row, std::string& scratch) const;
    [[nodiscard]] CommandOutcome outcome() const;
    [[nodiscard]] std::uint64_t checksum(std::string& scratch) const;
};

}  // namespace hf::sqlite
