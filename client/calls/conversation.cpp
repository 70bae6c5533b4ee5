#include "client/calls/conversation.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/dead_peers.hpp"
#include "adapters/zeromq/unix_listener.hpp"
#include "core/wire/connection_rules.hpp"
#include "site/access.hpp"

namespace hf {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Why = CallFailure::Kind;

namespace {

constexpr auto between_attempts = 200ms;
// If a connection ends in its first instant, ZeroMQ may still believe that it is being made, and
// report nothing more of it.
constexpr auto longest_silence = 5s;
// ZeroMQ reports the end of a connection before it hands over the last messages of that connection.
constexpr auto last_replies = 20ms;
// Replies per turn, so that other work waits no longer than this many replies take.
constexpr int replies_per_turn = 256;

// ZeroMQ's reason, except for the usual one, which is replaced by helpful advice.
std::string unreachable_text(const std::string& endpoint, const std::string& reason) {
    if (const auto name = zeromq::unix_name(endpoint)) {
        const int why = zeromq::probe(*name);
        if (why == EACCES || why == EPERM) return why_denied(*name, R_OK | W_OK).value_or(reason);
        if (why != ENOENT && why != ECONNREFUSED) return reason;
    }
    return fmt::format("no hostfactoryd answers at {}; is it running? (systemctl status hostfactoryd)", endpoint);
}

}  // namespace

void Conversation::start(PendingCall call, Done done) {
    const auto fail = [&](Why kind, Error why) {
        done(tl::make_unexpected(call.failed({.kind = kind, .error = std::move(why)})));
    };
    // Two answers under one id could not be distinguished.
    if (numbers_.count(call.id()) > 0)
        return fail(Why::given_up, error(Code::already_exists, "a call with the id {} is in flight", call.id()));
    try {
        if (calls_.empty()) connect();
    } catch (const std::runtime_error& senseless) {
        return fail(Why::unreachable, error(Code::validation_error, "{}", senseless.what()));
    }
    const auto number = ++last_number_;
    numbers_.emplace(call.id(), number);
    calls_.emplace(number, Entry{std::move(call), std::move(done)});
    file(number, steady_clock::now());
}

// Starts afresh: what happened to the connection while no call was waiting says nothing about now.
void Conversation::connect() {
    const auto opened = [this] {
        open_ = true;
        const auto now = steady_clock::now();
        next_attempt_ = now + between_attempts;
        silent_until_ = now + longest_silence;
    };
    if (!connection_) {
        connection_ = std::make_unique<zeromq::ClientConnection>(
            context_, zmq::socket_type::dealer, endpoint_, [most = rules_.largest_reply, this](zmq::socket_t& socket) {
                if (keys_) zeromq::connect_with(socket, *keys_);
                // Queue nothing for a peer that isn't connected, so that a message counted as
                // unsent was not sent.
                socket.set(zmq::sockopt::immediate, 1);
                zeromq::ask_to_be_noticed(socket);
                socket.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(most));
            });
        opened();
    } else if (!open_ || !connection_->hopeful()) {
        open_ = false;
        connection_->open();
        opened();
    }
    trouble_.reset();
    ended_.reset();
    unheard_since_.reset();
    endings_ = connection_->endings();
}

void Conversation::reopen(Time now) {
    next_attempt_ = now + between_attempts;
    silent_until_ = now + longest_silence;
    open_ = up_ = full_ = false;
    trouble_.reset();
    unheard_since_.reset();
    try {
        connection_->open();
        open_ = true;
    } catch (const std::runtime_error& problem) {
        trouble_ = problem.what();
    }
    endings_ = connection_->endings();
}

void Conversation::work() {
    if (!connection_) return;
    const auto now = steady_clock::now();
    look_after_connection(now);
    receive(now);
    look_at_due_calls(now);
    send(now);
}

void Conversation::look_after_connection(Time now) {
    if (open_) {
        up_ = connection_->up();
        if (connection_->endings() != endings_) {
            endings_ = connection_->endings();
            if (!ended_) ended_ = asked_.empty() ? now : now + last_replies;
        }
        if (ended_) {
            if (now >= *ended_) connection_ended(now);
            return;
        }
        if (up_) trouble_.reset();
        if (!up_ && connection_->refused() && !trouble_) note_trouble(now);
    }
    if (!calls_.empty() && (!open_ || trouble_) && now >= next_attempt_) return reopen(now);
    if (!calls_.empty() && open_ && !up_ && !trouble_ && now >= silent_until_) reopen(now);
}

void Conversation::connection_ended(Time now) {
    receive(now);
    lose_answers(fmt::format("{} ended the connection before it answered", endpoint_), now);
    ended_.reset();
    // ZeroMQ would connect again by itself, but less and less often.
    if (calls_.empty()) return;
    if (connection_->refused())
        note_trouble(now);
    else if (now >= next_attempt_)
        return reopen(now);
    // A peer that ends every connection at once must not be asked all the time.
    connection_->close();
    open_ = up_ = full_ = false;
}

