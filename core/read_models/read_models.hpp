// ReadModels: the data from which queries are answered. Only committed events are applied, in
// order, before the replies to their commands are sent (P5).
//
//     const auto [at_rest, touched] = models.commit(batch);                       // the committer
//     auto head = models.read([](const View& v) { return v.state.position(); });  // any thread
//
// Thread-safe. The lock is held for one batch or one look, never across I/O; a reader copies what
// it needs and encodes it afterwards. The lock is a plain mutex, because with a lock that prefers
// readers a stream of queries could keep a commit waiting.
#pragma once

#include <chrono>
#include <limits>
#include <span>
#include <thread>

#include "core/domain/state/state.hpp"
#include "core/read_models/drafting.hpp"
#include "core/read_models/index.hpp"
#include "core/read_models/owners.hpp"
#include "core/read_models/touched.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

// The committed state, and the indexes from which lists are read.
struct View {
    State state;
    Index<Template> templates;
    Index<Request> requests;
    Index<Machine> machines;
    Index<ProviderAggregate> providers;
    Owners owners;

    void apply(const NumberedEvent& placed);
    // Applies all of them and tells what they have changed.
    Touched commit(std::span<const NumberedEvent> batch);

    // From now on changes are kept for the next snapshot's draft.
    void keep_changes_for_draft();
    [[nodiscard]] std::array<std::vector<Ordinal>, category_count> take_changes_for_draft();

    // Restore aggregates from a snapshot, in the state and in the indexes (see State::restore()): requests before their
    // machines. Nobody reads from begin_restoring() until the numbers are restored.
    void begin_restoring(const State::Numbers& numbers);
    void restore(const Kept<Template>& tmpl) { templates.restore(state.restore(tmpl)); }
    void restore(const Kept<Request>& request);
    void restore(const Kept<Machine>& machine);
    void restore(const Kept<ProviderAggregate>& provider) { providers.restore(state.restore(provider)); }
    void restore(const State::Numbers& numbers);  // after all aggregates

private:
    void enter_owner(const Machine& machine);
    // Applies the event, and returns what it has changed; good until the next one.
    const std::vector<State::Changed>& follow_changes(const NumberedEvent& placed);
    void keep(const std::vector<State::Changed>& changes);

    std::vector<State::Changed> of_event_;
    bool keeps_changes_ = false;
    std::array<std::vector<Ordinal>, category_count> changes_;  // since the last draft
};

class ReadModels {
public:
    // Applies a batch. Returns the finished aggregates, so that the write side can share them (ADR 12).
    State::AtRest apply(std::span<const NumberedEvent> batch) {
        const MutexLock lock(mutex_);
        for (const auto& placed : batch) view_.apply(placed);
        return at_rest_after(batch);
    }
    // The same, and tells what the batch has changed.
    struct Committed {
        State::AtRest at_rest;
        Touched touched;
    };
    Committed commit(std::span<const NumberedEvent> batch) {
        const MutexLock lock(mutex_);
        auto touched = view_.commit(batch);
        return {at_rest_after(batch), std::move(touched)};
    }

    // Replaces the whole view by one made of a snapshot, before any reader comes.
    void go_on_from(View view) {
        const MutexLock lock(mutex_);
        view_ = std::move(view);
    }

    // The mutex is not fair: a thread that reads again at once keeps the others out. A thread that has more to look at
    // than a fraction of a millisecond allows does so little by little, and pauses between two looks.
    static void pause() { std::this_thread::sleep_for(std::chrono::microseconds{100}); }

    // A snapshot's draft is of the moment when it begins; collect() is one look at so many aggregates.
    [[nodiscard]] Drafting begin_draft(bool everything) {
        auto drafting = draft_now(everything);
        drafting.prepare();
        return drafting;
    }
    bool collect(Drafting& drafting, std::size_t most) {
        const MutexLock lock(mutex_);
        return drafting.collect(view_, most);
    }
    [[nodiscard]] SnapshotDraft draft(bool everything) {
        auto drafting = begin_draft(everything);
        collect(drafting, std::numeric_limits<std::size_t>::max());
        return std::move(drafting).draft();
    }

    template <class Look>
    auto read(Look&& look) const {
        const MutexLock lock(mutex_);
        const Reading until_done(view_.state);
        return look(static_cast<const View&>(view_));
    }

private:
    // What readers have unpacked is of no use to others.
    struct Reading {
        explicit Reading(const State& read) : state(read) {}
        ~Reading() { state.let_go(); }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;
        const State& state;
    };

    Drafting draft_now(bool everything) {
        const MutexLock lock(mutex_);
        return {view_, everything};
    }
    [[nodiscard]] State::AtRest at_rest_after(std::span<const NumberedEvent> batch) const REQUIRES(mutex_) {
        State::AtRest at_rest;
        for (const auto& placed : batch) view_.state.share_at_rest(placed.event, at_rest);
        return at_rest;
    }

    mutable Mutex mutex_;
    View view_ GUARDED_BY(mutex_);
};

}  // namespace hf
