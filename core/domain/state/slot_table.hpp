// SlotTable: by a hash, the places where aggregates are kept. Who looks something up compares the ids itself.
//
//     SlotTable table;
//     table.add(hash, 7);
//     const auto place = table.find(hash, [&](SlotTable::Place at) { return id_at(at) == id; });
//     if (place != SlotTable::nowhere) use(place);
//
// An entry takes eight bytes, of which up to three quarters are used. The table is split into parts that grow each at
// its own time, so that no single addition pays for all. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace hf {

class SlotTable {
public:
    using Place = std::uint32_t;
    static constexpr Place nowhere = ~Place{0};

    static std::uint32_t hash_of(std::string_view text) {
        const auto hash = std::hash<std::string_view>{}(text);
        return static_cast<std::uint32_t>(hash ^ hash >> 32);
    }

    void add(std::uint32_t hash, Place place);
    // Prepares for many: returns their indexes in the order in which they are added fastest, one part of the table
    // after the other.
    [[nodiscard]] std::vector<std::uint32_t> expect(std::span<const std::uint32_t> hashes);
    // The entry must be there.
    void remove(std::uint32_t hash, Place place);

    template <class IsIt>
    Place find(std::uint32_t hash, IsIt&& is_it) const {
        const auto& part = parts_[hash % part_count];
        if (part.entries.empty()) return nowhere;
        for (auto i = part.start_of(hash); part.entries[i].place != nowhere; i = part.after(i))
            if (part.entries[i].hash == hash && is_it(part.entries[i].place)) return part.entries[i].place;
        return nowhere;
    }

private:
    static constexpr std::size_t part_count = 64;

    struct Entry {
        std::uint32_t hash = 0;
        Place place = nowhere;
    };
    // Open addressing: an entry stands at its start, or behind others that do not leave a gap.
    struct Part {
        std::vector<Entry> entries{};  // a power of two, or none
        std::size_t used = 0;

        [[nodiscard]] std::size_t start_of(std::uint32_t hash) const {
            return hash / part_count & (entries.size() - 1);
        }
        [[nodiscard]] std::size_t after(std::size_t i) const { return (i + 1) & (entries.size() - 1); }
        void put(Entry entry);
        void resize(std::size_t size);
    };

    std::array<Part, part_count> parts_;
};

}  // namespace hf
