#include "tests/unit/support/in_memory_event_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace hf::testing {

InMemoryEventStore::Contents::Contents() {
    static std::atomic<unsigned> made = 0;
    id = fmt::format("00000000-0000-7000-8000-{:012x}", ++made);
}

namespace {

class InMemoryClaim final : public StoreClaim {
public:
    explicit InMemoryClaim(std::shared_ptr<InMemoryEventStore::Contents> contents)
        : contents_(std::move(contents)), ownership_(std::make_shared<int>()) {
        const MutexLock lock(contents_->mutex);
        if (!contents_->owner.expired()) throw StoreError("the store is in use");
        contents_->owner = ownership_;
    }

    [[nodiscard]] std::string id() const override { return contents_->id; }
    [[nodiscard]] std::optional<RecordedEvent> event_at(Position position) const override {
        const MutexLock lock(contents_->mutex);
        if (position <= contents_->pruned || position > contents_->events.size()) return std::nullopt;
        return contents_->events[position - 1];
    }
    [[nodiscard]] std::unique_ptr<EventStore> open(const Verified&) override {
        return std::make_unique<InMemoryEventStore>(contents_, std::move(ownership_));
    }

private:
    std::shared_ptr<InMemoryEventStore::Contents> contents_;
    std::shared_ptr<void> ownership_;
};

template <class Numbered>
void check_continuity(const std::vector<Numbered>& stored, std::span<const Numbered> added,
                      std::uint64_t Numbered::*number) {
    auto expected = stored.size();
    for (const auto& one : added)
        if (one.*number != ++expected) throw StoreError(fmt::format("{} where {} comes next", one.*number, expected));
}

}  // namespace

std::unique_ptr<StoreClaim> InMemoryEventStore::claim(std::shared_ptr<Contents> contents) {
    return std::make_unique<InMemoryClaim>(std::move(contents));
}

void InMemoryEventStore::append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    const MutexLock lock(contents_->mutex);
    if (failed_) throw StoreError("the store has failed before");
    failed_ = true;
    check_continuity(contents_->events, events, &RecordedEvent::position);
    check_continuity(contents_->outcomes, outcomes, &CommandOutcome::number);
    failed_ = false;
    contents_->events.insert(contents_->events.end(), events.begin(), events.end());
    contents_->outcomes.insert(contents_->outcomes.end(), outcomes.begin(), outcomes.end());
}

std::vector<RecordedEvent> InMemoryEventStore::read(Position after, std::size_t limit, std::size_t max_bytes) const {
    const MutexLock lock(contents_->mutex);
    if (after < contents_->pruned) throw EventsPruned(fmt::format("event {} was pruned", after + 1));
    std::vector<RecordedEvent> found;
    std::size_t bytes = 0;
    for (auto at = after; at < contents_->events.size() && found.size() < limit; ++at) {
        found.push_back(contents_->events[at]);
        bytes += found.back().data.msgpack.size();
        if (bytes > max_bytes) break;
    }
    return found;
}

Position InMemoryEventStore::head() const {
    const MutexLock lock(contents_->mutex);
    return contents_->events.size();
}

Position InMemoryEventStore::first() const {
    const MutexLock lock(contents_->mutex);
    return contents_->pruned + 1;
}

void InMemoryEventStore::prune(Position through) {
    const MutexLock lock(contents_->mutex);
    if (contents_->events.empty()) return;
    contents_->pruned = std::max(contents_->pruned, std::min<Position>(through, contents_->events.size() - 1));
}

OutcomeNumber InMemoryEventStore::last_outcome() const {
    const MutexLock lock(contents_->mutex);
    return contents_->outcomes.size();
}

std::vector<CommandOutcome> InMemoryEventStore::read_outcomes(OutcomeNumber after, std::size_t limit) const {
    const MutexLock lock(contents_->mutex);
    std::vector<CommandOutcome> found;
    for (auto at = std::max(after, contents_->pruned_outcomes); at < contents_->outcomes.size() && found.size() < limit;
         ++at)
        found.push_back(contents_->outcomes[at]);
    return found;
}

std::vector<CommandOutcome> InMemoryEventStore::outcomes(std::span<const OutcomeNumber> numbers) const {
    const MutexLock lock(contents_->mutex);
    std::vector<CommandOutcome> found;
    for (const auto number : numbers)
        if (number > contents_->pruned_outcomes && number <= contents_->outcomes.size())
            found.push_back(contents_->outcomes[number - 1]);
    return found;
}

void InMemoryEventStore::prune_outcomes(OutcomeNumber through) {
    const MutexLock lock(contents_->mutex);
    if (contents_->outcomes.empty()) return;
    contents_->pruned_outcomes =
        std::max(contents_->pruned_outcomes, std::min<OutcomeNumber>(through, contents_->outcomes.size() - 1));
}

}  // namespace hf::testing
