// EncodedEvent: an event as its readers get it, encoded once for all of them, and what else a stream of events says.
//
//     const auto event = encoded(recorded);   // or why that is impossible
//     use((*event)->in(EventFormat::sse));    // "id: 7\ndata: {\"position\":7,…}\n\n"
//     use((*event)->in(EventFormat::lines));  // "{\"position\":7,…}\n"
//
// An event has no name of its own in SSE, so that EventSource.onmessage has them all; notices have names, since they
// are no events. Pure; any thread may call these.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/domain/history/recorded_event.hpp"
#include "core/queries/read_events.hpp"

namespace hf::http {

enum class EventFormat : bool {
    sse,    // text/event-stream
    lines,  // application/x-ndjson
};

[[nodiscard]] std::string_view media_type_of(EventFormat format);

class EncodedEvent {
public:
    EncodedEvent(const RecordedEvent& event, std::string_view json);

    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] std::string_view in(EventFormat format) const;
    // The bytes that it takes in memory.
    [[nodiscard]] std::size_t size() const;
    // Whether it passes the filters of the question, as ReadEvents has them.
    [[nodiscard]] bool is_wanted_by(const ReadEvents& question) const;

private:
    Position position_;
    Category category_;
    std::string type_;
    std::string stream_;
    std::string text_;
    std::size_t json_at_;
};

using EventPointer = std::shared_ptr<const EncodedEvent>;

tl::expected<EventPointer, std::string> encoded(const RecordedEvent& event);

// What a stream begins with: when a reader whose connection ends should come again.
[[nodiscard]] std::string opening(EventFormat format, std::chrono::milliseconds come_again);
// Keeps proxies from taking the stream for dead. In SSE it moves the reader's Last-Event-ID on, although there was no
// event that he wants; `trouble` is why nothing comes, if that is so.
[[nodiscard]] std::string heartbeat(EventFormat format, Position position, std::string_view trouble);
// Why the stream ends after this, and where to go on. `name` is gone, cut_off, stopping and others (docs/HTTP.md).
[[nodiscard]] std::string notice(EventFormat format, std::string_view name, Position position, std::string_view detail);

}  // namespace hf::http
