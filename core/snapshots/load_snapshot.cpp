#include "core/snapshots/load_snapshot.hpp"

#include <fmt/format.h>

#include "core/snapshots/contradictions.hpp"
#include "core/snapshots/snapshot_items.hpp"

namespace hf {
namespace {

constexpr std::size_t items_per_page = 1000;

class Loading {
public:
    Loading(const SnapshotStore& snapshots, const SnapshotHead& head, const Codec& codec)
        : snapshots_(snapshots), head_(head), codec_(codec) {
        check_head();
    }

    template <class T>
    void load(Category category) {
        Ordinal next = 0;
        for (bool more = true; more;) {
            const auto items = snapshots_.items(category, next, items_per_page);
            for (const auto& item : items) {
                check_next(item, next++);
                take<T>(item);
            }
            more = items.size() >= items_per_page;
        }
        const auto expected = head_.next_ordinals[static_cast<std::size_t>(category)];
        if (next != expected)
            throw SnapshotError(
                fmt::format("the snapshot has {} items of {}, not {}", next, name_of(category), expected));
    }

    LoadedSnapshot finish() {
        const State::Numbers numbers{head_.position, head_.category_positions, head_.next_ordinals};
        refuse_contradictions(loaded_.state);
        loaded_.state.restore(numbers);
        loaded_.view.restore(numbers);
        loaded_.view.keep_changes_for_draft();
        return std::move(loaded_);
    }

private:
    // Indexes have a place for each ordinal, so a wrong one would cost any amount of memory. Every aggregate has an
    // event of its own.
    void check_head() const {
        for (std::size_t i = 0; i < category_count; ++i)
            if (head_.next_ordinals[i] > head_.category_positions[i] || head_.category_positions[i] > head_.position)
                throw SnapshotError("the snapshot's numbers do not fit each other");
    }

    // Every aggregate there ever was has its item, so a missing one is damage.
    static void check_next(const SnapshotItem& item, Ordinal expected) {
        if (item.ordinal != expected)
            throw SnapshotError(
                fmt::format("{} number {} is missing in the snapshot", name_of(item.category), expected));
    }

    template <class T>
    void check_place(const SnapshotItem& item, const T& aggregate) const {
        const auto next = head_.next_ordinals[static_cast<std::size_t>(item.category)];
        if (aggregate.ordinal == item.ordinal && item.ordinal < next) return;
        throw SnapshotError(fmt::format("{} {} of the snapshot has the ordinals {} and {}; the next one is {}",
                                        name_of(item.category), item.id, item.ordinal, aggregate.ordinal, next));
    }

    template <class T>
    void take(const SnapshotItem& item) {
        if (item.gone) {
            const auto gone = gone_of(item, codec_);
            loaded_.state.restore_gone(item.category, item.id, gone);
            loaded_.view.state.restore_gone(item.category, item.id, gone);
            return;
        }
        const auto aggregate = aggregate_of<T>(item, codec_);
        check_place(item, *aggregate);
        refuse_contradictions(*aggregate, head_.position);
        loaded_.state.restore(aggregate);
        loaded_.view.restore(aggregate);
    }

    const SnapshotStore& snapshots_;
    const SnapshotHead head_;
    const Codec& codec_;
    LoadedSnapshot loaded_;
};

}  // namespace

std::optional<LoadedSnapshot> load_snapshot(const SnapshotStore& snapshots, const Codec& codec) {
    const auto head = snapshots.head();
    if (!head) return std::nullopt;
    Loading loading(snapshots, *head, codec);
    loading.load<Template>(Category::template_);
    loading.load<Request>(Category::request);
    loading.load<Machine>(Category::machine);
    loading.load<ProviderAggregate>(Category::provider);
    return loading.finish();
}

namespace {

LoadedSnapshot give_up(SnapshotStore& snapshots, Log& log, std::string_view why) {
    log.warn(fmt::format("the snapshot is not used, and all events are read: {}", why));
    try {
        snapshots.clear();
    } catch (const SnapshotError& problem) {
        log.warn(problem.what());
    }
    return {};
}

}  // namespace

LoadedSnapshot load_snapshot_of(const StoreClaim& claim, SnapshotStore* snapshots, const Codec& codec, Log& log) {
    if (!snapshots) return {};
    try {
        const auto head = snapshots->head();
        if (!head) return {};
        if (head->schema != snapshot_schema) return give_up(*snapshots, log, "another version has written it");
        if (head->store_id != claim.id()) return give_up(*snapshots, log, "it belongs to another store");
        // A store that ends before its own snapshot has lost events, and may say so (P11).
        const auto event = claim.event_at(head->position);
        if (!event || !is_of(*head, claim.id(), codec.encode(*event)))
            return give_up(*snapshots, log, "the store's events are not those that it was made of");
        if (auto loaded = load_snapshot(*snapshots, codec)) return std::move(*loaded);
        return {};
    } catch (const SnapshotError& problem) {
        return give_up(*snapshots, log, problem.what());
    } catch (const std::logic_error& problem) {
        return give_up(*snapshots, log, problem.what());
    }
}

bool is_of(const SnapshotHead& head, const std::string& store_id, const std::string& event_there) {
    return head.schema == snapshot_schema && head.store_id == store_id && head.last_event == event_there;
}

}  // namespace hf
