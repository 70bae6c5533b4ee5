#include "core/snapshots/snapshotter.hpp"

#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/recovery.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"
#include "tests/unit/support/no_archive.hpp"
#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Fails to write as long as the test wants.
class UnreliableSnapshotStore final : public SnapshotStore {
public:
    explicit UnreliableSnapshotStore(ManualClock& its) : clock(its) {}

    [[nodiscard]] std::optional<SnapshotHead> head() const override { return store_.head(); }
    std::unique_ptr<Writing> begin() override {
        clock.advance(takes);
        if (failing) throw SnapshotError("no space left on device");
        return store_.begin();
    }
    void clear() override { store_.clear(); }
    [[nodiscard]] std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) const override {
        return store_.items(category, from, limit);
    }
    [[nodiscard]] SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit,
                                             std::size_t max_bytes) const override {
        return store_.changed_after(after, limit, max_bytes);
    }

    ManualClock& clock;
    std::atomic<bool> failing = false;
    std::chrono::seconds takes{};

private:
    InMemorySnapshotStore store_;
};

class SnapshotterTest : public ::testing::Test {
protected:
    void make(std::uint64_t every_events) {
        snapshotter.emplace(Snapshotter::Dependencies{bus.clock, bus.models, bus.store, snapshots, bus.codec, log,
                                                      every_events, [this](Position at) { covered = at; }},
                            Position{0});
        bus.inform(&*snapshotter);
    }
    void begin(std::uint64_t every_events) {
        make(every_events);
        snapshotter->start(bus.position_of_models());
    }
    bool makes_one() {
        bool any = false;
        while (snapshotter->step()) any = true;
        return any;
    }
    void order(int count) {
        for (int i = 0; i < count; ++i)
            ASSERT_TRUE(got(bus.tell(fmt::format("order-{}", ++orders), create_request(1)))->accepted);
    }
    void end() {
        bus.inform(nullptr);
        snapshotter->stop();
    }
    [[nodiscard]] std::string of_the_models() const {
        return bus.models.read([](const View& view) { return text_of(view.state); });
    }
    void wait_for(const std::function<bool()>& holds) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!holds() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        ASSERT_TRUE(holds());
    }

    RememberingLog log;
    RunningBus bus;
    UnreliableSnapshotStore snapshots{bus.clock};
    std::atomic<Position> covered = 0;
    std::optional<Snapshotter> snapshotter;
    int orders = 0;
};

TEST_F(SnapshotterTest, WritesOneAfterSoManyEventsAndALastOneAtTheEnd) {
    begin(10);
    order(40);
    wait_for([&] { return snapshotter->position() > 0; });
    EXPECT_EQ(covered, snapshotter->position());
    order(3);
    end();
    EXPECT_EQ(snapshotter->position(), bus.position_of_models());
    EXPECT_GE(snapshotter->written(), 2U);
    EXPECT_EQ(text_of(load_snapshot(snapshots)->state), of_the_models());
}

TEST_F(SnapshotterTest, WritesWhileEverythingGoesOn) {
    begin(1);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 50; ++i) {
                auto made = got(bus.tell(fmt::format("order-{}-{}", thread, i), create_request(1)));
                RequestAccepted result;
                ASSERT_FALSE(bus.codec.decode(made->payload, result));
                if (i % 2 == 0)
                    got(bus.tell(fmt::format("cancel-{}-{}", thread, i), cancel_request(result.request_id.value)));
            }
        });
    for (auto& thread : threads) thread.join();
    end();
    EXPECT_EQ(text_of(load_snapshot(snapshots)->state), of_the_models());
    EXPECT_THAT(bus.failures(), IsEmpty());
}

TEST_F(SnapshotterTest, NeverWritesWhereNoneAreWanted) {
    begin(0);
    order(5);
    end();
    EXPECT_EQ(snapshots.head(), std::nullopt);
}

TEST_F(SnapshotterTest, TakesNoMoreThanATenthOfTheTime) {
    snapshots.takes = std::chrono::seconds{2};
    make(2);
    snapshotter->begin(bus.position_of_models());
    order(5);
    EXPECT_TRUE(makes_one());
    order(5);
    bus.clock.advance(std::chrono::seconds{17});
    EXPECT_FALSE(makes_one());
    bus.clock.advance(std::chrono::seconds{1});
    EXPECT_TRUE(makes_one());
    end();
}

TEST_F(SnapshotterTest, TriesAgainAndIsWholeThen) {
    snapshots.failing = true;
    begin(2);
    order(5);
    wait_for([&] { return snapshotter->failed() > 0; });
    EXPECT_EQ(snapshotter->position(), 0U);
    snapshots.failing = false;
    order(5);
    end();
    EXPECT_THAT(log.lines(), ::testing::Contains(HasSubstr("no snapshot could be written")));
    EXPECT_EQ(text_of(load_snapshot(snapshots)->state), of_the_models());
}

// A store that is claimed and not open yet, as a start looks at it.
class Looking final : public StoreClaim {
public:
    Looking(std::string id, const EventStore& store) : id_(std::move(id)), store_(store) {}
    [[nodiscard]] std::string id() const override { return id_; }
    [[nodiscard]] std::optional<RecordedEvent> event_at(Position position) const override {
        auto events = store_.read(position - 1, 1, 0);
        return events.empty() ? std::nullopt : std::optional(std::move(events.front()));
    }
    [[nodiscard]] std::unique_ptr<EventStore> open(const Verified&) override { return nullptr; }

private:
    std::string id_;
    const EventStore& store_;
};

TEST_F(SnapshotterTest, ARecoveryGoesOnFromIt) {
    begin(1);
    order(4);
    end();
    order(3);
    const auto loaded = load_snapshot_of(Looking(bus.store.id(), bus.store), &snapshots, bus.codec, log);
    EXPECT_GT(loaded.verified().position, 0U);
    EXPECT_LT(loaded.verified().position, bus.store.head());
    const auto recovered = recover(std::move(*load_snapshot(snapshots)), bus.store, NoArchive(), bus.codec, 9);
    EXPECT_EQ(recovered.snapshot, loaded.verified().position);
    EXPECT_EQ(text_of(recovered.state), of_the_models());

    const auto of_another = load_snapshot_of(Looking("another store", bus.store), &snapshots, bus.codec, log);
    EXPECT_EQ(of_another.verified().position, 0U);
    EXPECT_EQ(snapshots.head(), std::nullopt);
    EXPECT_THAT(log.lines(), ::testing::Contains(HasSubstr("it belongs to another store")));
}

}  // namespace
}  // namespace hf::testing
