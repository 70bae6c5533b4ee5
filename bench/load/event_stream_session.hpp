// EventStreamSession: a reader of the gateway's events, as server-sent events over HTTP/1.1.
//
//     Audience audience(gateway.port(), 1000, of_event_streams());
#pragma once

#include "bench/load/audience.hpp"

namespace hf::bench {

Hearing of_event_streams();

class EventStreamSession final : public Session {
public:
    // `take` gets an event's block; a comment, or what a stream begins with, is no event.
    explicit EventStreamSession(TakeEvent take) : take_(std::move(take)) {}

    [[nodiscard]] std::string greeting() const override;
    bool take_greeting(std::string_view& input) override;
    void put_message(std::string&, std::uint64_t) override {}
    std::optional<std::uint64_t> take_reply(std::string_view& input) override;

private:
    TakeEvent take_;
};

// Microseconds since 1970 of the `time` of an event in JSON.
std::optional<std::uint64_t> time_in_json(std::string_view event);

}  // namespace hf::bench
