// Drafting: collects a snapshot's draft, some aggregates at a time, so that nobody waits until all are collected. An
// aggregate that changes before its turn comes is set aside by the state (set_aside.hpp).
//
//     Drafting drafting(view, everything);  // the draft is of this moment
//     drafting.prepare();                   // the view is not needed for this
//     while (drafting.collect(view, 500)) ReadModels::pause();
//     SnapshotDraft draft = std::move(drafting).draft();
//
// There is one at a time for a view. Not thread-safe; where a view is named, its lock is held. No errors.
#pragma once

#include "core/read_models/snapshot_draft.hpp"

namespace hf {

struct View;

class Drafting {
public:
    // Without `everything` the draft has the aggregates that have changed since the one before.
    Drafting(View& view, bool everything);

    void prepare();
    // Collects so many aggregates at most. Returns false if none are left.
    bool collect(View& view, std::size_t most);
    [[nodiscard]] SnapshotDraft draft() &&;

private:
    void prepare(Category category);
    void collect_gone(const View& view);
    void collect(const View& view, Category category, Ordinal ordinal);
    template <class T, class Index>
    void collect(const Index& index, Ordinal ordinal, std::vector<Kept<T>>& into);

    bool everything_;
    SnapshotDraft draft_;
    std::array<std::vector<Ordinal>, category_count> to_collect_;  // ascending
    std::size_t category_ = 0;                                     // where collecting stands
    std::size_t next_ = 0;
    std::array<std::vector<Ordinal>, category_count> missed_;  // gone, or changed since the draft's moment; ascending
    SetAside::Aggregates set_aside_;
};

}  // namespace hf
