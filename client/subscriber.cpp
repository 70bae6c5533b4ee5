#include "client/subscriber.hpp"

#include <algorithm>
#include <deque>
#include <random>
#include <stdexcept>

#include "adapters/zeromq/feed_socket.hpp"
#include "client/calls/session.hpp"
#include "client/feed/sequence.hpp"
#include "core/pacing/backoff.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Time = steady_clock::time_point;
using Phase = Subscriber::Phase;

constexpr milliseconds first_pause = 100ms;
// The heartbeats' interval, until a heartbeat has stated its own.
constexpr milliseconds usual_interval = 1000ms;
constexpr milliseconds longest_feed_silence = 5min;
// A busy machine may delay daemon and subscriber this long.
constexpr milliseconds shortest_silence = 1000ms;
// The number of messages heard before the application gets its turn.
constexpr std::size_t messages_per_turn = 200;

// True for failures that are worth retrying.
bool passes(const CallFailure& failure) {
    switch (failure.kind) {
        case CallFailure::Kind::unreachable: return failure.error.code != Code::validation_error;
        case CallFailure::Kind::timed_out:
        case CallFailure::Kind::given_up: return true;
        case CallFailure::Kind::refused: return failure.error.retryable;
        default: return false;
    }
}

}  // namespace

class Subscriber::Impl {
public:
    Impl(const SiteEndpoints& endpoints, Subscription subscription, const Options& options);

    tl::expected<std::optional<RecordedEvent>, CallFailure> next(milliseconds timeout);
    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] const std::string& store_id() const { return sequence_.store_id(); }
    [[nodiscard]] Standing standing() const;
    [[nodiscard]] const Figures& figures() const { return figures_; }

private:
    RecordedEvent hand_over();
    void work();
    void wait(Time deadline);
    [[nodiscard]] Phase phase() const;

    void ask();
    void take_answer(const Called<Encoded>& answer);
    void take_failure(CallFailure failure);

    void open_feed();
    void hear_or_ask(bool own_only);
    void cannot_hear(const std::runtime_error& problem);
    void watch_connections();
    void hear();
    [[nodiscard]] bool take(std::string_view topic, std::string_view payload);  // false: hear no more for now
    void give_up_if_silent();
    void look_again_without_feed();

    const Options options_;
    Session session_;
    Sequence sequence_;
    std::unique_ptr<FeedSocket> feed_;

    std::deque<RecordedEvent> ready_;
    bool ready_from_feed_ = false;
    Position position_;
    Figures figures_;
    bool was_live_ = false;

    bool asking_ = false;
    std::uint64_t doubts_when_asked_ = 0;
    std::optional<Called<Encoded>> answer_;
    Backoff pauses_;
    std::uint32_t failures_ = 0;  // failed queries in a row
    Time ask_at_{};
    bool reached_ = false;
    std::optional<Error> trouble_;
    std::optional<CallFailure> failure_;  // the next next() reports it
    std::optional<CallFailure> deaf_;     // why a connection to the feed is impossible

    FeedSocket::Connections connections_;
    bool heard_ = false;  // something was heard on this connection
    Time heard_at_;
    milliseconds interval_ = usual_interval;
    milliseconds silence_{};
};

Subscriber::Subscriber(const SiteEndpoints& endpoints, Subscription subscription, const Options& options)
    : impl_(std::make_unique<Impl>(endpoints, std::move(subscription), options)) {}

Subscriber::~Subscriber() = default;

tl::expected<std::optional<RecordedEvent>, CallFailure> Subscriber::next(milliseconds timeout) {
    return impl_->next(timeout);
}

Position Subscriber::position() const { return impl_->position(); }
const std::string& Subscriber::store_id() const { return impl_->store_id(); }
Subscriber::Standing Subscriber::standing() const { return impl_->standing(); }
const Subscriber::Figures& Subscriber::figures() const { return impl_->figures(); }

Subscriber::Impl::Impl(const SiteEndpoints& endpoints, Subscription subscription, const Options& options)
    : options_(options),
      session_(endpoints, options.calls),
      sequence_(std::move(subscription)),
      position_(sequence_.known()),
      pauses_(first_pause, options.longest_pause, std::random_device{}()),
      heard_at_(steady_clock::now()),
      silence_(options.missing_heartbeats * usual_interval) {
    // Subscribe before anything is read, so that no event falls between the two.
    open_feed();
}

