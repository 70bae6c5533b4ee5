// Members: the aggregates that are in some state now, in the order of their creation.
//
//     Members<Request> open;
//     open.keep(slot, before, after);    // whether its request was one of them, and is
//     for (const Request& request : open) use(request);
//
// A slot must stay where it is for as long as its aggregate is a member.
// Not thread-safe, not even for reading (slot.hpp). Errors: std::bad_alloc.
#pragma once

#include <iterator>
#include <map>

#include "core/domain/state/slot.hpp"
#include "core/domain/values/identifiers.hpp"

namespace hf {

template <class T>
class Members {
    // No hash table: one that grows visits all of its entries at once.
    using Slots = std::map<Ordinal, const Slot<T>*>;

public:
    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;

        Iterator() = default;
        explicit Iterator(typename Slots::const_iterator entry) : entry_(entry) {}

        reference operator*() const { return **entry_->second; }
        pointer operator->() const { return &**this; }
        Iterator& operator++() {
            ++entry_;
            return *this;
        }
        Iterator operator++(int) { return Iterator(entry_++); }
        bool operator==(const Iterator& other) const { return entry_ == other.entry_; }

    private:
        typename Slots::const_iterator entry_;
    };

    [[nodiscard]] Iterator begin() const { return Iterator(slots_.begin()); }
    [[nodiscard]] Iterator end() const { return Iterator(slots_.end()); }
    [[nodiscard]] std::size_t size() const { return slots_.size(); }
    [[nodiscard]] bool empty() const { return slots_.empty(); }

    void keep(const Slot<T>& slot, bool before, bool after) {
        if (before == after) return;
        if (after)
            slots_.emplace_hint(slots_.end(), slot->ordinal, &slot);
        else
            slots_.erase(slot->ordinal);
    }

private:
    Slots slots_;
};

}  // namespace hf
