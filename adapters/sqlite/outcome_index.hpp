// OutcomeIndex: which rows may hold the outcome of a command, for the newest rows.
//
//     OutcomeIndex index(1'000'000);
//     index.add(hash, 1);                          // rows are numbered without gaps
//     for (auto row : index.find(hash)) use(row);  // oldest first; compare the ids
//
// Of each row it keeps a 64-bit hash and a 32-bit slot, about 16 bytes, and is
// sized once, so that no commit pays for growth. When it is full, the oldest row
// is forgotten.
//
// Not thread-safe. Errors: none but std::bad_alloc, from the constructor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hf::sqlite {

class OutcomeIndex {
public:
    explicit OutcomeIndex(std::size_t capacity);

    void add(std::uint64_t hash, std::uint64_t number);
    [[nodiscard]] std::vector<std::uint64_t> find(std::uint64_t hash) const;
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

private:
    void forget_oldest();

    std::size_t capacity_;
    std::vector<std::uint64_t> hashes_;  // a ring: hashes_[next_] is the oldest once it is full
    std::size_t next_ = 0;
    std::uint64_t newest_ = 0;          // the row whose hash stands before next_
    std::vector<std::uint32_t> slots_;  // open addressing: 1 + place in hashes_, or 0
    std::size_t mask_ = 0;
};

}  // namespace hf::sqlite
