#include "core/snapshots/load_snapshot.hpp"

#include "core/snapshots/snapshot_items.hpp"

namespace hf {
namespace {

constexpr std::size_t page = 1000;

class Loading {
public:
    Loading(const SnapshotStore& snapshots, const Codec& codec) : snapshots_(snapshots), codec_(codec) {}

    template <class T>
    void load(Category category) {
        for (Ordinal from = 0;;) {
            const auto items = snapshots_.items(category, from, page);
            for (const auto& item : items) take<T>(item);
            if (items.size() < page) return;
            from = items.back().ordinal + 1;
        }
    }

    LoadedSnapshot finish(const SnapshotHead& head) {
        const State::Numbers numbers{head.position, head.category_positions, head.next_ordinals};
        loaded_.state.restore(numbers);
        loaded_.view.restore(numbers);
        loaded_.view.keep_changes_for_draft();
        return std::move(loaded_);
    }

private:
    template <class T>
    void take(const SnapshotItem& item) {
        if (item.gone) {
            const auto gone = gone_of(item, codec_);
            loaded_.state.restore_gone(item.category, item.id, gone);
            loaded_.view.state.restore_gone(item.category, item.id, gone);
            return;
        }
        const auto aggregate = aggregate_of<T>(item, codec_);
        loaded_.state.restore(aggregate);
        loaded_.view.restore(aggregate);
    }

    const SnapshotStore& snapshots_;
    const Codec& codec_;
    LoadedSnapshot loaded_;
};

}  // namespace

std::optional<LoadedSnapshot> load_snapshot(const SnapshotStore& snapshots, const Codec& codec) {
    const auto head = snapshots.head();
    if (!head) return std::nullopt;
    Loading loading(snapshots, codec);
    loading.load<Template>(Category::template_);
    loading.load<Request>(Category::request);
    loading.load<Machine>(Category::machine);
    loading.load<ProviderAggregate>(Category::provider);
    return loading.finish(*head);
}

bool is_of(const SnapshotHead& head, const std::string& store_id, const std::string& event_there) {
    return head.schema == snapshot_schema && head.store_id == store_id && head.last_event == event_there;
}

}  // namespace hf
