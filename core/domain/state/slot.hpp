// Slot: where a state keeps one aggregate. One that has ended is kept as bytes, and unpacked when somebody reads it;
// what was unpacked for reading is let go by and by, and the bytes stay (ADR 35).
//
//     slot.pack();                            // it has ended
//     use(slot->status);                      // unpacked on demand
//     const Kept<Request> kept = slot.keep(); // for another slot, or a snapshot
//     slot.change().priority = 3;             // unpacked for good, until it is packed again
//
// A pointer to the aggregate is good until the next let_go() of its SlotMap, or until it is changed after it was kept
// elsewhere.
//
// Not thread-safe, not even for reading; but either holder may read and change what is kept twice at any time, since a
// change is made to a copy. Errors: std::logic_error for bytes that can't be unpacked: nobody but pack() has made them.
#pragma once

#include <memory>
#include <stdexcept>
#include <vector>

#include "core/domain/state/packed.hpp"
#include "core/messages/packing.hpp"

namespace hf {

// An aggregate for another slot to hold: its bytes, or the aggregate itself, or both.
template <class T>
struct Kept {
    std::shared_ptr<const T> item;
    Packed packed;
};

template <class T>
class Slot {
public:
    // The slots that have unpacked something for readers.
    using Readings = std::vector<const Slot*>;

    explicit Slot(Readings& readings) : readings_(&readings) {}

    void hold(T item) { held_ = std::make_unique<Held>(Held{std::make_shared<T>(std::move(item)), false}); }

    const T& operator*() const { return *unpacked().item; }
    const T* operator->() const { return unpacked().item.get(); }

    T& change() {
        auto& held = unpacked();
        packed_ = Packed();  // clang 14 leaks the argument of "= {}" within a template
        if (held.kept_elsewhere) held = {std::make_shared<T>(*held.item), false};
        return *held.item;
    }
    // What it holds stays the same, so this is no change.
    void pack() const {
        if (packed_) return;
        packed_ = Packed(packing_of<T>().pack(held_->item.get()));
        readings_->push_back(this);
    }
    [[nodiscard]] Kept<T> keep() const {
        if (!held_) return {nullptr, packed_};
        held_->kept_elsewhere = true;
        return {held_->item, packed_};
    }
    void take(const Kept<T>& kept) {
        packed_ = kept.packed;
        // The cast is harmless: what is kept elsewhere is never changed through this pointer.
        held_ = kept.item ? std::make_unique<Held>(Held{std::const_pointer_cast<T>(kept.item), true}) : nullptr;
        if (packed_ && held_) readings_->push_back(this);
    }

    void let_go() const {
        if (packed_) held_.reset();
    }
    void clear() {
        packed_ = Packed();
        held_.reset();
    }

    [[nodiscard]] const Packed& packed() const { return packed_; }
    // The aggregate, if it need not be unpacked to be read.
    [[nodiscard]] const T* at_hand() const { return held_ ? held_->item.get() : nullptr; }

private:
    struct Held {
        std::shared_ptr<T> item;
        bool kept_elsewhere;  // not read from the count of owners, which another thread may just be lowering
    };

    Held& unpacked() const {
        if (held_) return *held_;
        auto item = std::make_shared<T>();
        if (const auto wrong = packing_of<T>().unpack(packed_.view(), item.get()))
            throw std::logic_error("an aggregate can't be unpacked: " + *wrong);
        held_ = std::make_unique<Held>(Held{std::move(item), false});
        readings_->push_back(this);
        return *held_;
    }

    mutable std::unique_ptr<Held> held_;
    mutable Packed packed_;  // says the same as what is held; nothing for an aggregate that may change
    Readings* readings_;
};

}  // namespace hf
