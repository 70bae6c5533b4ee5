// Numbering: which numbers the next event must have, in the whole store, in its
// category and in its stream.
//
//     Numbering numbering;
//     if (auto wrong = numbering.take(row)) …   // "it is number 7 of its stream, not 6"
//     numbering.give_back(row);                 // the last one taken was not written
//
// The same check runs when the store is opened and when it is appended to, so that
// nothing is ever written that the next opening would refuse.
//
// For each stream it keeps 24 bytes: the version, and a 128-bit hash in place of the name. A
// numbering that begins after a position knows no stream from before, and accepts the first number
// of each.
// Not thread-safe. Errors: std::bad_alloc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sqlite/rows.hpp"
#include "core/containers/partitioned_map.hpp"
#include "core/domain/values/category.hpp"

namespace hf::sqlite {

class Numbering {
public:
    Numbering() = default;
    // Goes on after a position. Where the numbers of the categories are not known, the first of each is accepted.
    explicit Numbering(Position head, const std::optional<std::array<std::uint64_t, category_count>>& categories = {})
        : head_(head), from_the_start_(head == 0) {
        if (categories) categories_ = *categories;
        known_.fill(from_the_start_ || categories);
    }

    // Returns what is wrong with the event's numbers, and changes nothing then; or nothing.
    std::optional<std::string> take(const EventRow& event);
    void give_back(const EventRow& event);
    [[nodiscard]] Position head() const { return head_; }

private:
    struct Stream {
        std::uint64_t low{};
        std::uint64_t high{};
        bool operator==(const Stream&) const = default;
    };
    struct StreamHash {
        std::size_t operator()(const Stream& stream) const { return stream.low; }
    };
    static Stream stream_of(const EventRow& event);

    Position head_ = 0;
    std::array<std::uint64_t, category_count> categories_{};
    std::array<bool, category_count> known_{true, true, true, true};  // whether the category's number is
    bool from_the_start_ = true;
    PartitionedMap<Stream, Version, StreamHash> streams_;  // no commit pays for all streams there ever were
};

}  // namespace hf::sqlite
