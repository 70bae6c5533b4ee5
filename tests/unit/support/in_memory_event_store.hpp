// InMemoryEventStore: keeps the port's contract without a disk.
//
//     InMemoryEventStore store;                  // empty, and lost with the object
//     InMemoryEventStore again(contents);        // the contents that another one left
//
// Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "core/ports/event_store.hpp"

namespace hf::testing {

class InMemoryEventStore final : public EventStore {
public:
    struct Contents {
        Contents();

        std::string id;
        std::mutex mutex;
        std::vector<RecordedEvent> events;
        Position pruned = 0;  // events up to here are no longer read
        std::map<std::string, CommandOutcome, std::less<>> outcomes;
    };

    explicit InMemoryEventStore(std::shared_ptr<Contents> contents = std::make_shared<Contents>())
        : contents_(std::move(contents)) {}

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override;
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    [[nodiscard]] std::optional<CommandOutcome> outcome(std::string_view command_id) const override;
    [[nodiscard]] Position head() const override;
    [[nodiscard]] Position first() const override;
    void prune(Position through) override;
    [[nodiscard]] std::string id() const override { return contents_->id; }

private:
    std::shared_ptr<Contents> contents_;
    bool failed_ = false;
};

}  // namespace hf::testing
