// EventSource: where the exporter has its events from, each once and in order, from the first one on.
//
//     while (auto event = source->next(1s)) { if (*event) view.apply(**event); }
//
// The one place that knows the client library's way of following the feed: `follow_feed()`.
//
// Used by one thread. Errors: values; after one the next call tries again, unless it is another
// history (is_another_history()): then this source is at its end.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "client/call.hpp"
#include "client/site.hpp"
#include "core/domain/recorded_event.hpp"

namespace hf::exporter {

class EventSource {
public:
    virtual ~EventSource() = default;

    // Nothing when the timeout is over.
    virtual tl::expected<std::optional<RecordedEvent>, CallFailure> next(std::chrono::milliseconds timeout) = 0;

    // Events that the live feed lost and the store gave, where the library tells.
    [[nodiscard]] virtual std::optional<std::uint64_t> recovered() const = 0;
};

// Makes one that begins before the first event.
using OpenSource = std::function<std::unique_ptr<EventSource>()>;

OpenSource follow_feed(SiteEndpoints endpoints);

// The daemon has another store than before, whose positions mean other events.
bool is_another_history(const CallFailure& failure);

}  // namespace hf::exporter
