#include "adapters/sqlite/rows.hpp"

#include <xxhash.h>

namespace hf::sqlite {
namespace {

// Builds the bytes that are summed, in a buffer that keeps its size from row to row.
class Canonical {
public:
    Canonical(std::string& scratch, char table) : bytes_(scratch) { bytes_.assign(1, table); }

    Canonical& add(std::uint64_t value) {
        char bytes[8];
        for (auto& byte : bytes) {
            byte = static_cast<char>(value & 0xff);
            value >>= 8;
        }
        bytes_.append(bytes, sizeof bytes);
        return *this;
    }
    Canonical& add(std::int64_t value) { return add(static_cast<std::uint64_t>(value)); }
    Canonical& add(std::string_view value) {
        add(std::uint64_t{value.size()});
        bytes_.append(value);
        return *this;
    }
    [[nodiscard]] std::uint64_t sum() const { return XXH3_64bits(bytes_.data(), bytes_.size()); }

private:
    std::string& bytes_;
};

}  // namespace

EventRow EventRow::of(const RecordedEvent& event) {
    return {.position = event.position,
            .category = static_cast<std::uint64_t>(event.category),
            .category_position = event.category_position,
            .stream = event.stream,
            .stream_version = event.stream_version,
            .type = event.type,
            .schema = event.schema,
            .time = event.time.microseconds,
            .command_id = event.command_id,
            .correlation_id = event.correlation_id,
            .data = event.data.msgpack};
}

EventRow EventRow::of(const Statement& row) {
    return {.position = row.unsigned_integer(0),
            .category = row.unsigned_integer(1),
            .category_position = row.unsigned_integer(2),
            .stream = row.bytes(3),
            .stream_version = row.unsigned_integer(4),
            .type = row.bytes(5),
            .schema = row.unsigned_integer(6),
            .time = row.integer(7),
            .command_id = row.bytes(8),
            .correlation_id = row.bytes(9),
            .data = row.bytes(10)};
}

void EventRow::bind(Statement& insert, std::string& scratch) const {
    insert.bind(1, position);
    insert.bind(2, category);
    insert.bind(3, category_position);
    insert.bind_text(4, stream);
    insert.bind(5, stream_version);
    insert.bind_text(6, type);
    insert.bind(7, schema);
    insert.bind(8, time);
    insert.bind_text(9, command_id);
    insert.bind_text(10, correlation_id);
    insert.bind_blob(11, data);
    insert.bind(12, checksum(scratch));
}

bool EventRow::intact(const Statement& row, std::string& scratch) const {
    return row.unsigned_integer(11) == checksum(scratch) && category < category_count;
}

RecordedEvent EventRow::event() const {
    return {.position = position,
            .category = static_cast<Category>(category),
            .category_position = category_position,
            .stream = std::string(stream),
            .stream_version = stream_version,
            .type = std::string(type),
            .schema = static_cast<std::uint32_t>(schema),
            .time = {time},
            .command_id = std::string(command_id),
            .correlation_id = std::string(correlation_id),
            .data = {std::string(data)}};
}

std::uint64_t EventRow::checksum(std::string& scratch) const {
    return Canonical(scratch, 'e')
        .add(position)
        .add(category)
        .add(category_position)
        .add(stream)
        .add(stream_version)
        .add(type)
        .add(schema)
        .add(time)
        .add(command_id)
        .add(correlation_id)
        .add(data)
        .sum();
}

OutcomeRow OutcomeRow::of(std::uint64_t number, const CommandOutcome& outcome) {
    return {.number = number,
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
    return {.command_id = std::string(command_id),
            .position = position,
            .accepted = accepted != 0,
            .payload = std::string(payload)};
}

std::uint64_t OutcomeRow::checksum(std::string& scratch) const {
    return Canonical(scratch, 'o').add(number).add(command_id).add(position).add(accepted).add(payload).sum();
}

}  // namespace hf::sqlite
