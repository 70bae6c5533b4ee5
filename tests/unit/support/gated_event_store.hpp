// GatedEventStore: an in-memory store whose append() a test can delay or make fail.
//
//     store.hold();
//     … decide something …
//     store.wait_until_held();    // an append is under way now
//     store.release();
//
// Thread-safe.
#pragma once

#include <condition_variable>

#include "tests/unit/support/in_memory_event_store.hpp"

namespace hf::testing {

class GatedEventStore final : public EventStore {
public:
    struct Append {
        std::size_t events{};
        std::size_t outcomes{};
        bool operator==(const Append&) const = default;
    };

    void hold() {
        const std::lock_guard lock(mutex_);
        open_ = false;
    }
    void wait_until_held() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return held_; });
    }
    void release() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void fail_appends() {
        const std::lock_guard lock(mutex_);
        failing_ = true;
    }
    void fail_outcomes(bool failing) {
        const std::lock_guard lock(mutex_);
        outcomes_fail_ = failing;
    }
    // The attempted appends.
    [[nodiscard]] std::vector<Append> appends() const {
        const std::lock_guard lock(mutex_);
        return appends_;
    }

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        {
            std::unique_lock lock(mutex_);
            appends_.push_back({events.size(), outcomes.size()});
            held_ = true;
            changed_.notify_all();
            changed_.wait(lock, [this] { return open_; });
            held_ = false;
            if (failing_) throw StoreError("no space left on device");
        }
        store_.append(events, outcomes);
    }
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override {
        return store_.read(after, limit, max_bytes);
    }
    [[nodiscard]] std::optional<CommandOutcome> outcome(std::string_view command_id) const override {
        {
            const std::lock_guard lock(mutex_);
            if (outcomes_fail_) throw StoreError("input/output error");
        }
        return store_.outcome(command_id);
    }
    [[nodiscard]] Position head() const override { return store_.head(); }
    [[nodiscard]] Position first() const override { return store_.first(); }
    void prune(Position through) override { store_.prune(through); }
    [[nodiscard]] std::string id() const override { return store_.id(); }

private:
    InMemoryEventStore store_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    bool held_ = false;
    bool failing_ = false;
    bool outcomes_fail_ = false;
    std::vector<Append> appends_;
};

}  // namespace hf::testing
