// OrdinalSet: a set of ordinals that is small more often than not, as those of a tag or a user are: four bytes each,
// and a bitmap (bitmap.hpp) from some dozens on.
//
//     OrdinalSet set;
//     set.add(request.ordinal);
//     const Bitmap both = set.in(other);
#pragma once

#include <algorithm>

#include "core/read_models/bitmap.hpp"

namespace hf {

class OrdinalSet {
public:
    void add(Ordinal ordinal) {
        if (many_) return many_->add(ordinal);
        few_.insert(std::ranges::lower_bound(few_, ordinal), ordinal);
        if (few_.size() <= most_few) return;
        many_ = std::make_unique<Bitmap>(few_);
        few_ = {};
    }

    void remove(Ordinal ordinal) {
        if (many_) return many_->remove(ordinal);
        std::erase(few_, ordinal);
    }

    [[nodiscard]] bool contains(Ordinal ordinal) const {
        return many_ ? many_->contains(ordinal) : std::ranges::binary_search(few_, ordinal);
    }
    [[nodiscard]] std::uint64_t count() const { return many_ ? many_->count() : few_.size(); }
    // Adds them to a bitmap, or for it: one by one they are added faster together with those of other sets.
    void add_to(Bitmap& bitmap, std::vector<Ordinal>& for_it) const {
        if (many_) bitmap |= *many_;
        for_it.insert(for_it.end(), few_.begin(), few_.end());
    }
    [[nodiscard]] Bitmap bitmap() const { return many_ ? Bitmap(*many_) : Bitmap(few_); }
    [[nodiscard]] Bitmap in(const Bitmap& others) const {
        if (many_) return *many_ & others;
        auto both = few_;
        std::erase_if(both, [&](Ordinal ordinal) { return !others.contains(ordinal); });
        return Bitmap(both);
    }
    [[nodiscard]] std::uint64_t count_in(const Bitmap& others) const {
        if (many_) return many_->count_shared(others);
        return static_cast<std::uint64_t>(
            std::ranges::count_if(few_, [&](Ordinal ordinal) { return others.contains(ordinal); }));
    }

private:
    static constexpr std::size_t most_few = 64;

    std::vector<Ordinal> few_;  // in order; empty once there are many
    std::unique_ptr<Bitmap> many_;
};

}  // namespace hf
