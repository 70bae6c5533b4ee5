// Index: the aggregates of one kind by ordinal, and for each indexed field the set of aggregates
// per value (ADR 7).
//
//     const Bitmap found = index.by().status.of(RequestStatus::failed) & index.by().template_id.of(small);
//     for (const auto ordinal : found.slice(0, 50)) show(index.at(ordinal));
//
// The index points into the state's slots, so it lives with a State and follows each of its events.
#pragma once

#include <bit>
#include <stdexcept>

#include "core/domain/state/slot_map.hpp"
#include "core/read_models/creation_times.hpp"
#include "core/read_models/indexed_fields.hpp"

namespace hf {

template <class T>
class Index {
public:
    using Fields = IndexedFields<T>;
    // Kinds of which there are few have no more than bitmaps.
    static constexpr bool has_columns = requires(Fields fields, const T& item) { fields.refresh(item); };
    static constexpr bool has_names = requires(Fields fields, const T& item) { fields.rename(item); };
    using Slots = decltype(std::declval<Fields>().bitmaps_of(std::declval<const T&>()));

    // The bitmaps that hold the item for its present values; call it before a change and after it.
    Slots bitmaps_of(const T& item) { return fields_.bitmaps_of(item); }

    // Adds an aggregate that was just created; its ordinal must be the next.
    void enter(const Slot<T>& slot) {
        const T& item = *slot;
        if (item.ordinal != items_.size()) throw std::logic_error("an ordinal is not the next");
        items_.push_back(&slot);
        created_.add(Fields::created_at(item));
        all_.add(item.ordinal);
        if constexpr (has_columns) {
            fields_.enter(item);
            fields_.refresh(item);
        }
        move(item.ordinal, {}, bitmaps_of(item));
    }
    // Between these two so many aggregates are restored, and nobody reads.
    void begin_many(Ordinal count) {
        // The room that growing by and by would come to.
        const std::size_t room = std::bit_ceil(std::size_t{count});
        items_.reserve(room);
        created_.reserve(room);
        if constexpr (has_columns) {
            fields_.reserve(room);
            fields_.texts.begin_many();
        }
    }
    void end_many() {
        if constexpr (has_columns) fields_.texts.end_many();
    }
    // Enters an aggregate from a snapshot, in the order of ordinals; skipped ordinals count as deleted.
    void restore(const Slot<T>& slot) {
        restore_gone(slot->ordinal);
        enter(slot);
    }
    // Marks all ordinals before `next` that were not restored as deleted.
    void restore_gone(Ordinal next) {
        while (items_.size() < next) {
            items_.push_back(nullptr);
            created_.add_gone();
        }
    }
    // Moves an ordinal from its former bitmaps to its present ones.
    void move(Ordinal ordinal, const Slots& from, const Slots& to) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            if (from[i] == to[i]) continue;
            if (from[i]) from[i]->remove(ordinal);
            if (to[i]) to[i]->add(ordinal);
        }
    }
    // Before an event of the aggregate's own stream, and after it.
    void keep_name(const T& item) {
        if constexpr (has_names) fields_.keep_name(item);
    }
    void rename(const T& item) {
        if constexpr (has_names) fields_.rename(item);
    }
    // After any change of the aggregate; harmless for one that was deleted.
    void refresh(Ordinal ordinal) {
        if constexpr (has_columns)
            if (const auto* changed = slot(ordinal)) fields_.refresh(**changed);
    }
    // Removes a deleted aggregate, which was in these bitmaps.
    void leave(Ordinal ordinal, const Slots& from) {
        move(ordinal, from, {});
        all_.remove(ordinal);
        items_[ordinal] = nullptr;
    }

    [[nodiscard]] const Fields& by() const { return fields_; }
    [[nodiscard]] const Bitmap& all() const { return all_; }
    // Returns null for an ordinal whose aggregate was deleted.
    [[nodiscard]] const Slot<T>* slot(Ordinal ordinal) const {
        return ordinal < items_.size() ? items_[ordinal] : nullptr;
    }
    // The ordinal's aggregate must exist.
    [[nodiscard]] const T& at(Ordinal ordinal) const { return **items_[ordinal]; }
    // The aggregates created later than `after` and not later than `until`.
    [[nodiscard]] Bitmap created_between(std::optional<Timestamp> after, std::optional<Timestamp> until) const {
        return created_.between(after, until) & all_;
    }

private:
    std::vector<const Slot<T>*> items_;  // null: deleted
    CreationTimes created_;
    Bitmap all_;
    Fields fields_;
};

}  // namespace hf
