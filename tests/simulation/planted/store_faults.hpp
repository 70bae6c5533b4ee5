// Faults between the committer, the store and the feed.
#pragma once

#include "core/ports/event_store.hpp"
#include "tests/simulation/daemon/seams.hpp"

namespace hf::simulation {

// A store in front of another one.
class StoreInFront : public EventStore {
public:
    void before(EventStore& store) { store_ = &store; }

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        store_->append(events, outcomes);
    }
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override {
        return store_->read(after, limit, max_bytes);
    }
    [[nodiscard]] Position head() const override { return store_->head(); }
    [[nodiscard]] Position first() const override { return store_->first(); }
    void prune(Position through) override { store_->prune(through); }
    [[nodiscard]] std::string id() const override { return store_->id(); }
    [[nodiscard]] OutcomeNumber last_outcome() const override { return store_->last_outcome(); }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override {
        return store_->read_outcomes(after, limit);
    }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
        return store_->outcomes(numbers);
    }
    void prune_outcomes(OutcomeNumber through) override { store_->prune_outcomes(through); }

protected:
    [[nodiscard]] EventStore& store() const { return *store_; }

private:
    EventStore* store_ = nullptr;
};

// Seams with such a store where the committer appends.
template <class Store>
class Appending : public Seams {
public:
    EventStore& appended_to(EventStore& store, EventPublisher& feed) override {
        front_.before(store);
        if constexpr (requires { front_.tells(feed); }) front_.tells(feed);
        return front_;
    }

private:
    Store front_;
};

// Seams with such a store where the ledger and a start read.
template <class Store>
class Reading : public Seams {
public:
    EventStore& read_from(EventStore& store) override {
        front_.before(store);
        return front_;
    }

private:
    Store front_;
};

class SkipsASync final : public Seams {
public:
    bool syncs() override { return ++syncs_ % 10 != 0; }

private:
    std::uint64_t syncs_ = 0;
};

class IgnoresAFailedWrite final : public StoreInFront {
public:
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        try {
            store().append(events, outcomes);
        } catch (const StoreError&) {
            return;
        }
    }
};

// Each group reaches the store with the next one, after its commands were answered.
class AcknowledgesEarly final : public StoreInFront {
public:
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        store().append(std::exchange(events_, {events.begin(), events.end()}),
                       std::exchange(outcomes_, {outcomes.begin(), outcomes.end()}));
    }

private:
    std::vector<RecordedEvent> events_;
    std::vector<CommandOutcome> outcomes_;
};

class LosesOutcomes final : public StoreInFront {
public:
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome>) override {
        store().append(events, {});
    }
};

// A command that was decided before is decided once more.
class ForgetsOutcomes final : public StoreInFront {
public:
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber>) const override { return {}; }
};

class NumbersWithAGap final : public StoreInFront {
public:
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        std::vector<RecordedEvent> numbered(events.begin(), events.end());
        if (++appends_ > 20)
            for (auto& event : numbered) ++event.category_position;
        store().append(numbered, outcomes);
    }

private:
    std::uint64_t appends_ = 0;
};

class ReadsAnEventTwice final : public StoreInFront {
public:
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override {
        auto events = store().read(after, limit, max_bytes);
        if (events.size() > 20) events.insert(events.begin() + 10, events[9]);
        return events;
    }
};

class PublishesBeforeTheSync final : public StoreInFront {
public:
    void tells(EventPublisher& feed) { feed_ = &feed; }
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        feed_->publish({events.begin(), events.end()});
        store().append(events, outcomes);
    }

private:
    EventPublisher* feed_ = nullptr;
};

class SkipsAnEventOnTheFeed final : public Seams, private EventPublisher {
public:
    EventPublisher& published_to(EventPublisher& feed) override {
        feed_ = &feed;
        return *this;
    }

private:
    void publish(std::vector<RecordedEvent> events) override {
        for (const auto& event : events)
            if (event.position % 50 != 0) feed_->publish({event});
    }

    EventPublisher* feed_ = nullptr;
};

// As before a store knew where it is at work.
class WorksWithACopy final : public Seams {
public:
    bool looks_for_its_home() override { return false; }
};

}  // namespace hf::simulation
