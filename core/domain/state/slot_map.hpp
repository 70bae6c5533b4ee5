// SlotMap: aggregates by their ids, each in a slot of its own. Two states can hold the same aggregate:
// one that has ended is kept for ever, and need be in memory only once.
//
//     SlotMap<Request, &id_of> requests;
//     const Slot<Request>& slot = requests.emplace(std::move(created));
//     if (const Request* request = requests.find(id)) use(*request);
//     if (Slot<Request>* other = requests.changeable(id.value)) other->change().priority = 3;
//     elsewhere.emplace_kept(slot.keep());  // one request in both maps, until either changes it
//     requests.let_go();                    // pointers to aggregates are good until here
//
// A slot stays where it is for as long as its aggregate is known. An id must not change; it must be the first field
// that the aggregate declares, since it is compared with that of packed aggregates.
//
// Not thread-safe, not even for reading (slot.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/state/slot.hpp"
#include "core/domain/state/slot_table.hpp"

namespace hf {

template <class T, const std::string& (*id_of)(const T&)>
class SlotMap {
    using Slots = std::deque<Slot<T>>;

    static bool in_use(const Slot<T>& slot) { return slot.packed() || slot.at_hand(); }

public:
    // All aggregates, in no order.
    class Items {
    public:
        class Iterator {
        public:
            using iterator_category = std::forward_iterator_tag;
            using value_type = T;
            using difference_type = std::ptrdiff_t;
            using pointer = const T*;
            using reference = const T&;

            Iterator() = default;
            Iterator(typename Slots::const_iterator slot, typename Slots::const_iterator end) : slot_(slot), end_(end) {
                skip_unused();
            }

            reference operator*() const { return **slot_; }
            pointer operator->() const { return &**slot_; }
            Iterator& operator++() {
                ++slot_;
                skip_unused();
                return *this;
            }
            Iterator operator++(int) {
                const auto before = *this;
                ++*this;
                return before;
            }
            bool operator==(const Iterator& other) const { return slot_ == other.slot_; }

        private:
            void skip_unused() {
                while (slot_ != end_ && !in_use(*slot_)) ++slot_;
            }

            typename Slots::const_iterator slot_;
            typename Slots::const_iterator end_;
        };

        Items(const Slots& slots, std::size_t count) : slots_(&slots), count_(count) {}
        [[nodiscard]] Iterator begin() const { return {slots_->begin(), slots_->end()}; }
        [[nodiscard]] Iterator end() const { return {slots_->end(), slots_->end()}; }
        [[nodiscard]] std::size_t size() const { return count_; }
        [[nodiscard]] bool empty() const { return count_ == 0; }

    private:
        const Slots* slots_;
        std::size_t count_;
    };

    SlotMap() = default;
    // A copy would have other slots, and others point to these.
    SlotMap(const SlotMap&) = delete;
    SlotMap& operator=(const SlotMap&) = delete;
    SlotMap(SlotMap&&) noexcept = default;
    SlotMap& operator=(SlotMap&&) noexcept = default;

    // Throws std::logic_error where the id is there already.
    const Slot<T>& emplace(T item) {
        auto& slot = insert(id_of(item));
        slot.hold(std::move(item));
        return slot;
    }
    // `kept` has its item, if only for the time until let_go().
    const Slot<T>& emplace_kept(const Kept<T>& kept) {
        auto& slot = insert(id_of(*kept.item));
        slot.take(kept);
        return slot;
    }
    // The same for many, which are found from settle() on. That one throws std::logic_error for an id that is there
    // already.
    const Slot<T>& append(const Kept<T>& kept) {
        unsettled_.push_back(SlotTable::hash_of(id_of(*kept.item)));
        auto& slot = slots_.emplace_back(*readings_);
        slot.take(kept);
        return slot;
    }
    void settle() {
        const auto first = slots_.size() - unsettled_.size();
        for (const auto i : table_.expect(unsettled_)) {
            const auto place = static_cast<SlotTable::Place>(first + i);
            const auto hash = unsettled_[i];
            const auto has_its_id = [&](SlotTable::Place other) {
                return id_of(*slots_[place]) == id_of(*slots_[other]);
            };
            if (table_.find(hash, has_its_id) != SlotTable::nowhere)
                throw std::logic_error(id_of(*slots_[place]) + " is there already");
            table_.add(hash, place);
        }
        unsettled_ = {};
    }
    template <class Id>
    void erase(const Id& id) {
        const auto hash = SlotTable::hash_of(id.value);
        const auto place = place_of(id.value, hash);
        if (place == SlotTable::nowhere) return;
        table_.remove(hash, place);
        slots_[place].clear();
        unused_.push_back(place);
    }

    // Null where there is no aggregate of this id; likewise below.
    template <class Id>
    [[nodiscard]] const T* find(const Id& id) const {
        const auto* found = slot(id);
        return found ? &**found : nullptr;
    }
    template <class Id>
    [[nodiscard]] const Slot<T>* slot(const Id& id) const {
        const auto place = place_of(id.value, SlotTable::hash_of(id.value));
        return place == SlotTable::nowhere ? nullptr : &slots_[place];
    }
    [[nodiscard]] Slot<T>* changeable(std::string_view id) {
        const auto place = place_of(id, SlotTable::hash_of(id));
        return place == SlotTable::nowhere ? nullptr : &slots_[place];
    }

    // The ordinal, without unpacking anything.
    template <class Id>
    [[nodiscard]] std::optional<std::uint32_t> ordinal(const Id& id) const {
        static const auto field = packing_of<T>().field_named("ordinal");
        const auto* found = slot(id);
        if (!found) return std::nullopt;
        if (const auto* item = found->at_hand()) return item->ordinal;
        return static_cast<std::uint32_t>(packing_of<T>().number(found->packed().view(), field).value());
    }

    [[nodiscard]] Items all() const { return {slots_, slots_.size() - unused_.size()}; }

    // Ends the reading of packed aggregates: pointers to them are not good any more.
    void let_go() const {
        for (const auto* slot : *readings_) slot->let_go();
        readings_->clear();
    }

private:
    [[nodiscard]] SlotTable::Place place_of(std::string_view id, std::uint32_t hash) const {
        return table_.find(hash, [&](SlotTable::Place place) {
            const auto& slot = slots_[place];
            if (const auto* item = slot.at_hand()) return id_of(*item) == id;
            return packing_of<T>().begins_with(slot.packed().view(), id);
        });
    }
    Slot<T>& insert(const std::string& id) {
        const auto hash = SlotTable::hash_of(id);
        if (place_of(id, hash) != SlotTable::nowhere) throw std::logic_error(id + " is there already");
        auto place = static_cast<SlotTable::Place>(slots_.size());
        if (unused_.empty()) {
            slots_.emplace_back(*readings_);
        } else {
            place = unused_.back();
            unused_.pop_back();
        }
        table_.add(hash, place);
        return slots_[place];
    }

    std::unique_ptr<typename Slot<T>::Readings> readings_ = std::make_unique<typename Slot<T>::Readings>();
    Slots slots_;  // they stay where they are
    std::vector<SlotTable::Place> unused_;
    SlotTable table_;
    std::vector<std::uint32_t> unsettled_;  // hashes of the last slots, which are not in the table yet
};

}  // namespace hf
