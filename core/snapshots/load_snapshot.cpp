#include "core/snapshots/load_snapshot.hpp"

#include <fmt/format.h>

#include "core/snapshots/contradictions.hpp"
#include "core/snapshots/fit.hpp"
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
};

class Loading {
public:
    Loading(const SnapshotStore& snapshots, const SnapshotHead& head, std::launch reading)
        : snapshots_(snapshots), head_(head), reading_(reading) {
        check_head();
    }

    // Reading and unpacking takes half of the time, so one page is read while another one is restored.
    template <class T>
    void load() {
        constexpr auto category = category_of_type<T>();
        const auto read = [this](Ordinal from, Page<T>& into) {
            return std::async(reading_, [this, from, &into] { read_page(from, into); });
        };
        Ordinal next = 0;
        Page<T> pages[2];
        auto reading = read(0, pages[0]);
        for (std::size_t i = 0;; ++i) {
            reading.get();
            auto& page = pages[i % 2];
            const bool more = page.items.size() >= items_per_page;
            if (more) reading = read(page.items.back().ordinal + 1, pages[(i + 1) % 2]);
            for (std::size_t n = 0; n < page.items.size(); ++n) {
                check_next(page.items[n], next++);
                take(page.items[n], page.aggregates[n]);
            }
            // What was taken as bytes needs its object no more.
            loaded_.state.let_go();
            loaded_.view.state.let_go();
            if (!more) break;
        }
        const auto expected = head_.next_ordinals[static_cast<std::size_t>(category)];
        if (next != expected)
            throw SnapshotError(
                fmt::format("the snapshot has {} items of {}, not {}", next, name_of(category), expected));
    }

    LoadedSnapshot finish() {
        const State::Numbers numbers{head_.position, head_.category_positions, head_.next_ordinals};
        if (!fit_.is_given(loaded_.state)) refuse_contradictions(loaded_.state);
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
        throw SnapshotError(fmt::format("a {} of the snapshot has the ordinals {} and {}; the next one is {}",
                                        name_of(item.category), item.ordinal, aggregate.ordinal, next));
    }

    template <class T>
    void read_page(Ordinal from, Page<T>& page) const {
        page.items = snapshots_.items(category_of_type<T>(), from, items_per_page);
        page.aggregates.resize(page.items.size());
        for (std::size_t i = 0; i < page.items.size(); ++i)
            if (const auto& item = page.items[i]; !item.gone)
                if (const auto wrong = packing_of<T>().unpack(item.data, &page.aggregates[i]))
                    refuse_item(item, *wrong);
    }

    template <class T>
    void take(const SnapshotItem& item, const T& aggregate) {
        if (item.gone) {
            const auto gone = gone_of(item);
            loaded_.state.restore_gone(item.category, item.id, gone);
            loaded_.view.state.restore_gone(item.category, item.id, gone);
            return;
        }
        check_place(item, aggregate);
        refuse_contradictions(aggregate, head_.position);
        const auto kept = kept_of(item, aggregate);
        loaded_.state.restore(kept);
        loaded_.view.restore(kept);
        if constexpr (std::is_same_v<T, Request>) fit_.add(aggregate);
        if constexpr (std::is_same_v<T, Machine>) fit_.add(aggregate, loaded_.state);
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
