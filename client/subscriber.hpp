// Subscriber: the daemon's events, each once and in order, from any position on.
//
//     Subscriber subscriber(site.endpoints, {.after = position_of_the_last_event_that_I_have});
//     while (true) {
//         const auto event = subscriber.next(1s);
//         if (!event) fail(event.error());              // another store than before, or a daemon that refuses
//         else if (*event) use(**event);
//         else show(subscriber.standing());             // live, catching up, or no daemon answers
//     }
//
// The subscriber hears the live feed from the start, and reads from the store whatever the feed did
// not bring: earlier events, events lost on the way or while the connection was down, events that
// only a heartbeat announced. Positions without gaps show whether anything was missed (P8). A
// daemon that is gone or restarting is no error: the subscriber keeps looking for it, less and less
// often down to once in five seconds, and standing() says so. Where the daemon shows its own alone
// (security.visibility) and refuses it at the feed, it asks the store every now and then instead.
//
// Its position is that of the last event that next() has handed over, nothing else. An application that
// stores this position together with what it made of the events counts each event once, also over its
// own restarts. Store store_id() beside it, so that it is not taken for a position of another store.
//
// Used by one thread; it starts no thread of its own (ZeroMQ has one) and does all work in next().
// Events that the application does not take wait in ZeroMQ's queues, and beyond them in the store:
// they burden neither the daemon nor the application's memory.
//
// Errors: values. next() may be called again after an error; it then tries again.
//   Code::conflict  the daemon has another store, or a store that ends before this position (it
//                   was restored from a backup), where the position has no meaning
//   unreadable      an answer cannot be decoded; the daemon speaks another version
//   unreachable     an endpoint is not valid
//   refused         the daemon does not let its events be read from there
#pragma once

#include <chrono>
#include <memory>

#include "client/call.hpp"
#include "client/feed/subscription.hpp"
#include "client/site.hpp"
#include "core/domain/history/recorded_event.hpp"

namespace hf {

class Subscriber {
public:
    enum class Phase : std::uint8_t {
        connecting,   // no daemon answers
        catching_up,  // the store has events that were not handed over
        live,         // events are handed over as they happen
    };

    struct Standing {
        Phase phase{};
        Position position{};           // the last event handed over
        Position head{};               // the last event that the daemon has reported
        std::uint64_t behind{};        // positions still to be looked at, as far as that is known
        std::optional<Error> trouble;  // why no daemon answers
    };

    // Counters since the subscriber was made.
    struct Figures {
        std::uint64_t handed_over{};
        std::uint64_t from_feed{};   // handed over as they were heard on the feed
        std::uint64_t from_store{};  // handed over after they were read from the store
        // How many of those read from the store were missed on the feed after this subscriber had been live.
        std::uint64_t recovered{};
        std::uint64_t gaps{};        // how often something was missing on the feed
        std::uint64_t duplicates{};  // heard although already known
        std::uint64_t reconnects{};  // new connections to the feed after the first
        std::uint64_t silences{};    // how often the connection was given up because nothing was heard
        std::uint64_t queries{};
    };

    struct Options {
        CallRules calls{.timeout = std::chrono::milliseconds{10'000}, .patience = std::chrono::milliseconds{200}};
        std::uint32_t events_per_query = 2000;
        std::chrono::milliseconds longest_pause{5000};  // between attempts to reach a daemon
        // The connection is given up after this many heartbeats in a row did not come.
        unsigned missing_heartbeats = 3;
        // How often the store is asked if there is no feed: no endpoint for events, or a daemon that refuses the
        // subscriber there.
        std::chrono::milliseconds without_feed{1000};
    };

    explicit Subscriber(const SiteEndpoints& endpoints, Subscription subscription = {})
        : Subscriber(endpoints, std::move(subscription), Options{}) {}
    Subscriber(const SiteEndpoints& endpoints, Subscription subscription, const Options& options);
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    // Returns the next event; nothing if the timeout is over or the phase has changed.
    tl::expected<std::optional<RecordedEvent>, CallFailure> next(std::chrono::milliseconds timeout);

    // The position of the last event handed over: where a later run resumes.
    [[nodiscard]] Position position() const;
    // The id of the store that this position belongs to; empty until it is known.
    [[nodiscard]] const std::string& store_id() const;

    // How far the subscriber has come, and why no daemon answers if that is so.
    [[nodiscard]] Standing standing() const;
    [[nodiscard]] bool live() const { return standing().phase == Phase::live; }
    [[nodiscard]] const Figures& figures() const;

private:
    class Impl;

    std::unique_ptr<Impl> impl_;
};

// True if the daemon has archived and removed the events from that position on. A program that does
// not need all of them resumes from a snapshot (client/snapshot.hpp).
[[nodiscard]] bool events_are_gone(const CallFailure& failure);

constexpr auto names_of(Subscriber::Phase) {
    return std::to_array<std::string_view>({"connecting", "catching_up", "live"});
}

}  // namespace hf
