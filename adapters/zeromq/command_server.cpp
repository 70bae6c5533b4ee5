#include "adapters/zeromq/command_server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/news.hpp"
#include "adapters/zeromq/thrown.hpp"
#include "adapters/zeromq/wakeup.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

using zeromq::Sent;

namespace {

// Messages received per turn, so that replies wait no longer than this many take.
constexpr int receives_per_turn = 64;

// When to try again to send what ZeroMQ had no room for, since it does not say when there is room: soon for a peer that
// reads, and not so often for those that don't.
constexpr std::chrono::milliseconds first_attempt_after{1};
constexpr std::chrono::milliseconds last_attempts_after{5};

// A client that goes on sending when the daemon is busy would take the processors from the others. So the replies that
// say so go out at a rate, as long as they take no more than some megabytes.
constexpr std::size_t held_at_a_time = 10;
constexpr std::chrono::milliseconds held_every{5};
constexpr std::size_t most_held = 50'000;

// ZeroMQ's own routing ids have five bytes, the first of which is 0; none that a client may choose begins so.
bool is_generated(std::string_view routing_id) { return routing_id.size() == 5 && routing_id.front() == '\0'; }

}  // namespace

// Where other threads leave their replies. It lives as long as the server or any Answer.
class CommandServer::Outbox {
public:
    struct Reply {
        Peer peer;
        std::string message;
    };

    void put(Peer peer, std::string message) {
        {
            const MutexLock lock(mutex_);
            if (closed_) return;
            replies_.push_back({std::move(peer), std::move(message)});
            if (replies_.size() > 1) return;  // the server's thread was already woken
        }
        wakeup_.wake();
    }

    // Takes the waiting replies. Returns true if no more will come.
    bool take(std::vector<Reply>& replies) {
        const MutexLock lock(mutex_);
        replies.clear();
        replies.swap(replies_);
        closed_ = stopping_;
        return closed_;
    }

    void stop() {
        {
            const MutexLock lock(mutex_);
            stopping_ = true;
        }
        wakeup_.wake();
    }

    [[nodiscard]] const zeromq::Wakeup& wakeup() const { return wakeup_; }

    // The connections whose replies take as much memory as they may.
    void note_full(const std::string& connection) {
        const MutexLock lock(mutex_);
        full_.insert(connection);
    }
    template <class IsFull>
    void forget_those_with_room(IsFull&& is_full) {
        const MutexLock lock(mutex_);
        std::erase_if(full_, [&](const std::string& connection) { return !is_full(connection); });
    }
    [[nodiscard]] bool is_full(const std::string& connection) const {
        const MutexLock lock(mutex_);
        return full_.contains(connection);
    }

    // The thread that sends, as long as it runs.
    void belong_to(std::thread::id thread) { owner_ = thread; }
    [[nodiscard]] bool belongs_to_this_thread() const { return owner_.load() == std::this_thread::get_id(); }

private:
    zeromq::Wakeup wakeup_;
    std::atomic<std::thread::id> owner_{};
    mutable Mutex mutex_;
    std::unordered_set<std::string> full_ GUARDED_BY(mutex_);
    std::vector<Reply> replies_ GUARDED_BY(mutex_);
    bool stopping_ GUARDED_BY(mutex_) = false;
    bool closed_ GUARDED_BY(mutex_) = false;
};

CommandServer::CommandServer(zmq::context_t& context, const Options& options, Hooks hooks)
    : options_(options),
      hooks_(std::move(hooks)),
      socket_(context, zmq::socket_type::router, options.listen, statistics_),
      outbox_(std::make_shared<Outbox>()),
      room_(options.room) {
    // Without router_mandatory an undeliverable reply would vanish without being counted.
    socket_.socket().set(zmq::sockopt::router_mandatory, 1);
    thread_ = std::thread([this] { run(); });
}

CommandServer::~CommandServer() { stop(std::chrono::milliseconds(0)); }

void CommandServer::stop(std::chrono::milliseconds linger) {
    if (!thread_.joinable()) return;
    linger_ = linger;
    outbox_->stop();
    thread_.join();
}

void CommandServer::run() {
    outbox_->belong_to(std::this_thread::get_id());
    zeromq::News news(socket_, outbox_->wakeup());
    for (bool more = true;; more = receive_some()) {
        std::optional<zeromq::Deadline> again;
        if (!room_.empty()) again = std::chrono::steady_clock::now() + next_attempt_after_;
        if (!held_.empty()) again = std::min(next_held_, again.value_or(next_held_));
        if (!more) news.wait(again);
        if (send_replies()) break;
    }
    outbox_->belong_to({});
    socket_.close(linger_);
}

bool CommandServer::receive_some() {
    for (int i = 0; i < receives_per_turn; ++i)
        if (!receive_one()) return false;
    return true;
}

