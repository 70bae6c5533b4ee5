#include "core/snapshots/recovery.hpp"

#include <fmt/format.h>

#include "core/snapshots/read_ahead.hpp"

namespace hf {
namespace {

constexpr std::size_t chunk = 2000;
constexpr std::size_t chunk_bytes = 16U << 20;

std::vector<NumberedEvent> read(const EventStore& store, Position after, const Codec& codec) {
    std::vector<NumberedEvent> events;
    for (const auto& record : store.read(after, chunk, chunk_bytes)) events.push_back(restore(record, codec));
    return events;
}

void apply_chunk(const std::vector<NumberedEvent>& events, Recovered& recovered) {
    State::AtRest at_rest;
    for (const auto& event : events) {
        recovered.state.apply(event);
        recovered.view.apply(event);
    }
    for (const auto& event : events) recovered.view.state.share_at_rest(event.event, at_rest);
    recovered.state.adopt(at_rest);
}

void apply_archived(const EventArchive& archive, Position until, const Codec& codec, Recovered& recovered) {
    auto last = recovered.state.position();
    std::vector<NumberedEvent> events;
    archive.read(last, [&](const RecordedEvent& event) {
        if (event.position > until || event.position != last + 1) return;
        events.push_back(restore(event, codec));
        last = event.position;
        if (events.size() < chunk) return;
        apply_chunk(events, recovered);
        events.clear();
    });
    apply_chunk(events, recovered);
    if (last < until)
        throw StoreError(
            fmt::format("the events {} to {} are neither in the store nor in the archive {}, and there is "
                        "no snapshot that knows them",
                        last + 1, until, archive.location()));
}

void apply_stored(const EventStore& store, const Codec& codec, std::launch policy, StartProgress* progress,
                  Recovered& recovered) {
    const auto begun_at = recovered.state.position();
    if (progress) progress->begins("applying events", store.head() - begun_at);
    // Reading and decoding takes more than half of the time, so one chunk is read while another is applied.
    auto last = begun_at;
    const auto read_next = [&](std::vector<NumberedEvent>& events) {
        events = read(store, last, codec);
        if (!events.empty()) last = events.back().meta.position;
        return !events.empty();
    };
    ReadAhead<std::vector<NumberedEvent>> chunks(read_next, policy);
    while (const auto* events = chunks.next()) {
        apply_chunk(*events, recovered);
        if (progress) progress->comes_to(recovered.state.position() - begun_at);
    }
}

// The hashes of the commands' ids; some are missing at the end where an outcome can't be read.
std::vector<std::uint64_t> hashes_of(const EventStore& store, OutcomeNumber after, OutcomeNumber last) {
    std::vector<std::uint64_t> hashes;
    hashes.reserve(last - after);
    while (after < last) {
        const auto page = store.read_outcomes(after, std::min<OutcomeNumber>(chunk, last - after));
        if (page.empty()) break;
        for (const auto& outcome : page) hashes.push_back(OutcomeIndex::hash_of(outcome.command_id));
        after = page.back().number;
    }
    return hashes;
}

// Two threads read one half each: most starts have nothing else to do meanwhile.
OutcomeIndex newest_outcomes(const EventStore& store, std::size_t count, std::launch policy) {
    const auto last = store.last_outcome();
    const auto oldest = store.read_outcomes(last - std::min<OutcomeNumber>(last, count), 1);
    const auto before = oldest.empty() ? last : oldest.front().number - 1;
    const auto middle = before + (last - before) / 2;
    auto newer = std::async(policy, [&] { return hashes_of(store, middle, last); });
    OutcomeIndex index(count, before);
    for (const auto hash : hashes_of(store, before, middle)) index.add(hash);
    if (index.newest() == middle)
        for (const auto hash : newer.get()) index.add(hash);
    if (index.newest() != last)
        throw StoreError(fmt::format("the outcome {} can't be read, and the last is {}", index.newest() + 1, last));
    return index;
}

}  // namespace

Recovered recover(LoadedSnapshot snapshot, EventStore& store, const EventArchive& archive, const Codec& codec,
                  std::size_t remembered_commands, std::launch reading, StartProgress* progress) {
    auto outcomes = std::async(reading, [&] { return newest_outcomes(store, remembered_commands, reading); });
    Recovered recovered;
    recovered.state = std::move(snapshot.state);
    recovered.view = std::move(snapshot.view);
    recovered.snapshot = recovered.state.position();
    if (store.first() > recovered.snapshot + 1) apply_archived(archive, store.first() - 1, codec, recovered);
    apply_stored(store, codec, reading, progress, recovered);
    recovered.outcomes = outcomes.get();
    if (const auto newest = recovered.outcomes.newest(); newest > remembered_commands)
        store.prune_outcomes(newest - remembered_commands);
    return recovered;
}

}  // namespace hf
