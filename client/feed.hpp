// Feed: the daemon's events, each once and in order, from any position on.
//
//     Feed feed(client, last_position_that_I_have);
//     while (true) {
//         auto event = feed.next(1s);
//         if (!event) …            // what went wrong; the next call tries again
//         else if (*event) use(**event);
//     }
//
// It hears the live feed from the start, and reads from the store whatever that did
// not bring: what came before, what was missed while the connection was down, what a
// heartbeat tells of. Positions have no gaps, so nothing can be missed unnoticed (P8).
//
// Used by the thread that uses the client. Errors: values.
#pragma once

#include <chrono>
#include <memory>

#include "client/client.hpp"
#include "core/domain/recorded_event.hpp"

namespace hf {

class Feed {
public:
    // All events after this position, which is that of the last one the caller has.
    Feed(Client& client, Position after);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // Nothing when the timeout is over.
    tl::expected<std::optional<RecordedEvent>, CallFailure> next(std::chrono::milliseconds timeout);

    // Of the last event handed over: where to go on from another time.
    [[nodiscard]] Position position() const;

private:
    class Impl;

    std::unique_ptr<Impl> impl_;
};

}  // namespace hf
