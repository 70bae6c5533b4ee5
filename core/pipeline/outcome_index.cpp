#include "core/pipeline/outcome_index.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace hf {
namespace {

// The kernel's zeroed pages cost nothing until they are written to.
std::uint32_t* zeroes(std::size_t count) {
    if (void* memory = std::calloc(count, sizeof(std::uint32_t))) return static_cast<std::uint32_t*>(memory);
    throw std::bad_alloc();
}

}  // namespace

OutcomeIndex::OutcomeIndex(std::size_t capacity, OutcomeNumber newest)
    : capacity_(std::min(capacity, std::size_t{1} << 31)),
      newest_(newest),
      mask_(std::bit_ceil(2 * capacity_ + 2) - 1) {  // at most half full, so searches end soon
    hashes_.reserve(capacity_);
    slots_.reset(zeroes(mask_ + 1));
}

OutcomeNumber OutcomeIndex::add(std::uint64_t hash) {
    ++newest_;
    if (capacity_ == 0) return newest_;
    if (hashes_.size() < capacity_) {
        hashes_.push_back(hash);
    } else {
        forget_oldest();
        hashes_[next_] = hash;
    }
    auto slot = hash & mask_;
    while (slots_[slot] != 0) slot = (slot + 1) & mask_;
    slots_[slot] = static_cast<std::uint32_t>(next_ + 1);
    next_ = (next_ + 1) % capacity_;
    return newest_;
}

std::vector<OutcomeNumber> OutcomeIndex::find(std::uint64_t hash, OutcomeNumber after) const {
    std::vector<OutcomeNumber> found;
    for (auto slot = hash & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
        const std::size_t index = slots_[slot] - 1;
        if (hashes_[index] != hash) continue;
        const auto age = (next_ + capacity_ - 1 - index) % capacity_;
        if (newest_ - age > after) found.push_back(newest_ - age);
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

}  // namespace hf
