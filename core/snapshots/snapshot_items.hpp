// Conversion between aggregates and the items of a snapshot.
//
//     writing->put(item_of(created, codec));
//     auto request = aggregate_of<Request>(item, codec);  // throws SnapshotError
//
// An item holds all fields of its aggregate, the internal ones included. Stateless; thread-safe.
#pragma once

#include "core/domain/state/snapshot.hpp"
#include "core/domain/state/state.hpp"
#include "core/messages/codec.hpp"
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

SnapshotItem item_of(const Template& tmpl, const Codec& codec);
SnapshotItem item_of(const Request& request, const Codec& codec);
SnapshotItem item_of(const Machine& machine, const Codec& codec);
SnapshotItem item_of(const ProviderAggregate& provider, const Codec& codec);
SnapshotItem item_of(const SnapshotDraft::Gone& gone, const Codec& codec);

State::Gone gone_of(const SnapshotItem& item, const Codec& codec);

[[noreturn]] void refuse_item(const SnapshotItem& item, const Problem& problem);

template <class T>
std::shared_ptr<const T> aggregate_of(const SnapshotItem& item, const Codec& codec) {
    auto aggregate = std::make_shared<T>();
    if (const auto problem = codec.decode(item.data.msgpack, whole_type_of<T>, aggregate.get()))
        refuse_item(item, *problem);
    return aggregate;
}

}  // namespace hf
