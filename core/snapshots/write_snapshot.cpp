#include "core/snapshots/write_snapshot.hpp"

#include "core/snapshots/snapshot_items.hpp"
#include "core/snapshots/snapshot_schema.hpp"

namespace hf {

void write_snapshot(SnapshotStore& snapshots, const SnapshotDraft& draft, Extent extent, const EventStore& events,
                    const Codec& codec) {
    const auto& numbers = draft.numbers;
    if (numbers.position == 0) return;
    const auto last = events.read(numbers.position - 1, 1, 0);
    if (last.empty()) throw SnapshotError(fmt::format("event {} is not in the store", numbers.position));
    if (extent == Extent::everything) snapshots.clear();
    auto writing = snapshots.begin();
    const auto put_all = [&](const auto& aggregates) {
        for (const auto& aggregate : aggregates) writing->put(item_of(aggregate));
    };
    put_all(draft.templates);
    put_all(draft.requests);
    put_all(draft.machines);
    put_all(draft.providers);
    for (const auto& gone : draft.gone) writing->put(item_of(gone));
    writing->commit({events.id(), snapshot_schema(), numbers.position, numbers.category_positions,
                     numbers.next_ordinals, codec.encode(last.front())});
}

}  // namespace hf
