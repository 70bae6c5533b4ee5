// FeedPublisher: publishes the feed of events on a socket for SUB peers, with a thread of its own.
//
//     FeedPublisher feed(context, {.listen = {.endpoint = "ipc:///run/hostfactory/events.sock"}},
//                        {.encode = …, .heartbeat = …}, {store.head(), category_heads});
//     feed.publish(events);
//     …
//     feed.stop(500ms);
//
// Each event is two frames: the topic, "request.RequestCreated.<request id>", and the event as encoded by
// `encode`. Once per heartbeat interval, and when the feed starts and ends, a message with the topic
// "$heartbeat" is sent, which `heartbeat` encodes from the positions of the last event before it. A
// heartbeat never runs ahead of the events: a subscriber that has seen fewer events has missed some (P8).
//
// publish() is called by one thread at a time; it only queues, and never waits. While nobody has subscribed to anything
// no event is encoded; a subscriber that begins meanwhile may miss one, as its position shows. Memory is bounded: a
// subscriber with subscriber_queue unread messages misses the next ones, and if more than waiting_events events
// wait for the feed's own thread, they are dropped for all subscribers. Subscribers notice by the
// positions. ZeroMQ reports when a queue becomes full (statistics().overflows), but not how many
// messages it then drops or whose queue it is: only the subscriber can count those.
//
// The socket is an XPUB socket, since only that type reports a full queue.
//
// The hooks are called on the feed's thread; an event for which one throws is logged and dropped.
// stop() and the destructor are called by one thread. The context must outlive the publisher.
//
// Errors: the constructor throws std::runtime_error with the endpoint and the reason.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/listen_options.hpp"
#include "adapters/zeromq/statistics.hpp"
#include "adapters/zeromq/subscriptions.hpp"
#include "adapters/zeromq/wakeup.hpp"
#include "core/domain/values/category.hpp"
#include "core/ports/event_publisher.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class FeedPublisher final : public EventPublisher {
public:
    struct Options {
        ListenOptions listen;            // the feed overrides its queues, its largest frame and its domain
        int subscriber_queue = 100'000;  // messages kept for one subscriber that does not read
        std::size_t waiting_events = 200'000;
        std::chrono::milliseconds heartbeat_interval{1000};
    };

    struct Positions {
        Position position{};
        std::array<std::uint64_t, category_count> categories{};
    };

    struct Hooks {
        std::function<std::string(const RecordedEvent& event)> encode;
        std::function<std::string(const Positions& last)> heartbeat;
    };

    struct Statistics {
        SocketStatistics socket;  // connected() is the number of subscribers
        Counter events;
        Counter heartbeats;
        Counter failed;     // events or heartbeats that could not be sent
        Counter overflows;  // how often a subscriber's queue became full
        Counter left_out;   // events dropped because too many waited
    };

    // `last` has the positions of the last existing event; publish() continues from there.
    FeedPublisher(zmq::context_t& context, const Options& options, Hooks hooks, const Positions& last);
    ~FeedPublisher() override;  // like stop(0ms)
    FeedPublisher(const FeedPublisher&) = delete;
    FeedPublisher& operator=(const FeedPublisher&) = delete;

    void publish(std::vector<RecordedEvent> events) override;

    // Ends all connections. Subscribers connect again by themselves, and those who may no longer are not let in. Any
    // thread may call it, until stop().
    void drop_subscribers();

    // Sends what is queued and a last heartbeat, and closes the socket. Messages that subscribers
    // have not taken after `linger` are lost.
    void stop(std::chrono::milliseconds linger);

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
    [[nodiscard]] const Statistics& statistics() const { return statistics_; }

private:
    void run();
    void serve();  // until it is to stop, or to drop the subscribers
    bool stopping() EXCLUDES(mutex_);
    // Makes the socket anew, at the same address. While that fails, it tries again, until it is to stop.
    bool listen_again();
    void rest(std::chrono::milliseconds pause) EXCLUDES(mutex_);  // or until it is to stop
    bool read_subscriptions();                                    // true if there may be more
    void send(const std::vector<std::vector<RecordedEvent>>& groups);
    void send(const RecordedEvent& event);
    void send_heartbeat();
    void send(std::string_view topic, std::string_view payload);

    Options options_;
    Hooks hooks_;
    Positions last_;
    Statistics statistics_;
    zmq::context_t& context_;
    std::optional<zeromq::BoundSocket> socket_;
    const std::string endpoint_;           // the same after subscribers were dropped
    zeromq::Subscriptions subscriptions_;  // of the feed's thread
    zeromq::Wakeup wakeup_;
    zeromq::Deadline next_heartbeat_;

    Mutex mutex_;
    std::vector<std::vector<RecordedEvent>> queue_ GUARDED_BY(mutex_);  // of many commits
    std::size_t waiting_ GUARDED_BY(mutex_) = 0;                        // events in it
    bool stopping_ GUARDED_BY(mutex_) = false;
    bool dropping_ GUARDED_BY(mutex_) = false;
    std::chrono::milliseconds linger_{0};
    std::thread thread_;
};

}  // namespace hf
