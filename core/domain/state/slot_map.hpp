// SlotMap: aggregates by their ids, each in a slot of its own. Two states can hold the same aggregate:
// one that has ended is kept for ever, and need be in memory only once.
//
//     SlotMap<Request, &id_of> requests;
//     const Slot<Request>& slot = requests.emplace(std::move(created));
//     if (const Request* request = requests.find(id)) use(*request);
//     if (Slot<Request>* other = requests.changeable(id.value)) other->change().priority = 3;
//     elsewhere.adopt(slot.share());  // one request in both maps, until either changes it
//
// A slot stays where it is for as long as its aggregate is known. The aggregate in it moves when it is
// changed after it was shared. An id must not change: it is kept once, in the aggregate itself.
//
// Not thread-safe; but either side may read and change what is shared at any time, since a change is
// made to a copy.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/domain/values/identifiers.hpp"

namespace hf {

template <class T>
class Slot {
public:
    explicit Slot(std::shared_ptr<T> item) : item_(std::move(item)) {}

    const T& operator*() const { return *item_; }
    const T* operator->() const { return item_.get(); }

    T& change() {
        if (shared_) {
            item_ = std::make_shared<T>(*item_);
            shared_ = false;
        }
        return *item_;
    }
    // For another slot to hold: an aggregate that no slot changes any more.
    [[nodiscard]] std::shared_ptr<const T> share() const {
        shared_ = true;
        return item_;
    }
    void adopt(const std::shared_ptr<const T>& item) {
        // The cast is harmless: a shared aggregate is never changed through this pointer.
        item_ = std::const_pointer_cast<T>(item);
        shared_ = true;
    }

private:
    std::shared_ptr<T> item_;
    mutable bool shared_ = false;  // not read from the count of owners, which another thread may just be lowering
};

template <class T, const std::string& (*id_of)(const T&)>
class SlotMap {
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
        std::size_t operator()(const Slot<T>& slot) const { return (*this)(id_of(*slot)); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const Slot<T>& a, const Slot<T>& b) const { return id_of(*a) == id_of(*b); }
        bool operator()(std::string_view id, const Slot<T>& slot) const { return id == id_of(*slot); }
        bool operator()(const Slot<T>& slot, std::string_view id) const { return id == id_of(*slot); }
    };

    using Slots = std::unordered_set<Slot<T>, Hash, Equal>;

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
            explicit Iterator(typename Slots::const_iterator slot) : slot_(slot) {}

            reference operator*() const { return **slot_; }
            pointer operator->() const { return &**slot_; }
            Iterator& operator++() {
                ++slot_;
                return *this;
            }
            Iterator operator++(int) { return Iterator(slot_++); }
            bool operator==(const Iterator&) const = default;

        private:
            typename Slots::const_iterator slot_;
        };

        explicit Items(const Slots& slots) : slots_(&slots) {}
        [[nodiscard]] Iterator begin() const { return Iterator(slots_->begin()); }
        [[nodiscard]] Iterator end() const { return Iterator(slots_->end()); }
        [[nodiscard]] std::size_t size() const { return slots_->size(); }
        [[nodiscard]] bool empty() const { return slots_->empty(); }

    private:
        const Slots* slots_;
    };

    SlotMap() = default;
    // A copy would have other slots, and others point to these.
    SlotMap(const SlotMap&) = delete;
    SlotMap& operator=(const SlotMap&) = delete;
    SlotMap(SlotMap&&) noexcept = default;
    SlotMap& operator=(SlotMap&&) noexcept = default;

    // Throws std::logic_error where the id is there already.
    const Slot<T>& emplace(T item) { return insert(Slot<T>(std::make_shared<T>(std::move(item)))); }
    const Slot<T>& emplace_shared(const std::shared_ptr<const T>& item) {
        Slot<T> slot(nullptr);
        slot.adopt(item);
        return insert(std::move(slot));
    }
    template <class Id>
    void erase(const Id& id) {
        if (const auto it = find_slot(id); it != slots_.end()) slots_.erase(it);
    }

    // Null where there is no aggregate of this id; likewise below.
    template <class Id>
    [[nodiscard]] const T* find(const Id& id) const {
        const auto* found = slot(id);
        return found ? &**found : nullptr;
    }
    template <class Id>
    [[nodiscard]] const Slot<T>* slot(const Id& id) const {
        const auto it = find_slot(id);
        return it == slots_.end() ? nullptr : &*it;
    }
    [[nodiscard]] Slot<T>* changeable(std::string_view id) {
        const auto it = slots_.find(id);
        // The set's elements are const for the sake of their ids, which no change touches.
        return it == slots_.end() ? nullptr : const_cast<Slot<T>*>(&*it);
    }
    // Takes the item in place of the equal one of its id.
    void adopt(const std::shared_ptr<const T>& item) {
        if (auto* found = changeable(id_of(*item))) found->adopt(item);
    }

    [[nodiscard]] Items all() const { return Items(slots_); }

private:
    const Slot<T>& insert(Slot<T> slot) {
        const auto [it, fresh] = slots_.insert(std::move(slot));
        if (!fresh) throw std::logic_error(id_of(**it) + " is there already");
        return *it;
    }
    template <class Id>
    [[nodiscard]] auto find_slot(const Id& id) const {
        return slots_.find(std::string_view(id.value));
    }

    Slots slots_;
};

}  // namespace hf
