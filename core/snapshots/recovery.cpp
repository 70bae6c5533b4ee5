#include "core/snapshots/recovery.hpp"

#include <future>

#include "core/domain/state/snapshot.hpp"

namespace hf {
namespace {

constexpr std::size_t chunk = 2000;
constexpr std::size_t chunk_bytes = 16U << 20;

std::vector<NumberedEvent> read(const EventStore& store, Position after, const Codec& codec) {
    std::vector<NumberedEvent> events;
    for (const auto& record : store.read(after, chunk, chunk_bytes)) events.push_back(restore(record, codec));
    return events;
}

void apply(const std::vector<NumberedEvent>& events, Ledger& ledger, ReadModels& models) {
    for (const auto& event : events) ledger.replay(event);
    ledger.adopt(models.apply(events));
}

}  // namespace

std::optional<State::Numbers> Recovery::give_up(std::string_view why) {
    log_.warn(fmt::format("the snapshot is not used, and all events are read: {}", why));
    loaded_.reset();
    try {
        snapshots_->clear();
    } catch (const SnapshotError& problem) {
        log_.warn(problem.what());
    }
    return std::nullopt;
}

std::optional<State::Numbers> Recovery::load(const std::string& store_id, const EventAt& event_at) {
    if (!snapshots_) return std::nullopt;
    try {
        const auto head = snapshots_->head();
        if (!head) return std::nullopt;
        if (head->schema != snapshot_schema) return give_up("another version has written it");
        const auto event = event_at(head->position);
        if (!event || !is_of(*head, store_id, codec_.encode(*event))) return give_up("it is of another store");
        loaded_ = load_snapshot(*snapshots_, codec_);
    } catch (const SnapshotError& problem) {
        return give_up(problem.what());
    } catch (const std::logic_error& problem) {
        return give_up(problem.what());
    }
    from_ = loaded_->state.position();
    return loaded_->state.numbers();
}

void Recovery::recover(const EventStore& store, const EventArchive& archive, Ledger& ledger, ReadModels& models) {
    if (loaded_) {
        ledger.go_on_from(std::move(loaded_->state));
        models.go_on_from(std::move(loaded_->view));
        loaded_.reset();
    }
    auto after = from_;
    if (store.first() > after + 1) after = recover_archived(archive, store.first() - 1, ledger, models);
    // Reading and decoding takes more than half of it, so one chunk is read while another is applied.
    auto next = std::async(std::launch::async, [&, after] { return read(store, after, codec_); });
    for (auto events = next.get(); !events.empty(); events = next.get()) {
        const auto last = events.back().meta.position;
        next = std::async(std::launch::async, [&, last] { return read(store, last, codec_); });
        apply(events, ledger, models);
    }
}

Position Recovery::recover_archived(const EventArchive& archive, Position until, Ledger& ledger, ReadModels& models) {
    auto last = from_;
    std::vector<NumberedEvent> events;
    archive.read(from_, [&](const RecordedEvent& event) {
        if (event.position > until || event.position != last + 1) return;
        events.push_back(restore(event, codec_));
        last = event.position;
        if (events.size() < chunk) return;
        apply(events, ledger, models);
        events.clear();
    });
    apply(events, ledger, models);
    if (last < until)
        throw StoreError(
            fmt::format("the events {} to {} are neither in the store nor in the archive {}, and there is "
                        "no snapshot that knows them",
                        last + 1, until, archive.location()));
    return last;
}

}  // namespace hf
