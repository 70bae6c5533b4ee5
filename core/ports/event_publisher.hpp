// EventPublisher: publishes events to subscribers. It is called by one thread at a time, in position order,
// with events that are on stable storage. It must not block and must not throw: a subscriber that
// misses an event notices by the positions and reads the event from the store (P8).
#pragma once

#include <vector>

#include "core/domain/history/recorded_event.hpp"

namespace hf {

class EventPublisher {
public:
    virtual ~EventPublisher() = default;
    virtual void publish(std::vector<RecordedEvent> events) = 0;
};

}  // namespace hf
