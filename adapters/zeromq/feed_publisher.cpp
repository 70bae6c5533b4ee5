#include "adapters/zeromq/feed_publisher.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/zeromq/news.hpp"
#include "adapters/zeromq/thrown.hpp"
#include "core/wire/heartbeat.hpp"

namespace hf {

using std::chrono::steady_clock;

namespace {

// Between two attempts to listen again.
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{5000};

ListenOptions listening(const FeedPublisher::Options& options) {
    auto listen = options.listen;
    listen.send_queue = options.subscriber_queue;
    // Subscribers send only subscriptions, which are short; a handshake with CURVE has some 300 bytes.
    listen.max_frame_bytes = 512;
    // So few, since a receive applies subscriptions for as long as the peer's queue has any, and nothing is counted
    // meanwhile. With 100 of 500 bytes one receive lasted as long as the peer went on, and took 400 MB in five seconds.
    // With 1 a peer that ZAP was asked about is never heard.
    listen.receive_queue = 2;
    listen.zap_domain = feed_domain;
    return listen;
}

}  // namespace

FeedPublisher::FeedPublisher(zmq::context_t& context, const Options& options, Hooks hooks, const Positions& last)
    : options_(options),
      hooks_(std::move(hooks)),
      last_(last),
      context_(context),
      socket_(std::in_place, context, zmq::socket_type::xpub, listening(options), statistics_.socket),
      endpoint_(socket_->endpoint()),
      next_heartbeat_(steady_clock::now()),
      thread_([this] { run(); }) {}

FeedPublisher::~FeedPublisher() { stop(std::chrono::milliseconds(0)); }

void FeedPublisher::publish(std::vector<RecordedEvent> events) {
    if (events.empty()) return;
    const auto count = events.size();
    try {
        const MutexLock lock(mutex_);
        if (waiting_ + count > options_.waiting_events) {
            // Keep the latest events, so that their positions reveal the gap.
            statistics_.left_out.add(waiting_);
            queue_.clear();
            waiting_ = 0;
        }
        queue_.push_back(std::move(events));
        waiting_ += count;
    } catch (const std::bad_alloc&) {
        statistics_.failed.add(count);  // the next event's position shows that these are missing
        return;
    }
    wakeup_.wake();
}

void FeedPublisher::stop(std::chrono::milliseconds linger) {
    if (!thread_.joinable()) return;
    linger_ = linger;
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    wakeup_.wake();
    thread_.join();
}

void FeedPublisher::drop_subscribers() {
    {
        const MutexLock lock(mutex_);
        dropping_ = true;
    }
    wakeup_.wake();
}

void FeedPublisher::run() {
    serve();
    while (!stopping() && listen_again()) serve();
    if (socket_) socket_->close(linger_);
}

bool FeedPublisher::stopping() {
    const MutexLock lock(mutex_);
    return stopping_;
}

bool FeedPublisher::listen_again() {
    auto options = listening(options_);
    options.endpoint = endpoint_;
    socket_.reset();
    subscriptions_ = {};
    std::string last_problem;
    for (auto pause = first_pause; !stopping(); pause = std::min(2 * pause, longest_pause)) {
        try {
            socket_.emplace(context_, zmq::socket_type::xpub, options, statistics_.socket);
            return true;
        } catch (const std::exception& problem) {
            if (problem.what() != last_problem) spdlog::error("the feed is away: {}", problem.what());
            last_problem = problem.what();
        }
        rest(pause);
    }
    return false;
}

void FeedPublisher::rest(std::chrono::milliseconds pause) {
    std::array items{zeromq::readable(wakeup_.fd())};
    for (const auto end = steady_clock::now() + pause; steady_clock::now() < end && !stopping();) {
        zeromq::poll(items, end);
        wakeup_.clear();
    }
}

void FeedPublisher::serve() {
    socket_->socket().set(zmq::sockopt::xpub_nodrop, true);
    // Every subscription and its end is reported, also of a prefix that others have: by his first one a subscriber is
    // known, and each has as many as are counted.
    socket_->socket().set(zmq::sockopt::xpub_verboser, true);
    socket_->watch([this](const zeromq::ConnectionEvent& event) {
        if (event.what == ZMQ_EVENT_ACCEPTED) subscriptions_.began(event.value);
        if (event.what == ZMQ_EVENT_DISCONNECTED) subscriptions_.ended(event.value);
    });
    std::vector<std::vector<RecordedEvent>> groups;
    zeromq::News news(*socket_, wakeup_);
    bool more = true;
    bool done = false;
    while (!done) {
        if (!more) news.wait(next_heartbeat_);
        // Before sending, so that new subscriptions count, and what subscribers have taken is known.
        read_subscriptions();
        {
            const MutexLock lock(mutex_);
            if (std::exchange(dropping_, false) && !stopping_) return;  // what is queued is for those who come back
            groups = std::exchange(queue_, {});
            waiting_ = 0;
            done = stopping_;
        }
        send(groups);
        if (done || steady_clock::now() >= next_heartbeat_) send_heartbeat();
        more = read_subscriptions();
    }
}

void FeedPublisher::send(const std::vector<std::vector<RecordedEvent>>& groups) {
    for (const auto& group : groups)
        for (const auto& event : group) {
            send(event);
            if (event.position % 256 != 0) continue;
            if (steady_clock::now() >= next_heartbeat_) send_heartbeat();
            // Somebody who has heard a heartbeat misses none of the events behind it; and ZeroMQ has taken in
            // subscriptions meanwhile, which have to be counted.
            read_subscriptions();
        }
}

void FeedPublisher::send(const RecordedEvent& event) {
    // Count an event that cannot be sent as well, so that the gap shows.
    last_.position = event.position;
    last_.categories.at(static_cast<std::size_t>(event.category)) = event.category_position;
    if (subscriptions_.none()) return statistics_.events.add();
    try {
        send(fmt::format("{}.{}.{}", name_of(event.category), event.type, event.stream), hooks_.encode(event));
        statistics_.events.add();
    } catch (...) {
        statistics_.failed.add();
        spdlog::error("{}: event {} is not on the feed: {}", endpoint(), event.position, zeromq::thrown());
    }
}

void FeedPublisher::send_heartbeat() {
    next_heartbeat_ = steady_clock::now() + options_.heartbeat_interval;
    try {
        send(heartbeat_topic, hooks_.heartbeat(last_));
        statistics_.heartbeats.add();
    } catch (...) {
        statistics_.failed.add();
        spdlog::error("{}: no heartbeat: {}", endpoint(), zeromq::thrown());
    }
}

// ZeroMQ has already applied the subscriptions; these messages only report them.
bool FeedPublisher::read_subscriptions() {
    for (int i = 0; i < 1000; ++i) {
        zmq::message_t frame;
        if (!zeromq::receive(socket_->socket(), frame)) {
            socket_->ran_empty();
            subscriptions_.ran_empty();
            return false;
        }
        const auto sender = socket_->sender_of(frame);
        socket_->heard(frame, sender);
        // Each frame by itself: ZeroMQ takes subscriptions out of the later frames of a message as well.
        // ZeroMQ has reported the connection before its message, but the report may still wait.
        if (subscriptions_.is_news(frame)) socket_->count_connections();
        const int descriptor = zmq_msg_get(frame.handle(), ZMQ_SRCFD);
        if (!subscriptions_.take(std::move(frame)))
            socket_->end(descriptor, sender, "has more subscriptions than one may have (128 KiB), and is ended");
    }
    return true;
}

void FeedPublisher::send(std::string_view topic, std::string_view payload) {
    auto& socket = socket_->socket();
    const bool overflows = zeromq::send(socket, topic, zmq::send_flags::sndmore) == zeromq::Sent::full;
    if (overflows) {
        // A subscriber's queue is full, so nothing was sent to any subscriber. Send it to all others now.
        statistics_.overflows.add();
        socket.set(zmq::sockopt::xpub_nodrop, false);
        zeromq::send(socket, topic, zmq::send_flags::sndmore);
    }
    zeromq::send(socket, payload);
    if (overflows) socket.set(zmq::sockopt::xpub_nodrop, true);
}

}  // namespace hf
