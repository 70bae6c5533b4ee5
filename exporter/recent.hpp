// Recent: the rows that changed last, up to a fixed number.
//
//     Recent<RequestRow> ended(100);
//     ended.put(request_id, event.position, row);                    // replaces the row's older state
//     if (since < ended.forgotten()) return;                         // a reader of only `since` may miss a row
//     ended.since(since, [&](const RequestRow& row) { use(row); });  // in the order of their changes
//
// A reader who has seen everything up to the forgotten() position, and forgets by the same rule,
// has the same rows. Not thread-safe.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "core/domain/values/identifiers.hpp"

namespace hf::exporter {

template <class Row>
class Recent {
public:
    explicit Recent(std::size_t most) : most_(most) {}

    void put(const std::string& key, Position changed, Row row) {
        drop(key);
        rows_.emplace(std::pair(changed, key), std::move(row));
        changed_[key] = changed;
        if (rows_.size() <= most_) return;
        const auto oldest = rows_.begin();
        forgotten_ = std::max(forgotten_, oldest->first.first);
        changed_.erase(oldest->first.second);
        rows_.erase(oldest);
    }

    void drop(const std::string& key) {
        const auto found = changed_.find(key);
        if (found == changed_.end()) return;
        rows_.erase(std::pair(found->second, key));
        changed_.erase(found);
    }

    template <class Take>
    void since(Position position, Take&& take) const {
        for (auto it = rows_.lower_bound(std::pair(position + 1, std::string{})); it != rows_.end(); ++it)
            take(it->second);
    }

    [[nodiscard]] Position forgotten() const { return forgotten_; }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::size_t most() const { return most_; }

private:
    std::size_t most_;
    std::map<std::pair<Position, std::string>, Row> rows_;  // in the order of change, then of key
    std::unordered_map<std::string, Position> changed_;
    Position forgotten_ = 0;
};

}  // namespace hf::exporter
