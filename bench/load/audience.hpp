// Audience: live subscribers of the feed, or of what else brings events, on one thread of their own. They look at each
// event's position, so that what one of them misses is counted, and at its time if they are asked to.
//
//     Audience audience(daemon.events_port(), 10);   // returns once all of them hear the feed
//     audience.count(true);
//     …
//     const auto heard = audience.end();
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "bench/load/session.hpp"

namespace hf::bench {

class Connection;

struct Heard {
    std::uint64_t events = 0;  // by all of them together
    std::uint64_t missed = 0;
    std::vector<double> delays_ms;  // from an event's decision to each subscriber
    double cpu_s = 0;               // of their thread
};

// Gets an event's position and its text; what is no event has neither.
using TakeEvent = std::function<void(std::uint64_t position, std::string_view event)>;

// How events are heard: a session for each subscriber, and the time that stands in an event.
struct Hearing {
    std::function<std::unique_ptr<Session>(TakeEvent take)> session;
    std::function<std::optional<std::uint64_t>(std::string_view event)> time_us;
};
// The feed of ZeroMQ.
Hearing of_the_feed();

class Audience {
public:
    // Throws std::runtime_error if nothing is heard within ten seconds.
    Audience(int port, std::uint32_t subscribers, const Hearing& hearing = of_the_feed());
    ~Audience();
    Audience(const Audience&) = delete;
    Audience& operator=(const Audience&) = delete;

    // Whether what is heard from now on belongs to the result.
    void count(bool counted) { counted_ = counted; }
    // Throws what went wrong with any of them.
    Heard end();

private:
    void listen();

    std::vector<std::unique_ptr<Connection>> connections_;
    int epoll_;
    Heard heard_;
    std::string fault_;
    std::atomic<bool> counted_{false};
    std::atomic<bool> ended_{false};
    std::atomic<std::uint32_t> live_{0};
    std::thread thread_;
};

// The number that follows the key in a map of msgpack, where it is none below zero.
std::optional<std::uint64_t> number_after(std::string_view map, std::string_view key);

// A subscriber to everything. Its one message is the subscription, and its replies are the positions of events.
class FeedSession final : public Session {
public:
    // `take` gets an event's whole map; a heartbeat is no event.
    explicit FeedSession(TakeEvent take) : take_(std::move(take)) {}

    [[nodiscard]] std::string greeting() const override;
    bool take_greeting(std::string_view& input) override;
    void put_message(std::string& out, std::uint64_t number) override;
    std::optional<std::uint64_t> take_reply(std::string_view& input) override;

private:
    TakeEvent take_;
    bool greeted_ = false;
    bool heartbeat_ = false;
};

}  // namespace hf::bench
