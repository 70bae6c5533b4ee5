// UpcastingStore: the store as its readers see it. An event is read in the layout of today,
// whichever release has written it, so that readers need to know one layout (P10).
//
//     const UpcastingStore readable(store, codec);
//     for (const auto& event : readable.read(0, 100, bytes)) …   // each at its current schema
//
// Thread-safe as the store is. Errors: those of the store, and std::runtime_error for an event
// that this version can't read; a daemon that has replayed its store meets none.
#pragma once

#include "core/domain/history/upcasters.hpp"
#include "core/messages/codec.hpp"
#include "core/ports/event_store.hpp"

namespace hf {

class UpcastingStore final : public EventStore {
public:
    UpcastingStore(EventStore& store, const Codec& codec, const Upcasters& upcasters = released_upcasters())
        : store_(store), codec_(codec), upcasters_(upcasters) {}

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override {
        store_.append(events, outcomes);
    }
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    [[nodiscard]] std::string id() const override { return store_.id(); }
    [[nodiscard]] Position head() const override { return store_.head(); }
    [[nodiscard]] Position first() const override { return store_.first(); }
    void prune(Position through) override { store_.prune(through); }
    [[nodiscard]] OutcomeNumber last_outcome() const override { return store_.last_outcome(); }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override {
        return store_.read_outcomes(after, limit);
    }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
        return store_.outcomes(numbers);
    }
    void prune_outcomes(OutcomeNumber through) override { store_.prune_outcomes(through); }
    [[nodiscard]] LogUse log_use() const override { return store_.log_use(); }

private:
    EventStore& store_;
    const Codec& codec_;
    const Upcasters& upcasters_;
};

}  // namespace hf
