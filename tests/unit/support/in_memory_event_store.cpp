#include "tests/unit/support/in_memory_event_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace hf::testing {

InMemoryEventStore::Contents::Contents() {
    static std::atomic<unsigned> made = 0;
    id = fmt::format("00000000-0000-7000-8000-{:012x}", ++made);
}

void InMemoryEventStore::append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    const std::lock_guard lock(contents_->mutex);
    if (failed_) throw StoreError("the store has failed before");
    auto expected = contents_->events.size();
    for (const auto& event : events)
        if (event.position != ++expected) {
            failed_ = true;
            throw StoreError(fmt::format("position {} where {} comes next", event.position, expected));
        }
    contents_->events.insert(contents_->events.end(), events.begin(), events.end());
    for (const auto& outcome : outcomes) contents_->outcomes.insert_or_assign(outcome.command_id, outcome);
}

std::vector<RecordedEvent> InMemoryEventStore::read(Position after, std::size_t limit, std::size_t max_bytes) const {
    const std::lock_guard lock(contents_->mutex);
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

std::optional<CommandOutcome> InMemoryEventStore::outcome(std::string_view command_id) const {
    const std::lock_guard lock(contents_->mutex);
    const auto it = contents_->outcomes.find(command_id);
    if (it == contents_->outcomes.end()) return std::nullopt;
    return it->second;
}

Position InMemoryEventStore::head() const {
    const std::lock_guard lock(contents_->mutex);
    return contents_->events.size();
}

Position InMemoryEventStore::first() const {
    const std::lock_guard lock(contents_->mutex);
    return contents_->pruned + 1;
}

void InMemoryEventStore::prune(Position through) {
    const std::lock_guard lock(contents_->mutex);
    if (contents_->events.empty()) return;
    contents_->pruned = std::max(contents_->pruned, std::min<Position>(through, contents_->events.size() - 1));
}

}  // namespace hf::testing
