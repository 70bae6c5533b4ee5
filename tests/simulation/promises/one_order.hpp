// OneOrder: P3 and P1 as the feed shows them. What is published is on the disk, each event once, in the disk's order
// and as it is there.
//
// Used by one thread.
#pragma once

#include "tests/simulation/disk/disk.hpp"
#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {

class OneOrder {
public:
    explicit OneOrder(const Disk& disk) : disk_(disk) {}

    // A daemon begins to publish after what it found on its disk.
    void begins_after(Position position) { published_ = position; }
    void published(const RecordedEvent& event) {
        if (event.position != published_ + 1)
            broken(Promise::p3_one_order, "event {} is published after {}", event.position, published_);
        if (event.position > disk_.events.size())
            broken(Promise::p1_durable_before_ok, "event {} is published, and the disk ends at {}", event.position,
                   disk_.events.size());
        if (event != disk_.events[event.position - 1])
            broken(Promise::p3_one_order, "event {} is published as another one than is on the disk", event.position);
        published_ = event.position;
    }
    [[nodiscard]] Position position() const { return published_; }

private:
    const Disk& disk_;
    Position published_ = 0;
};

}  // namespace hf::simulation
