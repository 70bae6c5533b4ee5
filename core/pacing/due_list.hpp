// DueList: items that are to be done, each from a time on. An item that was taken is in hand until finish() says
// what became of it; meanwhile wanting it again changes nothing.
//
//     DueList<MachineId> ends;
//     ends.want(id);  // at once; a second time, nothing happens
//     for (const auto& id : ends.take_due(now, 100)) use(id);
//     ends.finish(id, now + 30s);  // to be done once more, or, without a time, over
//     ends.drop(id);               // no longer wanted, in hand or not
//
// Not thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <vector>

#include "core/containers/partitioned_map.hpp"

namespace hf {

template <class Id, class Time = std::chrono::steady_clock::time_point>
class DueList {
public:
    void want(const Id& id, Time due = {}) {
        if (items_.try_emplace(id, due).second) order_.emplace(due, id);
    }
    void drop(const Id& id) {
        const auto it = items_.find(id);
        if (it == items_.end()) return;
        if (it->second) order_.erase({*it->second, id});
        items_.erase(it);
    }
    // Returns false, and does nothing, if the id is not in hand.
    bool finish(const Id& id, std::optional<Time> again = std::nullopt) {
        if (!in_hand(id)) return false;
        items_.erase(id);
        if (again) want(id, *again);
        return true;
    }
    // Makes an id that waits due at this time, unless it is due earlier.
    void hasten(const Id& id, Time due) {
        const auto it = items_.find(id);
        if (it == items_.end() || !it->second || *it->second <= due) return;
        drop(id);
        want(id, due);
    }

    // Takes those that are due, the earliest first.
    std::vector<Id> take_due(Time now, std::size_t most) {
        std::vector<Id> taken;
        while (taken.size() < most && !order_.empty() && order_.begin()->first <= now) {
            taken.push_back(std::move(order_.extract(order_.begin()).value().second));
            items_.at(taken.back()).reset();
        }
        return taken;
    }

    [[nodiscard]] bool contains(const Id& id) const { return items_.contains(id); }
    [[nodiscard]] bool in_hand(const Id& id) const {
        const auto it = items_.find(id);
        return it != items_.end() && !it->second;
    }
    [[nodiscard]] std::set<Id> ids() const {
        std::set<Id> ids;
        for (const auto& [id, due] : items_) ids.insert(id);
        return ids;
    }
    // How many are not in hand, and when the first of them is due.
    [[nodiscard]] std::size_t waiting() const { return order_.size(); }
    [[nodiscard]] std::optional<Time> first() const {
        return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
    }

private:
    PartitionedMap<Id, std::optional<Time>> items_;  // without a time for what is in hand
    std::set<std::pair<Time, Id>> order_;
};

}  // namespace hf
