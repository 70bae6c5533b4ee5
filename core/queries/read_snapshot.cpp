#include "core/queries/read_snapshot.hpp"

#include "core/snapshots/snapshot_items.hpp"

namespace hf {
namespace {

template <class Numbers>
auto by_category(const Numbers& numbers) {
    std::map<std::string, std::uint64_t, std::less<>> named;
    for (std::size_t i = 0; i < category_count; ++i) named.emplace(enum_names<Category>[i], numbers[i]);
    return named;
}

template <class T>
SnapshotEntry entry_of(const SnapshotItem& item, const std::string& id, const T& value, const Codec& codec) {
    return {item.category, id, item.ordinal, item.changed_at, item.gone, {codec.encode(whole_type_of<T>, &value)}};
}

// Subscribers get the fields by their names, since they may be of another version.
SnapshotEntry entry_of(const SnapshotItem& item, const Codec& codec) {
    if (item.gone) {
        const auto end = gone_of(item).end;
        return entry_of(item, item.id, GoneSnapshot{end.version, end.position}, codec);
    }
    switch (item.category) {
        case Category::template_: {
            const auto tmpl = aggregate_of<Template>(item);
            return entry_of(item, tmpl.spec.template_id.value, tmpl, codec);
        }
        case Category::request: {
            const auto request = aggregate_of<Request>(item);
            return entry_of(item, request.request_id.value, request, codec);
        }
        case Category::machine: {
            const auto machine = aggregate_of<Machine>(item);
            return entry_of(item, machine.spec.machine_id.value, machine, codec);
        }
        case Category::provider: {
            const auto provider = aggregate_of<ProviderAggregate>(item);
            return entry_of(item, provider.name.value, provider, codec);
        }
    }
    throw std::logic_error("there is no such category");
}

}  // namespace

Answer<SnapshotRead> answer(const ReadSnapshot& query, const QueryContext& context) {
    SnapshotPage page;
    SnapshotRead result;
    try {
        const auto after = query.after.value_or(SnapshotPoint{});
        if (context.snapshots)
            page = context.snapshots->changed_after({after.changed_at, after.category, after.ordinal}, query.limit,
                                                    context.limits.reply_bytes);
        for (const auto& item : page.items) result.items.push_back(entry_of(item, *context.codec));
    } catch (const SnapshotError& problem) {
        return refuse(Code::storage_error, "{}", problem.what());
    }
    const auto head = page.head.value_or(SnapshotHead{});
    result.store_id = context.store.id();
    result.snapshot_position = head.position;
    result.snapshot_schema = head.schema;
    result.category_positions = by_category(head.category_positions);
    result.next_ordinals = by_category(head.next_ordinals);
    result.has_more = page.has_more;
    if (!page.items.empty()) {
        const auto& last = page.items.back();
        result.next = SnapshotPoint{last.changed_at, last.category, last.ordinal};
    }
    return Answered<SnapshotRead>{std::move(result), context.store.head()};
}

}  // namespace hf
