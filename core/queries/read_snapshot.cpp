#include "core/queries/read_snapshot.hpp"

#include "core/queries/sight.hpp"
#include "core/snapshots/snapshot_items.hpp"

namespace hf {
namespace {

template <class Numbers>
auto by_category(const Numbers& numbers) {
    std::map<std::string, std::uint64_t, std::less<>> named;
    for (std::size_t i = 0; i < category_count; ++i) named.emplace(enum_names<Category>[i], numbers[i]);
    return named;
}

SnapshotEntry entry_of(const SnapshotItem& item, const std::string& id, Encoded data) {
    return {item.category, id, item.ordinal, item.changed_at, item.gone, std::move(data)};
}

// Subscribers get the fields by their names, since they may be of another version.
template <class T>
Encoded named_fields(const T& value, const Codec& codec) {
    return {codec.encode(whole_type_of<T>, &value)};
}

template <class T, class IdOf>
SnapshotEntry entry_of(const SnapshotItem& item, const Codec& codec, IdOf id_of) {
    const auto aggregate = aggregate_of<T>(item);
    return entry_of(item, id_of(aggregate).value, named_fields(aggregate, codec));
}

SnapshotEntry entry_of(const SnapshotItem& item, const Codec& codec) {
    if (item.gone) {
        const auto end = gone_of(item).end;
        return entry_of(item, item.id, named_fields(GoneSnapshot{end.version, end.position}, codec));
    }
    switch (item.category) {
        case Category::template_:
            return entry_of<Template>(item, codec, [](const auto& tmpl) { return tmpl.spec.template_id; });
        case Category::request:
            return entry_of<Request>(item, codec, [](const auto& request) { return request.request_id; });
        case Category::machine:
            return entry_of<Machine>(item, codec, [](const auto& machine) { return machine.spec.machine_id; });
        case Category::provider:
            return entry_of<ProviderAggregate>(item, codec, [](const auto& provider) { return provider.name; });
    }
    throw std::logic_error("there is no such category");
}

void leave_out_others(std::vector<SnapshotEntry>& items, const QueryContext& context, const Caller& caller) {
    if (caller.sees_all) return;
    const auto is_seen = seen(
        items, [](const auto& item) -> const std::string& { return item.id; }, context.models, caller);
    std::vector<SnapshotEntry> own;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (is_seen[i]) own.push_back(std::move(items[i]));
    items = std::move(own);
}

}  // namespace

Answer<SnapshotRead> answer(const ReadSnapshot& query, const QueryContext& context, const Caller& caller) {
    SnapshotPage page;
    SnapshotRead result;
    try {
        const auto after = query.after.value_or(SnapshotPoint{});
        if (context.snapshots)
            page = context.snapshots->changed_after({after.changed_at, after.category, after.ordinal}, query.limit,
                                                    context.limits.reply_bytes);
        for (const auto& item : page.items) result.items.push_back(entry_of(item, *context.codec));
        leave_out_others(result.items, context, caller);
    } catch (const SnapshotError& problem) {
        return refuse(Code::storage_error, "{}", problem.what());
    }
    const auto head = page.head.value_or(SnapshotHead{});
    result.store_id = context.store.id();
    result.own_only = !caller.sees_all;
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
