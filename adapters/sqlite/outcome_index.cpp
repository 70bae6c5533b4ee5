#include "adapters/sqlite/outcome_index.hpp"

#include <algorithm>
#include <bit>

namespace hf::sqlite {

OutcomeIndex::OutcomeIndex(std::size_t capacity) : capacity_(std::min(capacity, std::size_t{1} << 31)) {
    hashes_.reserve(capacity_);
    slots_.resize(std::bit_ceil(2 * capacity_ + 2));  // at most half full, so searches end soon
    mask_ = slots_.size() - 1;
}

void OutcomeIndex::add(std::uint64_t hash, std::uint64_t number) {
    if (capacity_ == 0) return;
    if (hashes_.size() < capacity_) {
        hashes_.push_back(hash);
    } else {
        forget_oldest();
        hashes_[next_] = hash;
    }
    auto slot = hash & mask_;
    while (slots_[slot] != 0) slot = (slot + 1) & mask_;
    slots_[slot] = static_cast<std::uint32_t>(next_ + 1);
    newest_ = number;
    next_ = (next_ + 1) % capacity_;
}

std::vector<std::uint64_t> OutcomeIndex::find(std::uint64_t hash) const {
    std::vector<std::uint64_t> found;
    for (auto slot = hash & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
        const std::size_t place = slots_[slot] - 1;
        if (hashes_[place] != hash) continue;
        const auto age = (next_ + capacity_ - 1 - place) % capacity_;
        found.push_back(newest_ - age);
    }
    std::sort(found.begin(), found.end());
    return found;
}

// Linear probing ends at an empty slot, so the entries behind the freed one move up
// (unless that would put them before their own start).
void OutcomeIndex::forget_oldest() {
    auto hole = hashes_[next_] & mask_;
    while (slots_[hole] != next_ + 1) hole = (hole + 1) & mask_;
    for (auto slot = (hole + 1) & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
        const auto start = hashes_[slots_[slot] - 1] & mask_;
        if (((slot - start) & mask_) < ((slot - hole) & mask_)) continue;
        slots_[hole] = slots_[slot];
        hole = slot;
    }
    slots_[hole] = 0;
}

}  // namespace hf::sqlite
