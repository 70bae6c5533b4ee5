// ByValue: for each value of a field, the set of aggregates that have it.
//
//     ByValue<RequestStatus> status;
//     status.bitmap_of(RequestStatus::pending).add(request.ordinal);
//     status.of(RequestStatus::pending).count();
//
// References to bitmaps stay valid for the life of the object.
#pragma once

#include <deque>
#include <map>
#include <type_traits>

#include "core/read_models/bitmap.hpp"

namespace hf {

template <class V>
class ByValue {
    // Enumerations and small numbers are used as an index; other values are looked up in a map.
    static constexpr bool small = std::is_enum_v<V> || (std::is_integral_v<V> && sizeof(V) == 1);

public:
    [[nodiscard]] const Bitmap& of(const V& value) const {
        if constexpr (small) {
            return index(value) < places_.size() ? places_[index(value)] : nobody_;
        } else {
            const auto found = places_.find(value);
            return found == places_.end() ? nobody_ : found->second;
        }
    }

    Bitmap& bitmap_of(const V& value) {
        if constexpr (small) {
            while (places_.size() <= index(value)) places_.emplace_back();
            return places_[index(value)];
        } else {
            return places_.try_emplace(value).first->second;
        }
    }

    // The number of values that were ever used.
    [[nodiscard]] std::size_t size() const { return places_.size(); }

    // Calls visit(value, bitmap) for each value that was ever used, in the order of their type.
    template <class Visit>
    void each(Visit&& visit) const {
        if constexpr (small) {
            for (std::size_t i = 0; i < places_.size(); ++i) visit(static_cast<V>(i), places_[i]);
        } else {
            for (const auto& [value, bitmap] : places_) visit(value, bitmap);
        }
    }

private:
    static std::size_t index(V value) requires small { return static_cast<std::size_t>(value); }

    std::conditional_t<small, std::deque<Bitmap>, std::map<V, Bitmap>> places_;
    Bitmap nobody_;
};

}  // namespace hf
