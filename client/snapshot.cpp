#include "client/snapshot.hpp"

#include <map>

#include "client/wire.hpp"
#include "core/queries/read_snapshot.hpp"
#include "core/snapshots/contradictions.hpp"
#include "core/snapshots/snapshot_items.hpp"
#include "core/snapshots/snapshot_schema.hpp"

namespace hf {
namespace {

using Entries = std::map<std::pair<Category, Ordinal>, SnapshotEntry>;

template <class T>
void read_as(const SnapshotEntry& entry, T& target) {
    if (const auto problem = wire_codec().decode(entry.data.msgpack, whole_type_of<T>, &target))
        throw SnapshotError(fmt::format("{} {} can't be read from the snapshot: {}: {}", name_of(entry.category),
                                        entry.id, problem->path, problem->message));
}

template <class T>
void restore_as(State& state, const SnapshotEntry& entry, Position head) {
    const auto aggregate = std::make_shared<T>();
    read_as(entry, *aggregate);
    refuse_contradictions(*aggregate, head);
    state.restore({aggregate, {}});
}

void restore(State& state, const SnapshotEntry& item, Position head) {
    if (item.gone) {
        GoneSnapshot gone;
        read_as(item, gone);
        return state.restore_gone(item.category, item.id, {{gone.version, gone.position}, item.ordinal});
    }
    switch (item.category) {
        case Category::template_: return restore_as<Template>(state, item, head);
        case Category::request: return restore_as<Request>(state, item, head);
        case Category::machine: return restore_as<Machine>(state, item, head);
        case Category::provider: return restore_as<ProviderAggregate>(state, item, head);
    }
}

State::Numbers numbers_of(const SnapshotRead& page) {
    State::Numbers numbers;
    numbers.position = page.snapshot_position;
    for (std::size_t i = 0; i < category_count; ++i) {
        const auto find = [&](const auto& named) {
            const auto it = named.find(enum_names<Category>[i]);
            return it == named.end() ? 0 : it->second;
        };
        numbers.category_positions[i] = find(page.category_positions);
        numbers.next_ordinals[i] = static_cast<Ordinal>(find(page.next_ordinals));
    }
    return numbers;
}

}  // namespace

tl::expected<SiteSnapshot, CallFailure> read_snapshot(Client& client) {
    Entries items;
    ReadSnapshot query;
    while (true) {
        auto page = client.query(query);
        if (!page) return tl::make_unexpected(std::move(page.error()));
        auto& read = page->result;
        if (read.snapshot_position > 0 && read.snapshot_schema != snapshot_schema())
            return tl::make_unexpected(
                unreadable({"snapshot_schema",
                            fmt::format("is {}, and this version knows {}", read.snapshot_schema, snapshot_schema())},
                           page->id));
        // An aggregate that changed after its page was read comes again on a later page.
        for (auto& item : read.items) items.insert_or_assign({item.category, item.ordinal}, std::move(item));
        query.after = read.next;
        if (read.has_more) continue;
        try {
            SiteSnapshot snapshot{{}, read.snapshot_position, read.store_id};
            for (const auto& [key, item] : items) restore(snapshot.state, item, read.snapshot_position);
            snapshot.state.settle();
            // Counts of templates and providers are of all, also where others' requests and machines are left out.
            if (!read.own_only) refuse_contradictions(snapshot.state);
            snapshot.state.restore(numbers_of(read));
            return snapshot;
        } catch (const std::exception& problem) {
            return tl::make_unexpected(unreadable({"items", problem.what()}, page->id));
        }
    }
}

}  // namespace hf
