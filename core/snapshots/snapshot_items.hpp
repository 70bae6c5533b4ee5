// Conversion between aggregates and the items of a snapshot.
//
//     writing->put(item_of(created));
//     auto request = aggregate_of<Request>(item);  // throws SnapshotError
//
// An item holds all fields of its aggregate, the internal ones included, in the bytes in which the state keeps what has
// ended. Stateless; thread-safe.
#pragma once

#include "core/domain/state/state.hpp"
#include "core/messages/packing.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/read_models/snapshot_draft.hpp"

namespace hf {

// Where the stream of a template or provider ended that is gone.
struct GoneSnapshot {
    Version version{};
    Position position{};

    static constexpr auto describe = message("GoneSnapshot", "What was removed.",
                                             field<&GoneSnapshot::version>("version", "number of its last event"),
                                             field<&GoneSnapshot::position>("position", "of its last event"));
};

template <class T>
constexpr Category category_of_type() {
    if constexpr (std::is_same_v<T, Template>)
        return Category::template_;
    else if constexpr (std::is_same_v<T, Request>)
        return Category::request;
    else if constexpr (std::is_same_v<T, Machine>)
        return Category::machine;
    else
        return Category::provider;
}

[[noreturn]] void refuse_item(const SnapshotItem& item, std::string_view problem);

template <class T>
SnapshotItem item_of(const T& aggregate) {
    return {category_of_type<T>(),           aggregate.ordinal, {}, aggregate.changed_at, false,
            packing_of<T>().pack(&aggregate)};
}
// The item of a packed aggregate has the very bytes.
template <class T>
SnapshotItem item_of(const Kept<T>& kept) {
    if (!kept.packed) return item_of(*kept.item);
    static const auto ordinal = packing_of<T>().field_named("ordinal");
    static const auto changed_at = packing_of<T>().field_named("changed_at");
    const auto bytes = kept.packed.view();
    return {category_of_type<T>(),
            static_cast<Ordinal>(packing_of<T>().number(bytes, ordinal).value()),
            {},
            packing_of<T>().number(bytes, changed_at).value(),
            false,
            std::string(bytes)};
}
SnapshotItem item_of(const SnapshotDraft::Gone& gone);

State::Gone gone_of(const SnapshotItem& item);

template <class T>
T aggregate_of(const SnapshotItem& item) {
    T aggregate;
    if (const auto wrong = packing_of<T>().unpack(item.data, &aggregate)) refuse_item(item, *wrong);
    return aggregate;
}

}  // namespace hf
