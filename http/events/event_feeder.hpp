// EventFeeder: follows the site's events by a thread of its own, encodes each once and adds it to the recent ones, and
// rings for their readers. It is the gateway's only subscriber, however many streams there are.
//
//     EventFeeder feeder(site.endpoints, recent, readers);
//     wait_for_a_signal();
//     feeder.stop();
//
// It begins a little before the present, so that readers which come again after a restart of the gateway find what they
// missed among the recent events. Where the daemon has another store than before, the readers' positions mean nothing
// any more, and their streams end.
//
// Readers and recent events must outlive it. stop() and the destructor wait for the thread, some tenths of a second.
// Errors: the constructor throws std::system_error.
#pragma once

#include <thread>

#include "client/site.hpp"
#include "client/subscriber.hpp"
#include "http/events/event_readers.hpp"

namespace hf::http {

class EventFeeder {
public:
    EventFeeder(SiteEndpoints endpoints, RecentEvents& recent, EventReaders& readers);
    ~EventFeeder() { stop(); }
    EventFeeder(const EventFeeder&) = delete;
    EventFeeder& operator=(const EventFeeder&) = delete;

    void stop();

private:
    using Time = EventReader::Time;

    void run();
    // Follows one history until it ends, or stop().
    void follow(Subscription subscription);
    // Returns the present position, or nothing while no daemon says it.
    std::optional<Position> ask_for_head();
    void take(const RecordedEvent& event);
    // Returns whether to go on after a failure.
    bool goes_on_after(const CallFailure& failure);
    void look_after_readers(Time now);
    void have_trouble(std::string trouble);
    void pause();

    const SiteEndpoints endpoints_;
    RecentEvents& recent_;
    EventReaders& readers_;
    std::string trouble_;
    bool has_news_ = false;        // for which nobody has rung yet
    bool begins_at_head_ = false;  // what is before it is gone
    Time ring_at_{};
    Time tick_at_{};
    std::atomic<bool> stopped_ = false;
    std::thread thread_;
};

}  // namespace hf::http
