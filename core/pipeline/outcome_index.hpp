// OutcomeIndex: which numbers the outcome of a command may have, among the newest outcomes. It
// tells in memory that a command is new, so that only repeated ones cost a look into the store.
//
//     OutcomeIndex index(1'000'000, store.last_outcome() - to_be_read);
//     index.add(OutcomeIndex::hash_of("0193a1b2-…"));    // the next number is its outcome's
//     for (auto number : index.find(hash)) use(number);  // oldest first; compare the id of what the store has there
//
// Of each outcome it keeps a 64-bit hash and a 32-bit slot, about 16 bytes. Its address space is
// taken once, so that no commit pays for growth, and its memory as it fills. When it is full,
// the oldest outcome is forgotten.
//
// Not thread-safe. Errors: std::bad_alloc, from the constructor.
#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/ports/event_store.hpp"

namespace hf {

class OutcomeIndex {
public:
    // `newest`: the number before that of the first outcome that is added.
    explicit OutcomeIndex(std::size_t capacity, OutcomeNumber newest = 0);
    OutcomeIndex() : OutcomeIndex(0) {}

    static std::uint64_t hash_of(std::string_view command_id) { return std::hash<std::string_view>{}(command_id); }

    // Returns the outcome's number.
    OutcomeNumber add(std::uint64_t hash);

    // Returns the numbers above `after` alone.
    [[nodiscard]] std::vector<OutcomeNumber> find(std::uint64_t hash, OutcomeNumber after = 0) const;

    [[nodiscard]] OutcomeNumber newest() const { return newest_; }

private:
    struct Free {
        void operator()(void* memory) const { std::free(memory); }
    };
    void forget_oldest();

    std::size_t capacity_;
    std::vector<std::uint64_t> hashes_;  // a ring: hashes_[next_] is the oldest once it is full
    std::size_t next_ = 0;
    OutcomeNumber newest_;                          // whose hash stands before next_
    std::unique_ptr<std::uint32_t[], Free> slots_;  // open addressing: 1 + index in hashes_, or 0
    std::size_t mask_;
};

}  // namespace hf
