#include "tests/simulation/disk/simulated_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::simulation {

void SimulatedStore::append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    if (failed_) throw StoreError("the store has failed before");
    check_continuity(events, outcomes);
    hazards_.crashes.maybe("before the write");
    ++disk_.appends;
    // Until the sync has succeeded.
    failed_ = true;
    if (hazards_.disk.is_full()) {
        hazards_.store_failed();
        throw StoreError("the disk is full");
    }
    if (hazards_.write_fails()) {
        hazards_.store_failed();
        throw StoreError("the write has failed");
    }
    disk_.unsynced.push_back({{events.begin(), events.end()}, {outcomes.begin(), outcomes.end()}});
    hazards_.crashes.maybe("between write and sync");
    if (hazards_.sync_fails()) {
        hazards_.store_failed();
        throw StoreError("the sync has failed");
    }
    if (hazards_.syncs()) disk_.sync();
    failed_ = false;
    hazards_.crashes.maybe("after the sync");
}

void SimulatedStore::check_continuity(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    const auto refuse = [&](std::string_view what, std::uint64_t found, std::uint64_t expected) {
        failed_ = true;
        throw StoreError(fmt::format("{} {} where {} comes next", what, found, expected));
    };
    auto position = head();
    for (const auto& event : events)
        if (event.position != ++position) refuse("event", event.position, position);
    auto number = last_outcome();
    for (const auto& outcome : outcomes)
        if (outcome.number != ++number) refuse("outcome", outcome.number, number);
}

// A transaction that has failed is rolled back, as far as this life of the daemon can see.
std::span<const Disk::Transaction> SimulatedStore::visible() const {
    return failed_ ? std::span<const Disk::Transaction>{} : std::span<const Disk::Transaction>{disk_.unsynced};
}

const RecordedEvent* SimulatedStore::at(Position position) const {
    if (position <= disk_.events.size()) return &disk_.events[position - 1];
    auto before = disk_.events.size();
    for (const auto& transaction : visible()) {
        if (position - before <= transaction.events.size()) return &transaction.events[position - before - 1];
        before += transaction.events.size();
    }
    return nullptr;
}

std::vector<RecordedEvent> SimulatedStore::read(Position after, std::size_t limit, std::size_t max_bytes) const {
    if (after < disk_.pruned) throw EventsPruned(fmt::format("event {} was pruned", after + 1));
    std::vector<RecordedEvent> found;
    if (after >= head()) return found;
    std::size_t bytes = 0;
    for (auto position = after + 1; found.size() < limit; ++position) {
        const auto* event = at(position);
        if (!event) break;
        found.push_back(*event);
        bytes += event->data.msgpack.size();
        if (bytes > max_bytes) break;
    }
    return found;
}

const CommandOutcome* SimulatedStore::outcome_at(OutcomeNumber number) const {
    if (number <= disk_.pruned_outcomes) return nullptr;
    if (number <= disk_.outcomes.size()) return &disk_.outcomes[number - 1];
    for (const auto& transaction : visible())
        for (const auto& outcome : transaction.outcomes)
            if (outcome.number == number) return &outcome;
    return nullptr;
}

OutcomeNumber SimulatedStore::last_outcome() const {
    OutcomeNumber last = disk_.outcomes.size();
    for (const auto& transaction : visible()) last += transaction.outcomes.size();
    return last;
}

std::vector<CommandOutcome> SimulatedStore::read_outcomes(OutcomeNumber after, std::size_t limit) const {
    std::vector<CommandOutcome> found;
    for (auto number = after + 1; number <= last_outcome() && found.size() < limit; ++number)
        if (const auto* outcome = outcome_at(number)) found.push_back(*outcome);
    return found;
}

std::vector<CommandOutcome> SimulatedStore::outcomes(std::span<const OutcomeNumber> numbers) const {
    if (hazards_.read_fails()) throw StoreError("the read has failed");
    std::vector<CommandOutcome> found;
    for (const auto number : numbers)
        if (const auto* outcome = outcome_at(number)) found.push_back(*outcome);
    return found;
}

void SimulatedStore::prune_outcomes(OutcomeNumber through) {
    if (disk_.outcomes.empty()) return;
    disk_.pruned_outcomes =
        std::max(disk_.pruned_outcomes, std::min<OutcomeNumber>(through, disk_.outcomes.size() - 1));
}

Position SimulatedStore::head() const {
    Position head = disk_.events.size();
    for (const auto& transaction : visible()) head += transaction.events.size();
    return head;
}

void SimulatedStore::prune(Position through) {
    hazards_.crashes.maybe("before pruning");
    if (disk_.events.empty()) return;
    disk_.pruned = std::max(disk_.pruned, std::min<Position>(through, disk_.events.size() - 1));
    hazards_.crashes.maybe("after pruning");
}

}  // namespace hf::simulation
