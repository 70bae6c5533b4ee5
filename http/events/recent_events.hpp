// RecentEvents: the last events of the site, each encoded once, from which all readers that keep up are served. What a
// reader waits for is nothing but his position in them, so that a slow one costs no memory, and one that falls behind
// the oldest of them is noticed.
//
//     RecentEvents recent({.events = 10'000, .bytes = 16 << 20});
//     recent.begin(41, 57);  // the next event is the first one after 41, and the daemon is at 57
//     recent.add(event);
//     RecentEvents::Place place{.after = 41};
//     const auto look = recent.look(place, question, 64 * 1024, found);
//     if (look == RecentEvents::Look::behind) read_them_from_the_store();
//
// Any thread may call it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/threads/mutex.hpp"
#include "http/events/encoded_event.hpp"

namespace hf::http {

class RecentEvents {
public:
    struct Bounds {
        std::size_t events = 10'000;
        std::size_t bytes = std::size_t{16} << 20;
    };
    // Where a reader is, and in which of the beginnings he last was.
    struct Place {
        Position after{};
        std::uint64_t beginning = 0;  // 0: in none yet
    };
    enum class Look : std::uint8_t {
        served,   // those that he wants were handed over, and the place has moved on
        behind,   // the events after his place have never been here
        dropped,  // they were here, and he has not taken them in time
        closed,   // nothing has begun, or begun again
    };

    explicit RecentEvents(Bounds bounds) : bounds_(bounds) {}

    // Forgets all events; the next one is the first after this position. `head` is how far the daemon has come.
    void begin(Position after, Position head);
    void add(EventPointer event);
    // The daemon has another history: until the next beginning there is nothing here for anybody.
    void close();

    // Adds the events after the place that the question wants, about `most` bytes of them.
    Look look(Place& place, const ReadEvents& question, std::size_t most, std::vector<EventPointer>& found) const;
    // Whether a reader at this position would be served.
    [[nodiscard]] bool covers(Position after) const;
    // The last position that is known, where who wants nothing of before begins; nothing while this is closed.
    [[nodiscard]] std::optional<Position> head() const;

private:
    const Bounds bounds_;
    mutable Mutex mutex_;
    std::deque<EventPointer> events_ GUARDED_BY(mutex_);
    std::size_t bytes_ GUARDED_BY(mutex_) = 0;
    Position begin_ GUARDED_BY(mutex_) = 0;  // the events after it are here
    Position head_ GUARDED_BY(mutex_) = 0;
    std::uint64_t beginning_ GUARDED_BY(mutex_) = 0;
    bool is_open_ GUARDED_BY(mutex_) = false;
};

}  // namespace hf::http
