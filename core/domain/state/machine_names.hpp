// NameIndex: which machines have, or once had, a name. Names are used again: of those that
// have the same, all that live are kept, and of the ended the newest, which is the only one
// of them that can still be meant.
//
//     NameIndex<CurrentName> names;
//     names.add(slot);
//     names.ended(slot);                        // after its status says so
//     const Machine* meant = names.find("node7");   // the newest that lives, else the newest
//
// It keeps pointers to slots, and no name of its own. What it answers depends on the
// machines as they are, and not on the way there (P9). Not thread-safe.
#pragma once

#include "core/domain/machine/machine.hpp"
#include "core/domain/state/slot_map.hpp"

namespace hf {

struct CurrentName {
    static std::string_view name(const Machine& machine) { return machine.spec.name; }
    static auto age(const Machine& machine) { return machine.named_at; }
};

// Under which it was handed over, before it told another.
struct FormerName {
    static std::string_view name(const Machine& machine) { return *machine.former_name; }
    static auto age(const Machine& machine) { return machine.ordinal; }
};

template <class Which>
class NameIndex {
    using Entry = const Slot<Machine>*;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
        std::size_t operator()(Entry entry) const { return (*this)(Which::name(**entry)); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(Entry a, Entry b) const { return Which::name(**a) == Which::name(**b); }
        bool operator()(std::string_view name, Entry entry) const { return name == Which::name(**entry); }
        bool operator()(Entry entry, std::string_view name) const { return name == Which::name(**entry); }
    };

public:
    void add(const Slot<Machine>& machine) {
        entries_.insert(&machine);
        if (!machine->live()) ended(machine);
    }
    // Before its name changes.
    void remove(const Slot<Machine>& machine) {
        const auto [first, last] = entries_.equal_range(Which::name(*machine));
        for (auto it = first; it != last; ++it)
            if (*it == &machine) return void(entries_.erase(it));
    }
    void ended(const Slot<Machine>& machine) {
        const auto [first, last] = entries_.equal_range(Which::name(*machine));
        for (auto it = first; it != last; ++it) {
            const auto& other = **it;
            if (&other == &machine || other->live()) continue;
            // There is one other at most.
            entries_.erase(Which::age(*other) < Which::age(*machine) ? it : own(first, last, machine));
            return;
        }
    }
    [[nodiscard]] const Machine* find(std::string_view name) const {
        const auto rank = [](const Machine& machine) { return std::pair(machine.live(), Which::age(machine)); };
        const Machine* found = nullptr;
        const auto [first, last] = entries_.equal_range(name);
        for (auto it = first; it != last; ++it)
            if (!found || rank(***it) > rank(*found)) found = &***it;
        return found;
    }

private:
    template <class It>
    static It own(It first, It last, const Slot<Machine>& machine) {
        while (first != last && *first != &machine) ++first;
        return first;
    }

    std::unordered_multiset<Entry, Hash, Equal> entries_;
};

}  // namespace hf
