#include "tests/system/support/lossy_feed.hpp"

#include <deque>
#include <random>
#include <utility>
#include <zmq.hpp>

namespace hf::system_test {
namespace {

using Message = std::pair<std::string, std::string>;

constexpr int patience_ms = 20;
constexpr std::size_t remembered = 200;

zmq::socket_t subscribed(zmq::context_t& context, const std::string& endpoint) {
    zmq::socket_t socket(context, zmq::socket_type::sub);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, patience_ms);
    socket.set(zmq::sockopt::reconnect_ivl, 10);
    socket.set(zmq::sockopt::subscribe, "");
    socket.connect(endpoint);
    return socket;
}

// ZeroMQ may not have closed the endpoint of an earlier feed yet.
zmq::socket_t bound(zmq::context_t& context, const std::string& endpoint) {
    zmq::socket_t socket(context, zmq::socket_type::pub);
    socket.set(zmq::sockopt::linger, 0);
    while (true) {
        try {
            socket.bind(endpoint);
            return socket;
        } catch (const zmq::error_t& problem) {
            if (problem.num() != EADDRINUSE) throw;
            std::this_thread::yield();
        }
    }
}

void send(zmq::socket_t& socket, const Message& message) {
    socket.send(zmq::buffer(message.first), zmq::send_flags::sndmore);
    socket.send(zmq::buffer(message.second));
}

}  // namespace

LossyFeed::LossyFeed(std::string from, std::string to, std::uint32_t seed)
    : from_(std::move(from)), to_(std::move(to)), thread_([this, seed] { run(seed); }) {}

LossyFeed::~LossyFeed() {
    stopping_ = true;
    thread_.join();
}

void LossyFeed::run(std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto one_in = [&](std::uint32_t n) { return random() % n == 0; };
    zmq::context_t context(1);
    auto source = subscribed(context, from_);
    auto target = bound(context, to_);
    std::deque<Message> before;
    std::uint64_t to_lose = 0;
    while (!stopping_) {
        zmq::message_t topic;
        zmq::message_t payload;
        if (!source.recv(topic)) continue;
        if (!topic.more() || !source.recv(payload)) continue;
        Message message(topic.to_string(), payload.to_string());
        if (one_in(400)) {
            ++cut_;
            if (one_in(2)) {
                target.close();
                target = bound(context, to_);
            } else {
                source.close();
                source = subscribed(context, from_);
            }
        }
        if (to_lose == 0 && one_in(20)) to_lose = one_in(5) ? 200 : random() % 5;
        // Lose only a few heartbeats in a row: without events, 200 heartbeats take a long time.
        const bool beats = message.first == "$heartbeat";
        if (beats ? one_in(3) : to_lose > 0) {
            if (!beats) --to_lose;
            ++lost_;
        } else {
            send(target, message);
            if (one_in(10)) send(target, message), ++doubled_;
            if (!before.empty() && one_in(20)) send(target, before[random() % before.size()]), ++doubled_;
        }
        before.push_back(std::move(message));
        if (before.size() > remembered) before.pop_front();
    }
}

}  // namespace hf::system_test
