// InMemorySnapshotStore: keeps the port's contract without a disk.
//
// Used by one thread.
#pragma once

#include <map>
#include <tuple>

#include "core/ports/snapshot_store.hpp"

namespace hf::testing {

class InMemorySnapshotStore final : public SnapshotStore {
public:
    [[nodiscard]] std::optional<SnapshotHead> head() const override { return head_; }
    std::unique_ptr<Writing> begin() override { return std::make_unique<Transcript>(*this); }
    void clear() override {
        head_.reset();
        items_.clear();
    }
    [[nodiscard]] std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const override {
        std::vector<SnapshotItem> found;
        for (auto it = items_.lower_bound({category, from});
             it != items_.end() && it->first.first == category && found.size() < limit; ++it)
            found.push_back(it->second);
        return found;
    }
    [[nodiscard]] SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit,
                                             std::size_t max_bytes) const override {
        std::map<SnapshotCursor, SnapshotItem> later;
        for (const auto& [key, item] : items_)
            if (item.cursor() > after) later.emplace(item.cursor(), item);
        SnapshotPage page{head_, {}, false};
        std::size_t bytes = 0;
        for (const auto& [cursor, item] : later) {
            if (page.items.size() >= limit || bytes > max_bytes) {
                page.has_more = true;
                break;
            }
            page.items.push_back(item);
            bytes += item.data.size();
        }
        return page;
    }

private:
    class Transcript final : public Writing {
    public:
        explicit Transcript(InMemorySnapshotStore& store) : store_(store) {}
        void put(const SnapshotItem& item) override { items_.insert_or_assign({item.category, item.ordinal}, item); }
        void commit(const SnapshotHead& head) override {
            for (auto& [key, item] : items_) store_.items_.insert_or_assign(key, std::move(item));
            store_.head_ = head;
        }

    private:
        InMemorySnapshotStore& store_;
        std::map<std::pair<Category, Ordinal>, SnapshotItem> items_;
    };

    std::optional<SnapshotHead> head_;
    std::map<std::pair<Category, Ordinal>, SnapshotItem> items_;
};

}  // namespace hf::testing
