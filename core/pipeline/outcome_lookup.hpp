// OutcomeLookup: reads outcomes of repeated commands from the store. What many threads ask
// for while one read is under way goes into the next read, so that a store behind a
// network is asked once for all of them.
//
//     OutcomeLookup lookup(store);
//     auto outcome = lookup.find(command_id, index.find(hash));   // nothing: they are of other commands
//
// Thread-safe; called with no lock held, since it waits for the store. Errors: whatever the store throws.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/ports/event_store.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class OutcomeLookup {
public:
    explicit OutcomeLookup(const EventStore& store) : store_(store) {}

    std::optional<CommandOutcome> find(std::string_view command_id, std::span<const OutcomeNumber> numbers)
        EXCLUDES(mutex_);

    // Numbers that the next read will ask for.
    [[nodiscard]] std::size_t waiting() const EXCLUDES(mutex_);

private:
    // Filled by those who wait for it until one of them reads it; after that nobody changes it.
    struct Batch {
        std::vector<OutcomeNumber> numbers;
        std::vector<CommandOutcome> outcomes;
        std::exception_ptr failure;
        bool read = false;
    };
    std::shared_ptr<const Batch> read_with_others(std::span<const OutcomeNumber> numbers) EXCLUDES(mutex_);
    void read(Batch& batch) const;

    const EventStore& store_;
    mutable Mutex mutex_;
    Condition changed_;
    bool reading_ GUARDED_BY(mutex_) = false;
    std::shared_ptr<Batch> next_ GUARDED_BY(mutex_);
};

}  // namespace hf
