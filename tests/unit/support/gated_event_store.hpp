// GatedEventStore: an in-memory store whose append() a test can delay or make fail.
//
//     store.hold();
//     … decide something …
//     store.wait_until_held();    // an append is under way now
//     store.release();
//
// Thread-safe.
#pragma once

#include "tests/unit/support/in_memory_event_store.hpp"

namespace hf::testing {

class GatedEventStore : public EventStore {
public:
    struct Append {
        std::size_t events{};
        std::size_t outcomes{};
        bool operator==(const Append&) const = default;
    };

    void hold() {
        const MutexLock lock(mutex_);
        open_ = false;
    }
    void wait_until_held() {
        MutexLock lock(mutex_);
        while (!held_) changed_.wait(lock);
    }
    void release() {
        const MutexLock lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void fail_appends() {
        const MutexLock lock(mutex_);
        failing_ = true;
    }
    void fail_outcomes(bool failing) {
        const MutexLock lock(mutex_);
        outcomes_fail_ = failing;
    }
    // Holds reads of outcomes up; lookups() counts those that have begun.
    void hold_lookups(bool hold) {
        const MutexLock lock(mutex_);
        lookups_open_ = !hold;
        changed_.notify_all();
    }
    [[nodiscard]] std::size_t lookups() const {
        const MutexLock lock(mutex_);
        return lookups_;
    }
    void wait_for_lookup() const {
        MutexLock lock(mutex_);
        while (lookups_ == 0) changed_.wait(lock);
    }
    // The attempted appends.
    [[nodiscard]] std::vector<Append> appends() const {
        const MutexLock lock(mutex_);
        return appends_;
    }

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        {
            MutexLock lock(mutex_);
            appends_.push_back({events.size(), outcomes.size()});
            held_ = true;
            changed_.notify_all();
            while (!open_) changed_.wait(lock);
            held_ = false;
            if (failing_) throw StoreError("no space left on device");
        }
        store_.append(events, outcomes);
    }
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override {
        return store_.read(after, limit, max_bytes);
    }
    [[nodiscard]] OutcomeNumber last_outcome() const override { return store_.last_outcome(); }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override {
        return store_.read_outcomes(after, limit);
    }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
        {
            MutexLock lock(mutex_);
            ++lookups_;
            changed_.notify_all();
            while (!lookups_open_) changed_.wait(lock);
            if (outcomes_fail_) throw StoreError("input/output error");
        }
        return store_.outcomes(numbers);
    }
    void prune_outcomes(OutcomeNumber through) override { store_.prune_outcomes(through); }
    [[nodiscard]] Position head() const override { return store_.head(); }
    [[nodiscard]] Position first() const override { return store_.first(); }
    void prune(Position through) override { store_.prune(through); }
    [[nodiscard]] std::string id() const override { return store_.id(); }

private:
    InMemoryEventStore store_;
    mutable Mutex mutex_;
    mutable Condition changed_;
    bool open_ GUARDED_BY(mutex_) = true;
    bool held_ GUARDED_BY(mutex_) = false;
    bool failing_ GUARDED_BY(mutex_) = false;
    bool outcomes_fail_ GUARDED_BY(mutex_) = false;
    bool lookups_open_ GUARDED_BY(mutex_) = true;
    mutable std::size_t lookups_ GUARDED_BY(mutex_) = 0;
    std::vector<Append> appends_ GUARDED_BY(mutex_);
};

}  // namespace hf::testing
