// InMemoryEventStore: keeps the port's contract without a disk.
//
//     InMemoryEventStore store;                            // empty, and lost with the object
//     InMemoryEventStore again(contents);                  // the contents that another one left
//     auto claim = InMemoryEventStore::claim(contents);    // as a daemon opens its store
//
// Thread-safe.
#pragma once

#include <memory>

#include "core/ports/event_store.hpp"
#include "core/ports/store_claim.hpp"
#include "core/threads/mutex.hpp"

namespace hf::testing {

class InMemoryEventStore final : public EventStore {
public:
    struct Contents {
        Contents();

        std::string id;
        Mutex mutex;
        std::vector<RecordedEvent> events GUARDED_BY(mutex);
        Position pruned GUARDED_BY(mutex) = 0;  // events up to here are no longer read
        std::vector<CommandOutcome> outcomes GUARDED_BY(mutex);
        OutcomeNumber pruned_outcomes GUARDED_BY(mutex) = 0;
        std::weak_ptr<void> owner GUARDED_BY(mutex);  // expires with the claim or its store
    };

    explicit InMemoryEventStore(std::shared_ptr<Contents> contents = std::make_shared<Contents>(),
                                std::shared_ptr<void> ownership = nullptr)
        : contents_(std::move(contents)), ownership_(std::move(ownership)) {}

    static std::unique_ptr<StoreClaim> claim(std::shared_ptr<Contents> contents);

    [[nodiscard]] std::string id() const override { return contents_->id; }
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override;
    [[nodiscard]] Position head() const override;
    [[nodiscard]] Position first() const override;
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    void prune(Position through) override;
    [[nodiscard]] OutcomeNumber last_outcome() const override;
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override;
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override;
    void prune_outcomes(OutcomeNumber through) override;

private:
    std::shared_ptr<Contents> contents_;
    std::shared_ptr<void> ownership_;
    bool failed_ = false;
};

}  // namespace hf::testing