void Subscriber::Impl::open_feed() {
    const auto& endpoints = session_.endpoints;
    if (endpoints.events.empty()) return;
    connections_ = {};
    heard_ = false;
    sequence_.doubt();
    try {
        feed_ = std::make_unique<FeedSocket>(session_.context, endpoints.events, sequence_.topics(),
                                             FeedSocket::Options{.keys = endpoints.keys_for(endpoints.events)});
    } catch (const std::runtime_error& problem) {
        cannot_hear(problem);
    }
}

// The feed brings everything, so it is closed to those who see their own alone; each attempt would be refused and
// logged. Roles may change while this runs.
void Subscriber::Impl::hear_or_ask(bool own_only) {
    if (own_only)
        feed_.reset();
    else if (!feed_)
        open_feed();
}

void Subscriber::Impl::cannot_hear(const std::runtime_error& problem) {
    deaf_ = {.kind = CallFailure::Kind::unreachable, .error = error(Code::validation_error, "{}", problem.what())};
}

tl::expected<std::optional<RecordedEvent>, CallFailure> Subscriber::Impl::next(milliseconds timeout) {
    if (deaf_) return tl::make_unexpected(*deaf_);
    if (!ready_.empty()) return hand_over();
    // A timeout that means "for ever" must not overflow.
    const auto deadline = steady_clock::now() + std::clamp<milliseconds>(timeout, 0ms, 24h * 365);
    const auto before = phase();
    while (true) {
        work();
        if (failure_) return tl::make_unexpected(*std::exchange(failure_, std::nullopt));
        if (!ready_.empty()) return hand_over();
        was_live_ = was_live_ || phase() == Phase::live;
        if (phase() != before || steady_clock::now() >= deadline) return std::nullopt;
        wait(deadline);
    }
}

RecordedEvent Subscriber::Impl::hand_over() {
    auto event = std::move(ready_.front());
    ready_.pop_front();
    position_ = event.position;
    ++figures_.handed_over;
    ++(ready_from_feed_ ? figures_.from_feed : figures_.from_store);
    if (!ready_from_feed_ && was_live_) ++figures_.recovered;
    return event;
}

Subscriber::Standing Subscriber::Impl::standing() const {
    const auto head = std::max(sequence_.head(), sequence_.known());
    return {phase(), position_, head, head - sequence_.known() + ready_.size(), trouble_};
}

Phase Subscriber::Impl::phase() const {
    if (!reached_) return Phase::connecting;
    if (sequence_.must_ask() || !ready_.empty()) return Phase::catching_up;
    return !feed_ || heard_ ? Phase::live : Phase::catching_up;
}

void Subscriber::Impl::work() {
    session_.queries.work();
    if (answer_) take_answer(*std::exchange(answer_, std::nullopt));
    if (feed_) {
        feed_->keep_subscribed();
        watch_connections();
    }
    if (!sequence_.must_ask() && !asking_ && ready_.empty()) {
        if (feed_) {
            hear();
            give_up_if_silent();
        } else {
            look_again_without_feed();
        }
    }
    if (sequence_.must_ask() && !asking_ && steady_clock::now() >= ask_at_) ask();
}

void Subscriber::Impl::wait(Time deadline) {
    if (answer_) return;
    std::vector<zmq::pollitem_t> items;
    session_.queries.add_to(items);
    auto until = deadline;
    if (asking_) {
        until = std::min(until, session_.queries.due());
    } else if (sequence_.must_ask() || !feed_) {
        until = std::min(until, ask_at_);
    } else {
        until = std::min(until, heard_at_ + silence_);
        items.push_back(zeromq::readable(feed_->messages()));
    }
    if (feed_) items.push_back(zeromq::readable(feed_->connection_events()));
    zeromq::poll(items, until);
}

void Subscriber::Impl::ask() {
    const auto now = steady_clock::now();
    asking_ = true;
    doubts_when_asked_ = sequence_.doubts();
    ++figures_.queries;
    auto call = session_.query(ReadEvents::describe.name,
                               Encoded{wire_codec().encode(sequence_.question(options_.events_per_query))}, {}, now,
                               session_.deadline({}, now));
    session_.queries.start(std::move(call), [this](Called<Encoded> answer) { answer_ = std::move(answer); });
    // Send the question now, so that the daemon reads while the application works on the previous events.
    session_.queries.work();
}