bool CommandServer::receive_one() {
    auto& socket = socket_.socket();
    zmq::message_t identity, first, second;
    if (!receive_identity(identity)) return false;
    statistics_.received.add();

    zeromq::receive(socket, first);
    const bool delimited = first.empty() && first.more();
    if (delimited) zeromq::receive(socket, second);
    const auto& payload = delimited ? second : first;
    const auto more = zeromq::skip_rest(socket, payload);

    Peer peer{std::string(zeromq::view(identity)), delimited};
    auto sender = socket_.sender_of(payload);
    sender.connection = peer.identity;
    socket_.heard(payload, sender);
    const auto refuse = [&](Counter& counter, std::string_view why, std::string reply) {
        counter.add();
        log_refusal(why, sender.address);
        send(peer, std::move(reply));
    };
    if (more > 0) {
        refuse(statistics_.malformed, "it has several frames",
               hooks_.malformed("a message is one frame, after an optional empty one"));
    } else if (payload.empty()) {
        refuse(statistics_.malformed, "it is empty", hooks_.malformed("the message is empty"));
    } else if (payload.size() > options_.max_message_bytes) {
        refuse(statistics_.too_large, "it is too large", hooks_.too_large(payload.size()));
    } else if (!is_generated(peer.identity)) {
        refuse(statistics_.named, "its connection has a routing id of its own", hooks_.named(zeromq::view(payload)));
    } else if (!room_.reserve(peer.identity)) {
        statistics_.busy.add();
        log_refusal("its connection has too many replies unread or being made", sender.address);
        held_.push_back({peer, hooks_.busy(zeromq::view(payload))});
        if (held_.size() > most_held) send_held(most_held / 10);
    } else {
        hand_on(std::move(peer), std::string(zeromq::view(payload)), std::move(sender));
    }
    return true;
}

void CommandServer::log_refusal(std::string_view why, const std::string& address) {
    if (const auto untold = lines_.next(why, std::chrono::steady_clock::now()))
        spdlog::warn("{}: a message from {} is refused, since {}{}", endpoint(),
                     address.empty() ? "an unknown address" : address, why, and_untold(*untold));
}

bool CommandServer::receive_identity(zmq::message_t& identity) {
    if (next_) {
        identity = std::move(*next_);
        next_.reset();
        return true;
    }
    if (zeromq::receive(socket_.socket(), identity)) return true;
    socket_.ran_empty();
    return false;
}

void CommandServer::hand_on(Peer peer, std::string message, Sender sender) {
    try {
        auto send = [this, outbox = outbox_, peer, used = false](std::string reply) mutable {
            if (std::exchange(used, true)) return;
            if (outbox->belongs_to_this_thread())
                answered(peer, std::move(reply));
            else
                outbox->put(std::move(peer), std::move(reply));
        };
        zmq::message_t behind;
        if (options_.tells_alone && zeromq::receive(socket_.socket(), behind)) next_ = std::move(behind);
        const bool alone = options_.tells_alone && !next_;
        hooks_.handle(std::move(message), {std::move(send), std::move(sender), alone});
    } catch (...) {
        answered(peer, reply_to_failure(zeromq::thrown()));
    }
}

std::string CommandServer::reply_to_failure(std::string_view why) {
    statistics_.failed.add();
    spdlog::error("{}: {}", endpoint(), why);
    return hooks_.internal(why);
}

std::string CommandServer::reply_to_excess(std::string_view message, const Sender& sender) {
    statistics_.busy.add();
    log_refusal("its sender has its part of what waits", sender.address);
    return hooks_.busy(message);
}

bool CommandServer::has_room_for(const std::string& connection) const { return !outbox_->is_full(connection); }

void CommandServer::send_held(std::size_t most) {
    for (; !held_.empty() && most > 0; --most) {
        const auto [peer, reply] = std::move(held_.front());
        held_.pop_front();
        send(peer, reply);
    }
    next_held_ = std::chrono::steady_clock::now() + held_every;
}

bool CommandServer::send_replies() {
    std::vector<Outbox::Reply> replies;
    const bool last = outbox_->take(replies);
    for (auto& [peer, message] : replies) answered(peer, std::move(message));
    if (last)
        send_held(held_.size());
    else if (!held_.empty() && std::chrono::steady_clock::now() >= next_held_)
        send_held(held_at_a_time);
    if (room_.empty()) return last;
    const std::uint64_t replied = statistics_.replied;
    statistics_.undeliverable.add(room_.hand_out([this](const Kept& kept) {
        return try_to_send({kept.identity, kept.delimited}, kept.reply);
    }));
    next_attempt_after_ =
        statistics_.replied > replied ? first_attempt_after : std::min(2 * next_attempt_after_, last_attempts_after);
    outbox_->forget_those_with_room([this](const std::string& connection) { return room_.is_full(connection); });
    return last;
}

void CommandServer::answered(const Peer& peer, std::string reply) {
    room_.release(peer.identity);
    send(peer, std::move(reply));
}

void CommandServer::send(const Peer& peer, std::string reply) {
    const auto sent = room_.keeps(peer.identity) ? Sent::full : try_to_send(peer, reply);
    const auto size = reply.size();
    if (sent == Sent::yes) return;
    if (sent == Sent::full && room_.keep({peer.identity, peer.delimited, std::move(reply)})) {
        if (room_.is_full(peer.identity)) outbox_->note_full(peer.identity);
        return;
    }
    statistics_.undeliverable.add();
    const std::string_view why = sent == Sent::gone ? "is gone" : "doesn't read its replies";
    if (const auto untold = lines_.next(why, std::chrono::steady_clock::now()))
        spdlog::warn("{}: a reply of {} bytes is dropped: its peer {}{}", endpoint(), size, why, and_untold(*untold));
}

Sent CommandServer::try_to_send(const Peer& peer, std::string_view reply) {
    auto& socket = socket_.socket();
    const auto sent = zeromq::send(socket, peer.identity, zmq::send_flags::sndmore);
    if (sent != Sent::yes) return sent;
    if (peer.delimited) zeromq::send(socket, {}, zmq::send_flags::sndmore);
    zeromq::send(socket, reply);
    statistics_.replied.add();
    return sent;
}

}  // namespace hf
