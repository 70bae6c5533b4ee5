// EventSource: where the exporter has its events from, each once and in order, from the first one on;
// where old events are archived, from a snapshot on.
//
//     auto told = source->next(1s);
//     if (auto* event = std::get_if<RecordedEvent>(&*told)) view.apply(*event);
//     if (auto* snapshot = std::get_if<SiteSnapshot>(&*told)) view = FleetView(snapshot->state);
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
#include <variant>

#include "client/site.hpp"
#include "client/snapshot.hpp"
#include "core/domain/history/recorded_event.hpp"

namespace hf::exporter {

class EventSource {
public:
    virtual ~EventSource() = default;

    // Nothing when the timeout is over. A snapshot stands for all events up to its position.
    using Told = std::variant<std::monostate, RecordedEvent, SiteSnapshot>;
    virtual tl::expected<Told, CallFailure> next(std::chrono::milliseconds timeout) = 0;

    // Events that the live feed lost and the store gave, where the library tells.
    [[nodiscard]] virtual std::optional<std::uint64_t> recovered() const = 0;
};

// Makes one that begins before the first event.
using OpenSource = std::function<std::unique_ptr<EventSource>()>;

OpenSource follow_feed(SiteEndpoints endpoints);

// The daemon has another store than before, whose positions mean other events.
bool is_another_history(const CallFailure& failure);

}  // namespace hf::exporter
