// DamageWatch: a store whose damage does not stay unnoticed. It hands on what the store says; a read that
// meets damage is logged, at most once a minute, and counted.
//
//     DamageWatch store(claim.open(), clock, log);
//     auto page = store.read(41, 100, 1 << 20);  // throws StoreDamaged, as the store does
//     if (store.damaged_reads() > 0) log.warn("there is damage");
//
// Thread-safe as the store is; events and outcomes may be pruned by a thread each. Errors: those of the store.
#pragma once

#include <atomic>
#include <memory>

#include "core/ports/clock.hpp"
#include "core/ports/event_store.hpp"
#include "core/ports/log.hpp"
#include "core/ports/store_damaged.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class DamageWatch final : public EventStore {
public:
    DamageWatch(std::unique_ptr<EventStore> store, const Clock& clock, Log& log)
        : store_(std::move(store)), clock_(clock), log_(log) {}

    [[nodiscard]] std::uint64_t damaged_reads() const { return damaged_reads_; }

    [[nodiscard]] std::string id() const override { return store_->id(); }
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        store_->append(events, outcomes);
    }
    [[nodiscard]] Position head() const override { return store_->head(); }
    [[nodiscard]] Position first() const override { return store_->first(); }
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override {
        return watched([&] { return store_->read(after, limit, max_bytes); });
    }
    void prune(Position through) override {
        const MutexLock one_at_a_time(pruning_);
        store_->prune(through);
    }
    [[nodiscard]] OutcomeNumber last_outcome() const override { return store_->last_outcome(); }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override {
        return watched([&] { return store_->read_outcomes(after, limit); });
    }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
        return watched([&] { return store_->outcomes(numbers); });
    }
    void prune_outcomes(OutcomeNumber through) override {
        const MutexLock one_at_a_time(pruning_);
        store_->prune_outcomes(through);
    }
    [[nodiscard]] LogUse log_use() const override { return store_->log_use(); }

private:
    template <class Read>
    auto watched(const Read& read) const -> decltype(read()) {
        try {
            return read();
        } catch (const StoreDamaged& damage) {
            note(damage);
            throw;
        }
    }
    void note(const StoreDamaged& damage) const EXCLUDES(mutex_);

    const std::unique_ptr<EventStore> store_;
    const Clock& clock_;
    Log& log_;
    mutable std::atomic<std::uint64_t> damaged_reads_ = 0;
    Mutex pruning_;  // guards no data: it orders the calls that prune, since the store takes one at a time
    mutable Mutex mutex_;
    mutable std::optional<std::chrono::steady_clock::time_point> logged_ GUARDED_BY(mutex_);
    mutable std::uint64_t since_ GUARDED_BY(mutex_) = 0;  // reads that met damage and were not logged
};

}  // namespace hf
