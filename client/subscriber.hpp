// Subscriber: the daemon's events, each once and in order, from any position on.
//
//     Subscriber subscriber(site.endpoints, {.after = position_of_the_last_event_that_I_have});
//     while (true) {
//         const auto event = subscriber.next(1s);
//         if (!event) fail(event.error());              // another store than before, or a daemon that refuses
//         else if (*event) use(**event);
//         else show(subscriber.standing());             // live, or catching up, or nobody answers
//     }
//
// It hears the live feed from the start, and reads from the store whatever that did not
// bring: what came before, what was lost on the way or while it was cut off, what a
// heartbeat tells of. Numbers without gaps tell, so that nothing is missed unnoticed (P8).
// A daemon that is gone or restarted is no error: it is looked for, for ever, less and less
// often up to every five seconds, and standing() says so.
//
// Its position is that of the last event that next() has handed over, nothing else. Kept
// together with what was made of the events, it makes each count once, also over restarts
// of the application; keep store_id() beside it, so that it is not taken for a position of
// another store.
//
// Used by one thread, and starts none of its own (ZeroMQ has one); all work is done in
// next(). What the application doesn't take waits in the queues of ZeroMQ, and beyond them
// in the store: neither the daemon nor the memory of the application has to bear it.
//
// Errors: values. After one, next() may be called again: it looks again.
//   Code::conflict  the daemon has another store, or one that ends before this position (it
//                 was restored from a backup). The position means nothing there.
//   unreadable    answers make no sense; the daemon speaks another version
//   unreachable   an endpoint makes no sense
//   refused       the daemon doesn't let its events be read from there
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
        Position position{};           // of the last event handed over
        Position head{};               // of the last event that the daemon has told of
        std::uint64_t behind{};        // positions still to be looked at, as far as that is known
        std::optional<Error> trouble;  // why no daemon answers
    };

    // Counts since it was made.
    struct Figures {
        std::uint64_t handed_over{};
        std::uint64_t from_feed{};   // of them, heard as they happened
        std::uint64_t from_store{};  // of them, read from the store
        std::uint64_t recovered{};   // of those, missed on the feed while this subscriber was live before
        std::uint64_t gaps{};        // how often something was missing on the feed
        std::uint64_t duplicates{};  // heard, and known before
        std::uint64_t reconnects{};  // new connections to the feed after the first
        std::uint64_t silences{};    // how often nothing was heard for so long that the connection was given up
        std::uint64_t queries{};
    };

    struct Options {
        CallRules calls{.timeout = std::chrono::milliseconds{10'000}, .patience = std::chrono::milliseconds{200}};
        std::uint32_t events_per_query = 2000;
        std::chrono::milliseconds longest_pause{5000};  // between attempts to reach a daemon
        // After so many heartbeats that didn't come the connection is given up.
        unsigned missing_heartbeats = 3;
        // How often the store is asked where there is no feed (no endpoint for events).
        std::chrono::milliseconds without_feed{1000};
    };

    explicit Subscriber(const SiteEndpoints& endpoints, Subscription subscription = {})
        : Subscriber(endpoints, std::move(subscription), Options{}) {}
    Subscriber(const SiteEndpoints& endpoints, Subscription subscription, const Options& options);
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    // Nothing when the timeout is over, or when the phase has changed.
    tl::expected<std::optional<RecordedEvent>, CallFailure> next(std::chrono::milliseconds timeout);

    // Of the last event handed over: where to go on from another time.
    [[nodiscard]] Position position() const;
    // Of the store that this is a position of; empty until it is known.
    [[nodiscard]] const std::string& store_id() const;

    [[nodiscard]] Standing standing() const;
    [[nodiscard]] bool live() const { return standing().phase == Phase::live; }
    [[nodiscard]] const Figures& figures() const;

private:
    class Impl;

    std::unique_ptr<Impl> impl_;
};

// The daemon has archived and removed the events from there on: who needn't have them all goes on from a
// snapshot (client/snapshot.hpp).
[[nodiscard]] bool events_are_gone(const CallFailure& failure);

constexpr auto names_of(Subscriber::Phase) {
    return std::to_array<std::string_view>({"connecting", "catching_up", "live"});
}

}  // namespace hf
