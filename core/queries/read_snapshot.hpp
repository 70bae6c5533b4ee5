// ReadSnapshot: lets a subscriber reach the present without reading all history. docs/PROTOCOL.md
// has the rule by which the pages form one whole.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct SnapshotPoint {
    Position changed_at{};
    Category category{};
    Ordinal ordinal{};

    static constexpr auto describe =
        message("SnapshotPoint", "A place in the order of changes.",
                field<&SnapshotPoint::changed_at>("changed_at", "of the last event that changed the aggregate"),
                field<&SnapshotPoint::category>("category", "what it is"),
                field<&SnapshotPoint::ordinal>("ordinal", "its number in its category, from 0"));
};

struct SnapshotEntry {
    Category category{};
    std::string id;
    Ordinal ordinal{};
    Position changed_at{};
    bool gone = false;
    Encoded data;
    std::optional<std::vector<std::string>> withheld;

    static constexpr auto describe = message(
        "SnapshotEntry", "An aggregate as it was at the snapshot's position.",
        field<&SnapshotEntry::category>("category", "what it is"), field<&SnapshotEntry::id>("id", "its id"),
        field<&SnapshotEntry::ordinal>("ordinal", "its number among all of its category there ever were, from 0"),
        field<&SnapshotEntry::changed_at>("changed_at", "the position of the last event that changed anything of it"),
        field<&SnapshotEntry::gone>("gone", "it was removed; the data says only where its stream ended"),
        field<&SnapshotEntry::data>("data", "its fields, as queries show them, and some that only states need"),
        field<&SnapshotEntry::withheld>("withheld",
                                        "fields that are left out of data, since operators alone see them"));
};

struct SnapshotRead {
    std::string store_id;
    Position snapshot_position{};
    std::uint32_t snapshot_schema{};
    std::map<std::string, std::uint64_t, std::less<>> category_positions;
    std::map<std::string, std::uint64_t, std::less<>> next_ordinals;
    std::vector<SnapshotEntry> items;
    bool has_more = false;
    std::optional<SnapshotPoint> next;
    bool own_only = false;

    static constexpr auto describe =
        message("SnapshotRead", "Aggregates in the order of their last changes.",
                field<&SnapshotRead::store_id>("store_id", "another id is another history"),
                field<&SnapshotRead::snapshot_position>("snapshot_position",
                                                        "the last event that the items know; 0: there is "
                                                        "no snapshot, and everything is in the events"),
                field<&SnapshotRead::snapshot_schema>("snapshot_schema", "version of the layout of the items' data"),
                field<&SnapshotRead::category_positions>("category_positions", "of the last event of each category"),
                field<&SnapshotRead::next_ordinals>("next_ordinals", "how many of each category there ever were"),
                field<&SnapshotRead::items>("items", "those after the point that was given"),
                field<&SnapshotRead::has_more>("has_more", "ask again, after next"),
                field<&SnapshotRead::next>("next", "the point of the last item that was looked at"),
                field<&SnapshotRead::own_only>("own_only",
                                               "true: others' requests and machines are left out (security.visibility)")
                    .optional());
};

struct ReadSnapshot {
    using Result = SnapshotRead;
    static constexpr auto role = Role::viewer;
    std::optional<SnapshotPoint> after;
    std::uint32_t limit = 1000;

    static constexpr auto describe =
        message("ReadSnapshot", "The newest snapshot of all aggregates, page by page.",
                field<&ReadSnapshot::after>("after", "the next of the answer before; nothing for the first"),
                field<&ReadSnapshot::limit>("limit", "most items in the answer, which is bounded in bytes, too")
                    .optional()
                    .between(1, 10'000));
};

Answer<SnapshotRead> answer(const ReadSnapshot& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
