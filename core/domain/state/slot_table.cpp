#include "core/domain/state/slot_table.hpp"

#include <utility>

namespace hf {

void SlotTable::Part::put(Entry entry) {
    auto i = start_of(entry.hash);
    while (entries[i].place != nowhere) i = after(i);
    entries[i] = entry;
}

void SlotTable::Part::grow() {
    constexpr std::size_t first_size = 8;
    const auto before = std::exchange(entries, std::vector<Entry>(entries.empty() ? first_size : 2 * entries.size()));
    for (const auto& entry : before)
        if (entry.place != nowhere) put(entry);
}

void SlotTable::add(std::uint32_t hash, Place place) {
    auto& part = parts_[hash % part_count];
    if (4 * (part.used + 1) > 3 * part.entries.size()) part.grow();
    part.put({hash, place});
    ++part.used;
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