void Conversation::note_trouble(Time now) {
    const auto why = connection_->why_not();
    trouble_ = connection_->answered() ? why : unreachable_text(endpoint_, why);
    for (const auto number : to_send_) due_.put(number, calls_.at(number).call.due(now, true));
}

void Conversation::lose_answers(const std::string& why, Time now) {
    for (const auto number : std::vector(asked_.begin(), asked_.end())) {
        calls_.at(number).call.lost(why, now);
        file(number, now);
    }
}

void Conversation::send(Time now) {
    if (!up_ || ended_) return;
    full_ = false;
    while (!to_send_.empty() && asked_.size() < most_unread_replies) {
        const auto number = *to_send_.begin();
        if ((zeromq::ready_for(connection_->socket()) & ZMQ_POLLOUT) == 0) {
            // ZeroMQ's queue is full, or the socket does not know its new connection yet.
            full_ = true;
            return;
        }
        // One frame, and so one frame comes back: where a connection ends between two frames of a reply, libzmq 4.3.4
        // may end the process whose socket is `immediate` ("!_more", fq.cpp).
        zeromq::send(connection_->socket(), calls_.at(number).call.begin_sending(now));
        if (!unheard_since_) unheard_since_ = now;
        file(number, now);
    }
}

std::optional<std::string> Conversation::next_reply() {
    zmq::message_t reply;
    while (zeromq::receive(connection_->socket(), reply))
        if (zeromq::skip_rest(connection_->socket(), reply) == 0) return std::string(zeromq::view(reply));
    return std::nullopt;
}

void Conversation::receive(Time now) {
    for (int i = 0; open_ && i < replies_per_turn; ++i) {
        const auto bytes = next_reply();
        if (!bytes) return;
        take(*bytes, now);
    }
}

void Conversation::take(std::string_view bytes, Time now) {
    unheard_since_.reset();
    Reply reply;
    const auto problem = read_from_daemon(bytes, reply);
    const auto number = whose(reply);
    // The reply belongs to a call that has ended, or that was sent twice.
    if (!number) return;
    auto& call = calls_.at(*number).call;
    if (problem) {
        auto failure = call.failed(unreadable(*problem, call.id()));
        return finish(*number, tl::make_unexpected(std::move(failure)));
    }
    if (auto outcome = call.answered(std::move(reply), now)) return finish(*number, std::move(*outcome));
    file(*number, now);
}

std::optional<Conversation::Number> Conversation::whose(const Reply& reply) const {
    const auto found = numbers_.find(reply.id);
    if (found != numbers_.end()) return found->second;
    // A reply without a readable id may belong to any call, unless only one call is waiting.
    if (reply.id.empty() && asked_.size() == 1) return *asked_.begin();
    return std::nullopt;
}

Reach Conversation::reach() const {
    if (trouble_) return {endpoint_, true, *trouble_};
    return {endpoint_, false, up_ ? "" : connection_->why_not()};
}

void Conversation::look_at_due_calls(Time now) {
    const auto due = due_.take_due(now, calls_.size());
    if (due.empty()) return;
    const auto current = reach();
    for (const auto number : due) {
        if (auto failure = calls_.at(number).call.look(now, current))
            finish(number, tl::make_unexpected(std::move(*failure)));
        else
            file(number, now);
    }
    // A connection may be dead although nothing reported its end.
    if (unheard_since_ && now >= *unheard_since_ + rules_.resend_after && !ended_) {
        lose_answers(fmt::format("{} has fallen silent", endpoint_), now);
        reopen(now);
    }
}

void Conversation::file(Number number, Time now) {
    const auto& call = calls_.at(number).call;
    const auto put = [&](std::set<Number>& where, bool there) {
        if (there)
            where.insert(number);
        else
            where.erase(number);
    };
    put(asked_, call.asked());
    put(to_send_, call.to_be_sent(now));
    due_.put(number, call.due(now, trouble_.has_value()));
}

void Conversation::finish(Number number, Called<Encoded> outcome) {
    auto entry = calls_.extract(number);
    numbers_.erase(entry.mapped().call.id());
    to_send_.erase(number);
    asked_.erase(number);
    due_.erase(number);
    entry.mapped().done(std::move(outcome));
}

void Conversation::give_up(const CallFailure& why) {
    while (!calls_.empty()) {
        const auto& [number, entry] = *calls_.begin();
        finish(number, tl::make_unexpected(entry.call.failed(why)));
    }
}

void Conversation::add_to(std::vector<zmq::pollitem_t>& items) {
    if (!open_) return;
    items.push_back(zeromq::readable(connection_->connection_events()));
    items.push_back(zeromq::readable(connection_->socket()));
    if (full_ && up_ && !ended_) items.back().events |= ZMQ_POLLOUT;
}

Conversation::Time Conversation::due() const {
    auto due = due_.first();
    if (ended_)
        due = std::min(due, *ended_);
    else if (!calls_.empty() && (!open_ || trouble_))
        due = std::min(due, next_attempt_);
    else if (!calls_.empty() && !up_)
        due = std::min(due, silent_until_);
    return due;
}

}  // namespace hf
