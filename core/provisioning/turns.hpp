// Turns: which of the requests that are ready has its launch begun next. A higher priority comes
// first; among equals comes the user who has the fewest machines, and of his requests the oldest.
//
//     shares.add("anna", 3);                       // machines that live, or are asked for
//     turns.add({rank, created_at, id}, "ben");
//     const auto next = turns.take(shares);        // what was ready, taken off
//
// Requests without a user belong to a user without a name. Users that have neither machines nor
// requests take no memory. Not thread-safe; the agenda guards them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "core/domain/values/identifiers.hpp"
#include "core/messages/timestamp.hpp"

namespace hf {

// How many machines each user has; one that is worth several units counts as so many.
class Shares {
public:
    void add(const std::string& user, std::uint64_t machines) {
        if (machines > 0) machines_[user] += machines;
    }
    void remove(const std::string& user, std::uint64_t machines) {
        const auto it = machines_.find(user);
        if (it == machines_.end()) return;
        if (it->second <= machines)
            machines_.erase(it);
        else
            it->second -= machines;
    }
    [[nodiscard]] std::uint64_t of(const std::string& user) const {
        const auto it = machines_.find(user);
        return it == machines_.end() ? 0 : it->second;
    }
    [[nodiscard]] std::size_t users() const { return machines_.size(); }

private:
    std::unordered_map<std::string, std::uint64_t> machines_;
};

// Where a request stands among those of equal rights.
struct Turn {
    int rank;  // the higher the priority, the lower
    Timestamp created_at;
    RequestId id;
    auto operator<=>(const Turn&) const = default;
};

class Turns {
public:
    void add(const Turn& turn, const std::string& user);
    void erase(const Turn& turn, const std::string& user);
    // Looks at each user of the highest priority that is there.
    std::optional<RequestId> take(const Shares& shares);

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    std::map<int, std::unordered_map<std::string, std::set<Turn>>> ranks_;
    std::size_t size_ = 0;
};

}  // namespace hf
