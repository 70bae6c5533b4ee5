#include "tests/simulation/people/feed.hpp"

#include <algorithm>

namespace hf::simulation {

using namespace std::chrono_literals;

void Feed::publish(std::vector<RecordedEvent> events) {
    for (const auto& event : events) {
        order_.published(event);
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (random_.per_mille(world_.weather.feed_disconnects)) disconnect(i);
            if (!random_.per_mille(world_.weather.feed_lost)) send(i, event);
        }
    }
}

void Feed::beat(const HeartbeatMessage& heartbeat) {
    for (std::size_t i = 0; i < lines_.size(); ++i) send(i, heartbeat);
}

void Feed::send(std::size_t line, Message message) {
    auto& to = lines_[line];
    if (!to.connected) return;
    to.busy_until = std::max(to.busy_until, world_.clock.elapsed()) + random_.between(1us, 2ms);
    world_.schedule.after(to.busy_until - world_.clock.elapsed(), [this, line, message = std::move(message)] {
        if (lines_[line].connected) lines_[line].listener.hear(message);
    });
}

void Feed::disconnect(std::size_t line) {
    if (!lines_[line].connected) return;
    lines_[line].connected = false;
    world_.schedule.after(random_.between(1ms, 30s), [this, line] {
        lines_[line].connected = true;
        lines_[line].listener.reconnected();
    });
}

}  // namespace hf::simulation
