#include "tests/simulation/disk/simulated_snapshot_store.hpp"

namespace hf::simulation {

class SimulatedSnapshotStore::Draft final : public Writing {
public:
    explicit Draft(SimulatedSnapshotStore& store) : store_(store) {}

    void put(const SnapshotItem& item) override { items_.insert_or_assign({item.category, item.ordinal}, item); }
    void commit(const SnapshotHead& head) override {
        store_.hazards_.crashes.maybe("before a snapshot is whole");
        if (store_.hazards_.snapshot_fails()) throw SnapshotError("the disk is full");
        for (auto& [key, item] : items_) store_.snapshot_.items.insert_or_assign(key, std::move(item));
        store_.snapshot_.head = head;
        store_.hazards_.crashes.maybe("after a snapshot");
    }

private:
    SimulatedSnapshotStore& store_;
    std::map<std::pair<Category, Ordinal>, SnapshotItem> items_;
};

std::unique_ptr<SnapshotStore::Writing> SimulatedSnapshotStore::begin() { return std::make_unique<Draft>(*this); }

std::vector<SnapshotItem> SimulatedSnapshotStore::items(Category category, Ordinal from, std::size_t limit) const {
    if (hazards_.snapshot_is_damaged()) {
        was_damaged_ = true;
        throw SnapshotError("an item's checksum is wrong");
    }
    std::vector<SnapshotItem> found;
    for (auto it = snapshot_.items.lower_bound({category, from});
         it != snapshot_.items.end() && it->first.first == category && found.size() < limit; ++it)
        found.push_back(it->second);
    return found;
}

SnapshotPage SimulatedSnapshotStore::changed_after(const SnapshotCursor& after, std::size_t limit,
                                                   std::size_t max_bytes) const {
    std::map<SnapshotCursor, const SnapshotItem*> later;
    for (const auto& [key, item] : snapshot_.items)
        if (item.cursor() > after) later.emplace(item.cursor(), &item);
    SnapshotPage page{snapshot_.head, {}, false};
    std::size_t bytes = 0;
    for (const auto& [cursor, item] : later) {
        if (page.items.size() >= limit || bytes > max_bytes) {
            page.has_more = true;
            break;
        }
        page.items.push_back(*item);
        bytes += item->data.size();
    }
    return page;
}

}  // namespace hf::simulation
