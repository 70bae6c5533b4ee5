// EventSource: the exporter's source of events, each once and in order: from the first event on, or
// from a snapshot on if old events are archived.
//
//     auto news = source->next(1s);
//     if (auto* event = std::get_if<RecordedEvent>(&*news)) view.apply(*event);
//     if (auto* snapshot = std::get_if<SiteSnapshot>(&*news)) view = FleetView(snapshot->state);
//
// `follow_feed()` is the only place that knows how the client library follows the feed.
//
// Used by one thread. Errors: values; after an error the next call tries again, unless the daemon
// has another history (is_another_history()): then this source has ended.
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

    // Returns the monostate when the timeout is over. A snapshot stands for all events up to its position.
    using Told = std::variant<std::monostate, RecordedEvent, SiteSnapshot>;
    virtual tl::expected<Told, CallFailure> next(std::chrono::milliseconds timeout) = 0;

    // Number of events that the live feed lost and the store supplied, if the library reports it.
    [[nodiscard]] virtual std::optional<std::uint64_t> recovered() const = 0;
};

// Makes a source that begins before the first event.
using OpenSource = std::function<std::unique_ptr<EventSource>()>;

OpenSource follow_feed(SiteEndpoints endpoints);

// True if the daemon has another store than before, whose positions mean other events.
bool is_another_history(const CallFailure& failure);

}  // namespace hf::exporter
