// What events make of a request, those of its launches included. Each function changes the request
// alone; State::apply() stamps it with the event's place and keeps what is derived from it.
//
// Errors: std::logic_error for an event that does not fit the request.
#pragma once

#include "core/domain/request/launch_events.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

Request created_by(const RequestCreated& event, const EventMeta& meta);

void evolve(Request& request, const RequestStarted& event, const EventMeta& meta);
void evolve(Request& request, const RequestCompleted& event, const EventMeta& meta);
void evolve(Request& request, const RequestPartiallyFulfilled& event, const EventMeta& meta);
void evolve(Request& request, const RequestFailed& event, const EventMeta& meta);
void evolve(Request& request, const RequestTimedOut& event, const EventMeta& meta);
void evolve(Request& request, const RequestCancelled& event, const EventMeta& meta);

void evolve(Request& request, const LaunchRequested& event, const EventMeta& meta);
void evolve(Request& request, const LaunchSucceeded& event, const EventMeta& meta);
void evolve(Request& request, const LaunchFailed& event, const EventMeta& meta);
void evolve(Request& request, const LaunchUnsettled& event, const EventMeta& meta);
void evolve(Request& request, const RequestRedirected& event, const EventMeta& meta);

}  // namespace hf
