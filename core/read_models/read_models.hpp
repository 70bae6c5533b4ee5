// ReadModels: what queries are answered from. Fed with committed events only, in
// order, before the replies to their commands go out (P5).
//
//     ledger.adopt(models.apply(batch));                       // the committer
//     auto copy = models.read([](const View& v) { … });        // any thread
//
// Thread-safe. The lock is held for one batch or one look, never across I/O; a
// reader copies what it needs and encodes after. A plain mutex: with a
// reader-preferring lock a stream of queries could keep a commit waiting.
#pragma once

#include <mutex>
#include <span>

#include "core/domain/state/state.hpp"
#include "core/read_models/index.hpp"
#include "core/read_models/snapshot_draft.hpp"

namespace hf {

// The committed state, and what lists are read from.
struct View {
    State state;
    Index<Template> templates;
    Index<Request> requests;
    Index<Machine> machines;
    Index<ProviderAggregate> providers;

    void apply(const NumberedEvent& placed);

    // Going on from a snapshot: as State::restore(), which this does, too.
    void restore(const std::shared_ptr<const Template>& tmpl);
    void restore(const std::shared_ptr<const Request>& request);
    void restore(const std::shared_ptr<const Machine>& machine);
    void restore(const std::shared_ptr<const ProviderAggregate>& provider);
    void restore(const State::Numbers& numbers);  // last
};

// Collects what a snapshot is to hold, and begins to note changes for the next one.
SnapshotDraft draft_of(View& view, bool everything);

class ReadModels {
public:
    // Tells what has come to rest, for the write side to hold the same (ADR 12).
    State::AtRest apply(std::span<const NumberedEvent> batch) {
        State::AtRest at_rest;
        const std::lock_guard lock(mutex_);
        for (const auto& placed : batch) view_.apply(placed);
        for (const auto& placed : batch) view_.state.share_at_rest(placed.event, at_rest);
        return at_rest;
    }

    // All at once, before anybody reads: what a snapshot held.
    void go_on_from(View view) {
        const std::lock_guard lock(mutex_);
        view_ = std::move(view);
    }

    // What has changed since the last draft; of everything, for the first. Holds the lock for as long as it
    // takes to collect pointers.
    SnapshotDraft draft(bool everything) {
        const std::lock_guard lock(mutex_);
        return draft_of(view_, everything);
    }

    template <class Look>
    auto read(Look&& look) const {
        const std::lock_guard lock(mutex_);
        return look(static_cast<const View&>(view_));
    }

private:
    mutable std::mutex mutex_;
    View view_;
};

}  // namespace hf
