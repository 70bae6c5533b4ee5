#include "client/feed.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <thread>

#include "adapters/zeromq/feed_socket.hpp"
#include "client/calls/session.hpp"
#include "core/bus/heartbeat.hpp"
#include "core/queries/read_events.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A feed that says nothing for so long may be broken: a heartbeat is due every second.
constexpr milliseconds suspicious_silence = 3s;
constexpr std::uint32_t events_per_query = 500;

CallFailure another_history() {
    return {
        .kind = CallFailure::Kind::unreadable,
        .error = error(Code::conflict, "the daemon has another store than before; its positions mean other events")};
}

}  // namespace

class Feed::Impl {
public:
    Impl(Client& client, zmq::context_t& context, Position after);

    tl::expected<std::optional<RecordedEvent>, CallFailure> next(milliseconds timeout);
    [[nodiscard]] Position position() const { return position_; }

private:
    std::optional<CallFailure> listen(milliseconds timeout);
    std::optional<CallFailure> take_heartbeat(std::string_view payload);
    void take_event(std::string_view payload);
    std::optional<CallFailure> catch_up();

    Client& client_;
    std::unique_ptr<FeedSocket> socket_;
    Position position_;
    std::deque<RecordedEvent> ready_;  // those after position_, in order, without gaps
    bool behind_ = true;               // the store has events that we don't
    std::string store_id_;
    steady_clock::time_point heard_;
};

Feed::Feed(Client& client, Position after) : impl_(std::make_unique<Impl>(client, client.session_->context, after)) {}

Feed::~Feed() = default;

tl::expected<std::optional<RecordedEvent>, CallFailure> Feed::next(milliseconds timeout) {
    return impl_->next(timeout);
}

Position Feed::position() const { return impl_->position(); }

Feed::Impl::Impl(Client& client, zmq::context_t& context, Position after)
    : client_(client), position_(after), heard_(steady_clock::now()) {
    // Subscribed before anything is read, so that nothing falls between the two.
    try {
        if (!client.endpoints().events.empty())
            socket_ = std::make_unique<FeedSocket>(context, client.endpoints().events, std::vector<std::string>{""});
    } catch (const std::runtime_error&) {
        // Without a feed the store alone tells, later but all of it.
    }
}

tl::expected<std::optional<RecordedEvent>, CallFailure> Feed::Impl::next(milliseconds timeout) {
    const auto deadline = steady_clock::now() + timeout;
    while (true) {
        if (!ready_.empty()) {
            auto event = std::move(ready_.front());
            ready_.pop_front();
            position_ = event.position;
            return event;
        }
        if (behind_) {
            if (auto failed = catch_up()) return tl::make_unexpected(std::move(*failed));
            continue;
        }
        const auto now = steady_clock::now();
        if (now >= deadline) return std::nullopt;
        if (auto failed = listen(std::chrono::ceil<milliseconds>(deadline - now)))
            return tl::make_unexpected(std::move(*failed));
    }
}

std::optional<CallFailure> Feed::Impl::listen(milliseconds timeout) {
    const auto heard_in_time = heard_ + suspicious_silence;
    const auto until_suspicious = std::chrono::ceil<milliseconds>(heard_in_time - steady_clock::now());
    const auto wait = std::clamp(until_suspicious, 0ms, timeout);
    if (!socket_) {
        std::this_thread::sleep_for(std::min(timeout, 1000ms));
        behind_ = true;
        return std::nullopt;
    }
    const auto message = socket_->receive(wait);
    if (!message) {
        if (steady_clock::now() >= heard_in_time) {
            behind_ = true;
            heard_ = steady_clock::now();
        }
        return std::nullopt;
    }
    heard_ = steady_clock::now();
    if (message->first == heartbeat_topic) return take_heartbeat(message->second);
    take_event(message->second);
    return std::nullopt;
}

std::optional<CallFailure> Feed::Impl::take_heartbeat(std::string_view payload) {
    HeartbeatMessage heartbeat;
    if (read_from_daemon(payload, heartbeat)) return std::nullopt;
    if (store_id_.empty()) store_id_ = heartbeat.store_id;
    if (heartbeat.store_id != store_id_) return another_history();
    if (heartbeat.position > position_) behind_ = true;
    return std::nullopt;
}

void Feed::Impl::take_event(std::string_view payload) {
    RecordedEvent event;
    const bool readable = !read_from_daemon(payload, event);
    if (readable && event.position == position_ + 1)
        ready_.push_back(std::move(event));
    else if (!readable || event.position > position_)
        behind_ = true;  // what can't be read here is asked for in another way, where a failure is told
}

std::optional<CallFailure> Feed::Impl::catch_up() {
    const auto read = client_.query(ReadEvents{.after = position_, .limit = events_per_query});
    if (!read) return read.error();
    if (read->position < position_) return another_history();
    behind_ = read->result.has_more;
    auto expected = position_;
    for (const auto& event : read->result.events)
        if (event.position == ++expected) ready_.push_back(event);
    return std::nullopt;
}

}  // namespace hf
