// Feed: what the daemon publishes, on its way to each subscriber. Messages keep their order; any may be lost, and a
// subscriber that loses its connection hears nothing for a while. It outlives the daemon's lives.
//
//     feed.listen([&](const Feed::Message& message) { … }, …);
//     feed.publish(events);                     // by the daemon
//
// Used by one thread.
#pragma once

#include <functional>
#include <variant>

#include "core/ports/event_publisher.hpp"
#include "core/wire/heartbeat.hpp"
#include "tests/simulation/promises/one_order.hpp"
#include "tests/simulation/run/world.hpp"

namespace hf::simulation {

class Feed final : public EventPublisher {
public:
    using Message = std::variant<RecordedEvent, HeartbeatMessage>;
    struct Listener {
        std::function<void(const Message&)> hear;
        std::function<void()> reconnected;
    };

    Feed(World& world, OneOrder& order) : world_(world), order_(order), random_(world.random.fork()) {}

    void listen(Listener listener) { lines_.push_back({std::move(listener)}); }
    void publish(std::vector<RecordedEvent> events) override;
    void beat(const HeartbeatMessage& heartbeat);

private:
    struct Line {
        Listener listener;
        bool connected = true;
        VirtualClock::Duration busy_until{};  // so that messages don't overtake each other
    };

    void send(std::size_t line, Message message);
    void disconnect(std::size_t line);

    World& world_;
    OneOrder& order_;
    Randomness random_;
    std::vector<Line> lines_;
};

}  // namespace hf::simulation
