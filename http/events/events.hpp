// Events: GET /api/v1/events, as a stream or in pages. Every other request goes on to the next handler.
//
//     Events events(api, site.endpoints, daemon, workers, api.answers(), {.streams = 1000});
//     server.start(events);
//     server.drain(10s, [&] { events.finish(); });  // ends the streams
//     events.stop();
//
// The handler's functions are called by the server's thread. What it refers to must outlive it. Errors: the constructor
// throws std::system_error.
#pragma once

#include "http/events/event_feeder.hpp"
#include "http/wire/target.hpp"

namespace hf::http {

class Events final : public Handler {
public:
    struct Limits {
        std::size_t streams = 1000;     // at a time
        RecentEvents::Bounds behind{};  // how far a reader may be behind
    };

    Events(Handler& next, SiteEndpoints endpoints, Daemon& daemon, Workers& workers, ByteBudget& answers,
           const Limits& limits);

    std::optional<Response> refuse(Request& request) override { return next_.refuse(request); }
    void handle(Request request, Respond respond) override;

    // Ends the streams; those that come later are refused.
    void finish();
    // No event is read any more.
    void stop();
    [[nodiscard]] std::size_t streams() const { return readers_.count(); }

private:
    void follow(const Request& request, Parameters parameters, const Respond& respond);

    Handler& next_;
    const std::shared_ptr<RecentEvents> recent_;
    const std::shared_ptr<PageReads> pages_;
    EventReaders readers_;
    std::atomic<bool> finished_ = false;
    EventFeeder feeder_;
};

}  // namespace hf::http
