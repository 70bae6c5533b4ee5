#include "core/domain/state/slot_table.hpp"

#include <numeric>
#include <utility>

namespace hf {
namespace {

std::size_t most_in(std::size_t size) { return size / 4 * 3; }

// A power of two.
std::size_t size_for(std::size_t used) {
    std::size_t size = 8;
    while (used > most_in(size)) size *= 2;
    return size;
}

}  // namespace

void SlotTable::Part::put(Entry entry) {
    auto i = start_of(entry.hash);
    while (entries[i].place != nowhere) i = after(i);
    entries[i] = entry;
}

void SlotTable::Part::resize(std::size_t size) {
    const auto before = std::exchange(entries, std::vector<Entry>(size));
    for (const auto& entry : before)
        if (entry.place != nowhere) put(entry);
}

void SlotTable::add(std::uint32_t hash, Place place) {
    auto& part = parts_[hash % part_count];
    if (part.used + 1 > most_in(part.entries.size())) part.resize(size_for(part.used + 1));
    part.put({hash, place});
    ++part.used;
}

std::vector<std::uint32_t> SlotTable::expect(std::span<const std::uint32_t> hashes) {
    std::array<std::uint32_t, part_count + 1> next{};
    for (const auto hash : hashes) ++next[hash % part_count + 1];
    for (std::size_t i = 0; i < part_count; ++i) {
        auto& part = parts_[i];
        const auto used = part.used + next[i + 1];
        if (used > most_in(part.entries.size())) part.resize(size_for(used));
    }
    std::partial_sum(next.begin(), next.end(), next.begin());
    std::vector<std::uint32_t> order(hashes.size());
    for (std::uint32_t i = 0; i < hashes.size(); ++i) order[next[hashes[i] % part_count]++] = i;
    return order;
}

void SlotTable::remove(std::uint32_t hash, Place place) {
    auto& part = parts_[hash % part_count];
    auto& entries = part.entries;
    auto gap = part.start_of(hash);
    while (entries[gap].place != place) gap = part.after(gap);
    --part.used;
    // Entries behind the gap move into it, unless they would stand before their start then.
    for (auto i = part.after(gap); entries[i].place != nowhere; i = part.after(i)) {
        const auto start = part.start_of(entries[i].hash);
        const bool starts_behind_gap = gap <= i ? gap < start && start <= i : gap < start || start <= i;
        if (starts_behind_gap) continue;
        entries[gap] = entries[i];
        gap = i;
    }
    entries[gap] = {};
}

}  // namespace hf
