// SnapshotStore keeps what the events have come to as of one position, so that a start needs
// the events after it only. It is a cache: whatever is wrong with it, it is cleared, and made
// again from the events (P9).
//
//     auto writing = snapshots.begin();
//     for (const auto& item : changed) writing->put(item);
//     writing->commit(reached);  // all of it, or nothing
//
//     auto head = snapshots.head();  // of the last one that is whole
//     auto page = snapshots.changed_after({}, 1000, 1 << 20);
//
// The items are one for each aggregate there ever was, as of the head's position. begin()
// by one thread at a time; reading by any, at any time.
//
// Errors: SnapshotError, which names what is damaged.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/domain/values/category.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/messages/describe.hpp"

namespace hf {

class SnapshotError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct SnapshotHead {
    std::string store_id;    // of the events that it was made of
    std::uint32_t schema{};  // snapshot_schema of who wrote it
    Position position{};
    std::array<std::uint64_t, category_count> category_positions{};
    std::array<Ordinal, category_count> next_ordinals{};
    std::string last_event;  // the one at its position, encoded: by it the store is known again
    bool operator==(const SnapshotHead&) const = default;
};

// Where an item stands in the order of changes.
struct SnapshotCursor {
    Position changed_at{};
    Category category{};
    Ordinal ordinal{};
    auto operator<=>(const SnapshotCursor&) const = default;
};

struct SnapshotItem {
    Category category{};
    Ordinal ordinal{};
    std::string
        id;  // of what is gone; without one, another aggregate has its id since. What is there has it in its data
    Position changed_at{};
    bool gone = false;  // a template or provider that was removed; the data is where its stream ended
    std::string data;   // packed (core/messages/packing.hpp)

    [[nodiscard]] SnapshotCursor cursor() const { return {changed_at, category, ordinal}; }
    bool operator==(const SnapshotItem&) const = default;
};

struct SnapshotPage {
    std::optional<SnapshotHead> head;
    std::vector<SnapshotItem> items;
    bool has_more = false;
};

class SnapshotStore {
public:
    // Undoes what it was given when it goes without a commit.
    class Writing {
    public:
        virtual ~Writing() = default;
        virtual void put(const SnapshotItem& item) = 0;  // instead of the one with its category and ordinal
        virtual void commit(const SnapshotHead& head) = 0;
    };

    virtual ~SnapshotStore() = default;

    [[nodiscard]] virtual std::optional<SnapshotHead> head() const = 0;
    virtual std::unique_ptr<Writing> begin() = 0;
    virtual void clear() = 0;

    // Returns items of one category, from an ordinal on, in their order.
    [[nodiscard]] virtual std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const = 0;
    // In the order of their changes, all as of the head that comes with them: at most `limit`,
    // and no more than the first that takes their data over `max_bytes`.
    [[nodiscard]] virtual SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit,
                                                     std::size_t max_bytes) const = 0;
};

}  // namespace hf
