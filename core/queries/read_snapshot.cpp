#include "core/queries/read_snapshot.hpp"

#include "core/messages/confidential.hpp"
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
    return {item.category, id, item.ordinal, item.changed_at, item.gone, std::move(data), {}};
}

// Subscribers get the fields by their names, since they may be of another version.
template <class T>
Encoded named_fields(const T& value, const Codec& codec) {
    return {codec.encode(whole_type_of<T>, &value)};
}

// How entries are made for a caller.
struct Making {
    const Codec& codec;
    bool whole;  // with confidential fields
};

template <class T, class IdOf>
SnapshotEntry entry_of(const SnapshotItem& item, const Making& making, IdOf id_of) {
    static const auto confidential = confidential_fields(whole_type_of<T>);
    const auto aggregate = aggregate_of<T>(item);
    const auto id = id_of(aggregate).value;
    if (making.whole || confidential.empty()) return entry_of(item, id, named_fields(aggregate, making.codec));
    auto entry = entry_of(item, id, {making.codec.encode_withholding(whole_type_of<T>, &aggregate)});
    entry.withheld = confidential;
    return entry;
}

SnapshotEntry entry_of(const SnapshotItem& item, const Making& making) {
    if (item.gone) {
        const auto end = gone_of(item).end;
        return entry_of(item, item.id, named_fields(GoneSnapshot{end.version, end.position}, making.codec));
    }
    switch (item.category) {
        case Category::template_:
            return entry_of<Template>(item, making, [](const auto& tmpl) { return tmpl.spec.template_id; });
        case Category::request:
            return entry_of<Request>(item, making, [](const auto& request) { return request.request_id; });
        case Category::machine:
            return entry_of<Machine>(item, making, [](const auto& machine) { return machine.spec.machine_id; });
        case Category::provider:
            return entry_of<ProviderAggregate>(item, making, [](const auto& provider) { return provider.name; });
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
        const Making making{*context.codec, caller.sees_confidential()};
        for (const auto& item : page.items) result.items.push_back(entry_of(item, making));
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
