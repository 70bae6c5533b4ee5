// FeedPublisher: the feed of events, a socket for SUB peers with a thread of its own.
//
//     FeedPublisher feed(context, {.listen = {.endpoint = "ipc:///run/hostfactory/events.sock"}},
//                        {.encode = …, .heartbeat = …}, {store.head(), category_heads});
//     feed.publish(events);
//     …
//     feed.stop(500ms);
//
// Each event is two frames: the topic, "request.RequestCreated.<request id>", and what
// `encode` makes of it. Once every heartbeat interval, and when the feed starts and ends,
// there is one with the topic "$heartbeat" and what `heartbeat` makes of the positions of
// the last event before it. It is never ahead of the events: a subscriber that has seen
// fewer has missed some (P8).
//
// publish() by one thread; it only queues, and never waits. Memory is bounded: a subscriber that has
// subscriber_queue messages unread misses the next ones, and where more than waiting_events wait for
// the feed's own thread, they are left out for everybody. Subscribers tell by the numbers. ZeroMQ
// says when a queue becomes full (statistics().overflows), and not how many messages it throws away
// until there is room again, nor whose queue it is: that only the subscriber can count.
//
// It is an XPUB socket, since that is the one which says so.
//
// The hooks are called on the feed's thread; an event that one throws at is logged and left out.
// stop() and the destructor by one thread. The context must outlive the publisher.
//
// Errors: std::runtime_error from the constructor, with the endpoint and the reason.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/listen_options.hpp"
#include "adapters/zeromq/statistics.hpp"
#include "adapters/zeromq/wakeup.hpp"
#include "core/domain/values/category.hpp"
#include "core/ports/event_publisher.hpp"

namespace hf {

class FeedPublisher final : public EventPublisher {
public:
    static constexpr std::string_view heartbeat_topic = "$heartbeat";

    struct Options {
        ListenOptions listen;            // its queues and its largest frame are not for the feed
        int subscriber_queue = 100'000;  // messages kept for one subscriber that doesn't read
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
        Counter failed;     // an event or a heartbeat that couldn't be sent
        Counter overflows;  // how often a subscriber's queue became full
        Counter left_out;   // events that came while too many waited
    };

    // `last` are the positions of the last event that there is; publish() goes on from there.
    FeedPublisher(zmq::context_t& context, const Options& options, Hooks hooks, const Positions& last);
    ~FeedPublisher() override;  // stop(0ms)
    FeedPublisher(const FeedPublisher&) = delete;
    FeedPublisher& operator=(const FeedPublisher&) = delete;

    void publish(std::span<const RecordedEvent> events) override;

    // Sends what is queued and a last heartbeat, and closes. What the subscribers haven't
    // taken after `linger` is lost.
    void stop(std::chrono::milliseconds linger);

    [[nodiscard]] const std::string& endpoint() const { return socket_.endpoint(); }
    [[nodiscard]] const Statistics& statistics() const { return statistics_; }

private:
    void run();
    void skip_what_subscribers_send();
    void send(const RecordedEvent& event);
    void send_heartbeat();
    void send(std::string_view topic, std::string_view payload);

    Options options_;
    Hooks hooks_;
    Positions last_;
    Statistics statistics_;
    zeromq::BoundSocket socket_;
    zeromq::Wakeup wakeup_;
    zeromq::Deadline next_heartbeat_;

    std::mutex mutex_;
    std::vector<RecordedEvent> queue_;
    bool stopping_ = false;
    std::chrono::milliseconds linger_{0};
    std::thread thread_;
};

}  // namespace hf
