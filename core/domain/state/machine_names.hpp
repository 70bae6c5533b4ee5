// NameIndex: which machines have a name, or once had it. Names are used again: of the machines with
// the same name the index keeps all that live, and of the ended ones the newest, since no older one
// can still be meant.
//
//     NameIndex<CurrentName> names;
//     names.move(slot, {}, names.key_of(machine));  // a new machine
//     const auto before = names.key_of(machine);
//     slot.change().spec.name = "node7";  // it is renamed, or ends
//     names.move(slot, before, names.key_of(machine));
//     const Machine* meant = names.find("node7");  // the newest that lives, else the newest
//
// The index keeps pointers to slots, and no name of its own. What it answers depends on the machines
// as they are and not on the way there (P9). Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/machine/machine.hpp"
#include "core/domain/state/slot_map.hpp"
#include "core/domain/state/slot_table.hpp"

namespace hf {

struct CurrentName {
    static constexpr std::string_view name_field = "name", age_field = "named_at";
    static const std::string* name(const Machine& machine) { return &machine.spec.name; }
    static auto age(const Machine& machine) { return machine.named_at; }
};

// The name under which a machine was handed over, where it has reported another since.
struct FormerName {
    static constexpr std::string_view name_field = "former_name", age_field = "ordinal";
    static const std::string* name(const Machine& machine) {
        return machine.former_name ? &*machine.former_name : nullptr;
    }
    static auto age(const Machine& machine) { return machine.ordinal; }
};

template <class Which>
class NameIndex {
public:
    // Where a machine stands in the index, or belongs.
    struct Key {
        std::uint32_t hash{};
        bool live = false;
    };

    // Nothing for a machine without such a name. Any number of them may have none yet.
    [[nodiscard]] static std::optional<Key> key_of(const Machine& machine) {
        const auto* name = Which::name(machine);
        return name && !name->empty() ? std::optional(Key{hash_of(*name), machine.live()}) : std::nullopt;
    }

    void move(const Slot<Machine>& machine, const std::optional<Key>& before, const std::optional<Key>& after) {
        const bool stays = before && after && before->hash == after->hash;
        if (before && !stays) remove(before->hash, place_of(before->hash, machine));
        if (after && !stays) add(after->hash, machine);
        if (after && !after->live && !(stays && !before->live)) keep_newest_ended(after->hash, machine);
    }

    // The same for many new machines, which are found from settle() on.
    void append(const Slot<Machine>& machine, const std::optional<Key>& key) {
        if (key) unsettled_.push_back({&machine, *key});
    }
    void settle() {
        std::vector<std::uint32_t> hashes;
        hashes.reserve(unsettled_.size());
        for (const auto& machine : unsettled_) hashes.push_back(machine.key.hash);
        slots_.reserve(slots_.size() + unsettled_.size());
        for (const auto i : table_.expect(hashes)) move(*unsettled_[i].slot, {}, unsettled_[i].key);
        unsettled_ = {};
    }

    [[nodiscard]] const Machine* find(std::string_view name) const {
        const auto rank = [](const Machine& machine) { return std::pair(machine.live(), Which::age(machine)); };
        const Machine* found = nullptr;
        table_.find(hash_of(name), [&](SlotTable::Place place) {
            const auto& machine = **slots_[place];
            if (*Which::name(machine) == name && (!found || rank(machine) > rank(*found))) found = &machine;
            return false;
        });
        return found;
    }

private:
    using Place = SlotTable::Place;

    // Two names that share a hash are distinguished by the machines themselves.
    static std::uint32_t hash_of(std::string_view name) { return SlotTable::hash_of(name); }

    void add(std::uint32_t hash, const Slot<Machine>& machine) {
        auto place = static_cast<Place>(slots_.size());
        if (unused_.empty()) {
            slots_.push_back(&machine);
        } else {
            place = unused_.back();
            unused_.pop_back();
            slots_[place] = &machine;
        }
        table_.add(hash, place);
    }
    // A machine that is not in the index any more is nowhere.
    void remove(std::uint32_t hash, Place place) {
        if (place == SlotTable::nowhere) return;
        table_.remove(hash, place);
        slots_[place] = nullptr;
        unused_.push_back(place);
    }
    [[nodiscard]] Place place_of(std::uint32_t hash, const Slot<Machine>& machine) const {
        return table_.find(hash, [&](Place place) { return slots_[place] == &machine; });
    }

    // Called for a machine that has just ended: there is one other at most. A start calls it for each machine whose
    // name was used again, so none is unpacked here.
    void keep_newest_ended(std::uint32_t hash, const Slot<Machine>& machine) {
        const auto name = name_of(machine);
        const auto other = table_.find(hash, [&](Place place) {
            const auto& there = *slots_[place];
            return &there != &machine && !lives(there) && name_of(there) == name;
        });
        if (other == SlotTable::nowhere) return;
        const bool older = age_of(*slots_[other]) < age_of(machine);
        remove(hash, older ? other : place_of(hash, machine));
    }

    // What is packed has ended.
    static bool lives(const Slot<Machine>& slot) {
        const auto* machine = slot.at_hand();
        return machine && machine->live();
    }
    static std::string name_of(const Slot<Machine>& slot) {
        static const auto field = packing_of<Machine>().field_named(Which::name_field);
        if (const auto* machine = slot.at_hand()) return *Which::name(*machine);
        return packing_of<Machine>().text(slot.packed().view(), field);
    }
    static std::uint64_t age_of(const Slot<Machine>& slot) {
        static const auto field = packing_of<Machine>().field_named(Which::age_field);
        if (const auto* machine = slot.at_hand()) return Which::age(*machine);
        return packing_of<Machine>().number(slot.packed().view(), field).value();
    }

    struct Unsettled {
        const Slot<Machine>* slot;
        Key key;
    };

    std::vector<const Slot<Machine>*> slots_;
    std::vector<Place> unused_;
    SlotTable table_;
    std::vector<Unsettled> unsettled_;
};

}  // namespace hf
