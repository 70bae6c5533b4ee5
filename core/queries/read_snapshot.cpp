#include "core/queries/read_snapshot.hpp"

namespace hf {
namespace {

template <class Numbers>
auto by_category(const Numbers& numbers) {
    std::map<std::string, std::uint64_t, std::less<>> named;
    for (std::size_t i = 0; i < category_count; ++i) named.emplace(enum_names<Category>[i], numbers[i]);
    return named;
}

}  // namespace

Answer<SnapshotRead> answer(const ReadSnapshot& query, const QueryContext& context) {
    SnapshotPage page;
    try {
        const auto after = query.after.value_or(SnapshotPoint{});
        if (context.snapshots)
            page = context.snapshots->changed_after({after.changed_at, after.category, after.ordinal}, query.limit,
                                                    context.limits.reply_bytes);
    } catch (const SnapshotError& problem) {
        return refuse(Code::storage_error, "{}", problem.what());
    }
    SnapshotRead result;
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
    for (auto& item : page.items)
        result.items.push_back(
            {item.category, std::move(item.id), item.ordinal, item.changed_at, item.gone, std::move(item.data)});
    return Answered<SnapshotRead>{std::move(result), context.store.head()};
}

}  // namespace hf