void Subscriber::Impl::take_answer(const Called<Encoded>& answer) {
    asking_ = false;
    auto read = typed<EventsRead>(answer);
    if (!read) return take_failure(std::move(read.error()));
    const bool own_only = read->result.own_only;
    auto events = sequence_.read(std::move(read->result), read->position, doubts_when_asked_);
    if (!events) return take_failure({.kind = CallFailure::Kind::unreadable, .error = std::move(events.error())});
    failures_ = 0;
    ask_at_ = {};
    reached_ = true;
    trouble_.reset();
    ready_from_feed_ = false;
    for (auto& event : *events) ready_.push_back(std::move(event));
    // Messages of the feed have waited meanwhile, so the silence is not the daemon's.
    heard_at_ = steady_clock::now();
    hear_or_ask(own_only);
    if (!feed_ && !sequence_.must_ask()) ask_at_ = heard_at_ + options_.without_feed;
}

void Subscriber::Impl::take_failure(CallFailure failure) {
    ask_at_ = steady_clock::now() + pauses_.after(++failures_) + first_pause;
    reached_ = false;
    trouble_ = failure.error;
    // Only the question's starting position can be wrong.
    if (failure.error.code == Code::validation_error && failure.error.field == "after")
        failure.error.code = Code::conflict;
    if (!passes(failure)) failure_ = std::move(failure);
}

void Subscriber::Impl::watch_connections() {
    const auto now = feed_->connections();
    const auto before = std::exchange(connections_, now);
    if (now.made == before.made && (now.up || !before.up)) return;
    if (now.made != before.made) {
        figures_.reconnects += now.made - std::max(before.made, 1U);
        ask_at_ = {};
    }
    heard_ = false;
    // The peer may be another daemon now, whose events may seem to follow on what was known.
    sequence_.doubt();
}

void Subscriber::Impl::hear() {
    std::vector<std::pair<std::string, std::string>> burst;
    while (burst.size() < messages_per_turn) {
        auto message = feed_->take();
        if (!message) break;
        burst.push_back(std::move(*message));
    }
    if (burst.empty()) return;
    watch_connections();
    // All of it is in the store, and will be read there.
    if (sequence_.must_ask()) return;
    heard_ = true;
    heard_at_ = steady_clock::now();
    for (const auto& [topic, payload] : burst)
        if (!take(topic, payload)) break;
    silence_ = std::max<milliseconds>(options_.missing_heartbeats * interval_, shortest_silence);
}

bool Subscriber::Impl::take(std::string_view topic, std::string_view payload) {
    auto heard = Sequence::Heard::doubt;
    if (topic == heartbeat_topic) {
        HeartbeatMessage heartbeat;
        if (read_from_daemon(payload, heartbeat)) return true;
        if (heartbeat.interval_ms) interval_ = milliseconds{*heartbeat.interval_ms};
        heard = sequence_.hear(heartbeat);
    } else {
        RecordedEvent event;
        if (read_from_daemon(payload, event)) {
            // Ask the store for this event; a failure to decode it there is reported.
            sequence_.doubt();
        } else if (heard = sequence_.hear(event); heard == Sequence::Heard::next) {
            ready_from_feed_ = true;
            ready_.push_back(std::move(event));
        } else if (heard == Sequence::Heard::old) {
            ++figures_.duplicates;
        }
    }
    switch (heard) {
        case Sequence::Heard::next:
        case Sequence::Heard::other:
        case Sequence::Heard::old: return true;
        case Sequence::Heard::gap: ++figures_.gaps; return false;
        case Sequence::Heard::doubt: return false;
        case Sequence::Heard::foreign:
            take_failure(
                {.kind = CallFailure::Kind::unreadable,
                 .error = error(Code::conflict,
                                "the feed at {} belongs to another store than {}: its positions mean other events",
                                session_.endpoints.events, sequence_.store_id())});
            return false;
    }
    return false;
}

void Subscriber::Impl::give_up_if_silent() {
    const auto now = steady_clock::now();
    if (sequence_.must_ask() || now < heard_at_ + silence_) return;
    ++figures_.silences;
    heard_ = false;
    heard_at_ = now;
    // If heartbeats are rare or absent, a new connection each time would not help, so wait longer.
    silence_ = std::min<milliseconds>(silence_ * 2, longest_feed_silence);
    sequence_.doubt();
    try {
        feed_->reopen();
    } catch (const std::runtime_error& problem) {
        cannot_hear(problem);
    }
}

void Subscriber::Impl::look_again_without_feed() {
    if (steady_clock::now() >= ask_at_) sequence_.doubt();
}

bool events_are_gone(const CallFailure& failure) {
    return failure.error.code == Code::invalid_state && failure.error.details.contains("first_position");
}

}  // namespace hf
