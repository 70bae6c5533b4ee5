// TimedSet: a set of ids, each with the time when it is due, ordered by that time.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/containers/partitioned_map.hpp"

namespace hf {

template <class Id>
class TimedSet {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Adds an id, or moves an existing one to another time.
    void put(const Id& id, Time due) {
        erase(id);
        due_.try_emplace(id, due);
        order_.emplace(due, id);
    }
    bool erase(const Id& id) {
        const auto it = due_.find(id);
        if (it == due_.end()) return false;
        order_.erase({it->second, id});
        due_.erase(it);
        return true;
    }
    [[nodiscard]] bool contains(const Id& id) const { return due_.count(id) > 0; }
    [[nodiscard]] bool empty() const { return order_.empty(); }
    [[nodiscard]] std::size_t size() const { return order_.size(); }

    // The time when the first id is due; Time::max() if the set is empty.
    [[nodiscard]] Time first() const { return order_.empty() ? Time::max() : order_.begin()->first; }

    std::vector<Id> take_due(Time now, std::size_t most) {
        std::vector<Id> taken;
        while (taken.size() < most && first() <= now) {
            taken.push_back(order_.begin()->second);
            erase(taken.back());
        }
        return taken;
    }

private:
    PartitionedMap<Id, Time> due_;
    std::set<std::pair<Time, Id>> order_;
};

}  // namespace hf
