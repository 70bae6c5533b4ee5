#include "adapters/sqlite/verification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::sqlite {
namespace {

constexpr Position rows_per_notice = 1000;

// A row that SQLite itself can't read is damage, too.
bool step(Statement& rows, const OwnedFile& file, Position expected) {
    try {
        return rows.step();
    } catch (const StoreError& unreadable) {
        throw file.damaged(expected, unreadable.what());
    }
}

}  // namespace

VerifiedEvents verify_events(OwnedFile& file, const StoreClaim::Verified& verified) {
    VerifiedEvents found;
    if (verified.position > 0) found.numbering = Numbering(verified.position, verified.category_positions);
    auto& numbering = found.numbering;
    found.first =
        std::max<Position>(1, static_cast<Position>(file.writer.integer("SELECT value FROM meta WHERE key = 'first'")));
    // The numbers of what was pruned are known by the archive alone.
    if (numbering.head() + 1 < found.first) numbering = Numbering(found.first - 1);
    Statement rows(file.writer,
                   fmt::format("SELECT {} FROM events WHERE position > ?1 ORDER BY position", EventRow::columns));
    rows.bind(1, numbering.head());
    std::string scratch;
    const auto begun_at = numbering.head();
    auto* progress = file.options.progress;
    if (progress && file.readable.position > begun_at)
        progress->begins("checking events", file.readable.position - begun_at);
    while (step(rows, file, numbering.head() + 1)) {
        const auto row = EventRow::of(rows);
        const auto expected = numbering.head() + 1;
        if (row.position != expected) throw file.damaged(expected, "it is missing");
        if (!row.intact(rows, scratch)) throw file.damaged(expected, "its checksum does not match");
        if (const auto wrong = numbering.take(row)) throw file.damaged(expected, *wrong);
        if (progress && expected % rows_per_notice == 0) progress->comes_to(expected - begun_at);
    }
    return found;
}

std::optional<RecordedEvent> verified_event(const OwnedFile& file, Position position) {
    Statement rows(file.writer, fmt::format("SELECT {} FROM events WHERE position = ?1", EventRow::columns));
    rows.bind(1, position);
    std::string scratch;
    if (!step(rows, file, position)) return std::nullopt;
    const auto row = EventRow::of(rows);
    if (!row.intact(rows, scratch)) throw file.damaged(position, "its checksum does not match");
    return row.event();
}

}  // namespace hf::sqlite
