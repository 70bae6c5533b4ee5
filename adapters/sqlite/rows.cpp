#include "adapters/sqlite/rows.hpp"

#include <xxhash.h>

#include <bit>
#include <cstring>

namespace hf::sqlite {
namespace {

// Builds the bytes that are summed, in a buffer that keeps its size from row to row.
class Canonical {
public:
    Canonical(std::string& scratch, char table) : bytes_(scratch) { *room(1) = table; }

    Canonical& add(std::uint64_t value) {
        if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
        std::memcpy(room(sizeof value), &value, sizeof value);
        return *this;
    }
    Canonical& add(std::int64_t value) { return add(static_cast<std::uint64_t>(value)); }
    Canonical& add(std::optional<std::string_view> value) { return value ? add(*value) : add(~std::uint64_t{0}); }
    Canonical& add(std::string_view value) {
        add(std::uint64_t{value.size()});
        value.copy(room(value.size()), value.size());
        return *this;
    }
    [[nodiscard]] std::uint64_t sum() const { return XXH3_64bits(bytes_.data(), used_); }

private:
    char* room(std::size_t size) {
        used_ += size;
        if (used_ > bytes_.size()) bytes_.resize(2 * used_);
        return bytes_.data() + used_ - size;
    }

    std::string& bytes_;
    std::size_t used_ = 0;
};

std::optional<std::string_view> text_or_null(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.bytes(column));
}

void bind_text_or_null(Statement& insert, int parameter, std::optional<std::string_view> value) {
    if (value)
        insert.bind_text(parameter, *value);
    else
        insert.bind_null(parameter);
}

std::optional<std::string> string_or_none(std::optional<std::string_view> value) {
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

}  // namespace

EventRow EventRow::of(const RecordedEvent& event) {
    return {.position = event.position,
            .category = static_cast<std::uint64_t>(event.category),
            .category_position = event.category_position,
            .stream = event.stream,
            .stream_version = event.stream_version,
            .previous = event.previous,
            .type = event.type,
            .schema = event.schema,
            .time = event.time.microseconds,
            .command_id = event.command_id,
            .correlation_id = event.correlation_id,
            .traceparent = event.traceparent,
            .data = event.data.msgpack,
            .principal = event.principal,
            .on_behalf_of = event.on_behalf_of};
}

EventRow EventRow::of(const Statement& row) {
    return {.position = row.unsigned_integer(0),
            .category = row.unsigned_integer(1),
            .category_position = row.unsigned_integer(2),
            .stream = row.bytes(3),
            .stream_version = row.unsigned_integer(4),
            .previous = row.unsigned_integer(5),
            .type = row.bytes(6),
            .schema = row.unsigned_integer(7),
            .time = row.integer(8),
            .command_id = row.bytes(9),
            .correlation_id = row.bytes(10),
            .traceparent = text_or_null(row, 11),
            .data = row.bytes(12),
            .principal = text_or_null(row, 14),
            .on_behalf_of = text_or_null(row, 15)};
}

void EventRow::bind(Statement& insert, std::string& scratch) const {
    insert.bind(1, position);
    insert.bind(2, category);
    insert.bind(3, category_position);
    insert.bind_text(4, stream);
    insert.bind(5, stream_version);
    insert.bind(6, previous);
    insert.bind_text(7, type);
    insert.bind(8, schema);
    insert.bind(9, time);
    insert.bind_text(10, command_id);
    insert.bind_text(11, correlation_id);
    bind_text_or_null(insert, 12, traceparent);
    insert.bind_blob(13, data);
    insert.bind(14, checksum(scratch));
    bind_text_or_null(insert, 15, principal);
    bind_text_or_null(insert, 16, on_behalf_of);
}

bool EventRow::intact(const Statement& row, std::string& scratch) const {
    return row.unsigned_integer(13) == checksum(scratch) && category < category_count;
}

RecordedEvent EventRow::event() const {
    return {.position = position,
            .category = static_cast<Category>(category),
            .category_position = category_position,
            .stream = std::string(stream),
            .stream_version = stream_version,
            .previous = previous,
            .type = std::string(type),
            .schema = static_cast<std::uint32_t>(schema),
            .time = {time},
            .command_id = std::string(command_id),
            .correlation_id = std::string(correlation_id),
            .traceparent = string_or_none(traceparent),
            .principal = string_or_none(principal),
            .on_behalf_of = string_or_none(on_behalf_of),
            .data = {std::string(data)}};
}

std::uint64_t EventRow::checksum(std::string& scratch) const {
    Canonical bytes(scratch, 'e');
    bytes.add(position)
        .add(category)
        .add(category_position)
        .add(stream)
        .add(stream_version)
        .add(previous)
        .add(type)
        .add(schema)
        .add(time)
        .add(command_id)
        .add(correlation_id)
        .add(traceparent)
        .add(data);
    if (principal || on_behalf_of) bytes.add(principal).add(on_behalf_of);
    return bytes.sum();
}

OutcomeRow OutcomeRow::of(const CommandOutcome& outcome) {
    return {.number = outcome.number,
            .command_id = outcome.command_id,
            .position = outcome.position,
            .accepted = outcome.accepted ? 1U : 0U,
            .payload = outcome.payload};
}

OutcomeRow OutcomeRow::of(const Statement& row) {
    return {.number = row.unsigned_integer(0),
            .command_id = row.bytes(1),
            .position = row.unsigned_integer(2),
            .accepted = row.unsigned_integer(3),
            .payload = row.bytes(4)};
}

void OutcomeRow::bind(Statement& insert, std::string& scratch) const {
    insert.bind(1, number);
    insert.bind_text(2, command_id);
    insert.bind(3, position);
    insert.bind(4, accepted);
    insert.bind_blob(5, payload);
    insert.bind(6, checksum(scratch));
}

bool OutcomeRow::intact(const Statement& row, std::string& scratch) const {
    return row.unsigned_integer(5) == checksum(scratch);
}

CommandOutcome OutcomeRow::outcome() const {
    return {.number = number,
            .command_id = std::string(command_id),
            .position = position,
            .accepted = accepted != 0,
            .payload = std::string(payload)};
}

std::uint64_t OutcomeRow::checksum(std::string& scratch) const {
    return Canonical(scratch, 'o').add(number).add(command_id).add(position).add(accepted).add(payload).sum();
}

}  // namespace hf::sqlite
