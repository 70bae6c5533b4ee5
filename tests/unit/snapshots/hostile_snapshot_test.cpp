// P12: a snapshot whose rows do not fit each other is refused, whatever it says, and takes no memory for it.
#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/snapshot_items.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

class HostileSnapshot : public ::testing::Test {
protected:
    HostileSnapshot() {
        auto site = given_small({request_created("req-a", 1)});
        write_snapshot(intact, site.models().draft(true), Extent::everything, site.store(), codec);
    }

    // The snapshot with another head, and with one item more or instead.
    bool loads(const SnapshotHead& head, const std::vector<SnapshotItem>& items = {}) {
        InMemorySnapshotStore store;
        const auto writing = store.begin();
        for (const auto& item : intact.changed_after({}, 1000, 1U << 20).items) writing->put(item);
        for (const auto& item : items) writing->put(item);
        writing->commit(head);
        try {
            return load_snapshot(store, codec).has_value();
        } catch (const SnapshotError&) {
            return false;
        }
    }

    MsgpackCodec codec;
    InMemorySnapshotStore intact;
};

TEST_F(HostileSnapshot, LoadsAsItWasWritten) { EXPECT_TRUE(loads(*intact.head())); }

TEST_F(HostileSnapshot, NumbersBeyondThoseOfEventsAreRefused) {
    for (std::size_t category = 0; category < category_count; ++category) {
        auto head = *intact.head();
        head.next_ordinals[category] = 4'000'000'000;
        EXPECT_FALSE(loads(head));
        head.category_positions[category] = 4'000'000'000;
        EXPECT_FALSE(loads(head));
    }
}

TEST_F(HostileSnapshot, AnOrdinalBeyondTheNextOneIsRefused) {
    auto item = intact.items(Category::request, 0, 1).at(0);
    auto request = *aggregate_of<Request>(item, codec);
    request.ordinal = 4'000'000'000;
    auto of_the_aggregate = item_of(request, codec);
    of_the_aggregate.ordinal = item.ordinal;
    EXPECT_FALSE(loads(*intact.head(), {of_the_aggregate}));

    request.request_id.value = "req-b";
    EXPECT_FALSE(loads(*intact.head(), {item_of(request, codec)}));
}

}  // namespace
}  // namespace hf::testing
