#include "core/snapshots/load_snapshot.hpp"

#include <fmt/format.h>

#include "core/snapshots/contradictions.hpp"
#include "core/snapshots/fit.hpp"
#include "core/snapshots/read_ahead.hpp"
#include "core/snapshots/snapshot_items.hpp"
#include "core/snapshots/snapshot_schema.hpp"

namespace hf {
namespace {

constexpr std::size_t items_per_page = 1000;

// Items with what they come to. Objects are used again, since their texts have their room already.
template <class T>
struct Page {
    std::vector<SnapshotItem> items;
    std::vector<T> aggregates;
    std::vector<Kept<T>> kept;  // of each item; nothing of one that is gone
};

// Requests and machines stay for ever.
template <class T>
constexpr bool may_be_gone = std::is_same_v<T, Template> || std::is_same_v<T, ProviderAggregate>;

class Loading {
public:
    Loading(const SnapshotStore& snapshots, const SnapshotHead& head, std::launch reading)
        : snapshots_(snapshots), head_(head), reading_(reading) {
        check_head();
        loaded_.view.begin_restoring(numbers());
    }

    // Reading, unpacking and whatever else concerns one aggregate takes half of the time, so it is done on another
    // thread while the pages before are restored.
    template <class T>
    void load() {
        constexpr auto category = category_of_type<T>();
        Ordinal next = 0;
        ReadAhead<Page<T>> pages([&](Page<T>& page) { return read_page(next, page); }, reading_);
        Ordinal restored = 0;
        while (const auto* page = pages.next()) {
            take(*page);
            restored += static_cast<Ordinal>(page->items.size());
            // What was taken as bytes needs its object no more.
            loaded_.state.let_go();
            loaded_.view.state.let_go();
        }
        loaded_.state.settle();
        loaded_.view.state.settle();
        const auto expected = head_.next_ordinals[static_cast<std::size_t>(category)];
        if (restored != expected)
            throw SnapshotError(
                fmt::format("the snapshot has {} items of {}, not {}", restored, name_of(category), expected));
    }

    LoadedSnapshot finish() {
        if (!fit_.is_given(loaded_.state)) refuse_contradictions(loaded_.state);
        loaded_.state.restore(numbers());
        loaded_.view.restore(numbers());
        loaded_.view.keep_changes_for_draft();
        return std::move(loaded_);
    }

private:
    [[nodiscard]] State::Numbers numbers() const {
        return {head_.position, head_.category_positions, head_.next_ordinals};
    }

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
        throw SnapshotError(fmt::format("a {} of the snapshot has the ordinals {} and {}; the next one is {}",
                                        name_of(item.category), item.ordinal, aggregate.ordinal, next));
    }

    // Reads on from ordinal `next`. Returns whether more pages follow.
    template <class T>
    bool read_page(Ordinal& next, Page<T>& page) const {
        const auto before = std::exchange(page.items, snapshots_.items(category_of_type<T>(), next, items_per_page));
        page.aggregates.resize(page.items.size());
        page.kept.assign(page.items.size(), {});
        for (std::size_t i = 0; i < page.items.size(); ++i) {
            const auto& item = page.items[i];
            check_next(item, next++);
            if (item.gone) {
                if (may_be_gone<T>) continue;
                refuse_item(item, "it is gone, and should be there");
            }
            const auto held =
                i < before.size() && !before[i].gone ? std::string_view(before[i].data) : std::string_view();
            const auto wrong = packing_of<T>().unpack(item.data, &page.aggregates[i], held);
            if (wrong) refuse_item(item, *wrong);
            check_place(item, page.aggregates[i]);
            refuse_contradictions(page.aggregates[i], head_.position);
            page.kept[i] = kept_of(item, page.aggregates[i]);
        }
        return page.items.size() == items_per_page;
    }

    template <class T>
    void take(const Page<T>& page) {
        for (std::size_t i = 0; i < page.items.size(); ++i)
            page.items[i].gone ? take_gone(page.items[i]) : take(page.kept[i], page.aggregates[i]);
    }
    template <class T>
    void take(const Kept<T>& kept, const T& aggregate) {
        loaded_.state.restore(kept);
        loaded_.view.restore(kept);
        if constexpr (std::is_same_v<T, Request>) fit_.add(aggregate);
        if constexpr (std::is_same_v<T, Machine>) fit_.add(aggregate, loaded_.state);
    }
    void take_gone(const SnapshotItem& item) {
        const auto gone = gone_of(item);
        loaded_.state.restore_gone(item.category, item.id, gone);
        loaded_.view.state.restore_gone(item.category, item.id, gone);
    }

    // What has ended is kept as the bytes that were read.
    template <class T>
    static Kept<T> kept_of(const SnapshotItem& item, const T& aggregate) {
        if constexpr (requires { State::at_rest(aggregate); })
            if (State::at_rest(aggregate))
                return {std::shared_ptr<const T>(std::shared_ptr<const T>(), &aggregate), Packed(item.data)};
        return {std::make_shared<const T>(aggregate), {}};
    }

    const SnapshotStore& snapshots_;
    const SnapshotHead head_;
    const std::launch reading_;
    LoadedSnapshot loaded_;
    Fit fit_;
};

}  // namespace

std::optional<LoadedSnapshot> load_snapshot(const SnapshotStore& snapshots, std::launch reading) {
    const auto head = snapshots.head();
    if (!head) return std::nullopt;
    Loading loading(snapshots, *head, reading);
    loading.load<Template>();
    loading.load<Request>();
    loading.load<Machine>();
    loading.load<ProviderAggregate>();
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

LoadedSnapshot load_snapshot_of(const StoreClaim& claim, SnapshotStore* snapshots, const Codec& codec, Log& log,
                                std::launch reading) {
    if (!snapshots) return {};
    try {
        const auto head = snapshots->head();
        if (!head) return {};
        if (head->schema != snapshot_schema()) return give_up(*snapshots, log, "another version has written it");
        if (head->store_id != claim.id()) return give_up(*snapshots, log, "it belongs to another store");
        // A store that ends before its own snapshot has lost events, and may say so (P11).
        const auto event = claim.event_at(head->position);
        if (!event || !is_of(*head, claim.id(), codec.encode(*event)))
            return give_up(*snapshots, log, "the store's events are not those that it was made of");
        if (auto loaded = load_snapshot(*snapshots, reading)) return std::move(*loaded);
        return {};
    } catch (const SnapshotError& problem) {
        return give_up(*snapshots, log, problem.what());
    } catch (const std::logic_error& problem) {
        return give_up(*snapshots, log, problem.what());
    }
}

bool is_of(const SnapshotHead& head, const std::string& store_id, const std::string& event_there) {
    return head.schema == snapshot_schema() && head.store_id == store_id && head.last_event == event_there;
}

}  // namespace hf
