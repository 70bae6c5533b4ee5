// CommitObserver: a part of the daemon that reacts to what was committed.
//
//     class Counting final : public CommitObserver {
//         void committed(std::span<const NumberedEvent> batch, const Touched&) override { events_ += batch.size(); }
//         std::size_t events_ = 0;
//     };
//
// It is called by the thread that commits, in store order, after the read models have the
// batch and before the replies go out. So it must not block, and must not throw.
#pragma once

#include <span>

#include "core/domain/history/event.hpp"
#include "core/read_models/touched.hpp"

namespace hf {

class CommitObserver {
public:
    virtual ~CommitObserver() = default;
    // `touched`: the aggregates that the batch has changed.
    virtual void committed(std::span<const NumberedEvent> batch, const Touched& touched) = 0;
};

}  // namespace hf
