// EventPublisher: publishes committed events. Called by one thread, in position order, with
// events that are on stable storage. Must not block and must not throw: who
// misses an event notices by the numbers and reads it from the store (P8).
#pragma once

#include <span>

#include "core/domain/history/recorded_event.hpp"

namespace hf {

class EventPublisher {
public:
    virtual ~EventPublisher() = default;
    virtual void publish(std::span<const RecordedEvent> events) = 0;
};

}  // namespace hf
