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
#include <unordered_map>

#include "core/domain/machine/machine.hpp"
#include "core/domain/state/slot_map.hpp"

namespace hf {

struct CurrentName {
    static const std::string* name(const Machine& machine) { return &machine.spec.name; }
    static auto age(const Machine& machine) { return machine.named_at; }
};

// The name under which a machine was handed over, where it has reported another since.
struct FormerName {
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
        std::size_t hash{};
        bool live = false;
    };

    // Nothing for a machine without such a name.
    [[nodiscard]] static std::optional<Key> key_of(const Machine& machine) {
        const auto* name = Which::name(machine);
        return name ? std::optional(Key{hash_of(*name), machine.live()}) : std::nullopt;
    }

    void move(const Slot<Machine>& machine, const std::optional<Key>& before, const std::optional<Key>& after) {
        const bool stays = before && after && before->hash == after->hash;
        if (before && !stays) remove(before->hash, machine);
        if (after && !stays) entries_.emplace(after->hash, &machine);
        if (after && !after->live && !(stays && !before->live)) keep_newest_ended(after->hash, machine);
    }

    [[nodiscard]] const Machine* find(std::string_view name) const {
        const auto rank = [](const Machine& machine) { return std::pair(machine.live(), Which::age(machine)); };
        const Machine* found = nullptr;
        const auto [first, last] = entries_.equal_range(hash_of(name));
        for (auto it = first; it != last; ++it)
            if (const auto& machine = **it->second;
                *Which::name(machine) == name && (!found || rank(machine) > rank(*found)))
                found = &machine;
        return found;
    }

private:
    static std::size_t hash_of(std::string_view name) { return std::hash<std::string_view>{}(name); }

    // Two names that share a hash are distinguished by the machines themselves.
    using Entries = std::unordered_multimap<std::size_t, const Slot<Machine>*>;

    void remove(std::size_t hash, const Slot<Machine>& machine) {
        const auto [first, last] = entries_.equal_range(hash);
        for (auto it = first; it != last; ++it)
            if (it->second == &machine) return void(entries_.erase(it));
    }

    // Called for a machine that has just ended: there is one other at most.
    void keep_newest_ended(std::size_t hash, const Slot<Machine>& machine) {
        const auto [first, last] = entries_.equal_range(hash);
        for (auto it = first; it != last; ++it) {
            const auto& other = *it->second;
            if (&other == &machine || other->live() || *Which::name(*other) != *Which::name(*machine)) continue;
            if (Which::age(*other) < Which::age(*machine))
                entries_.erase(it);
            else
                remove(hash, machine);
            return;
        }
    }

    Entries entries_;
};

}  // namespace hf
