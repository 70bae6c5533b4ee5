// Peer: stands in for the daemon, and answers as and when a test says.
//
//     Peer peer(context, endpoint, [](const CommandEnvelope& message) { return accepted(message); });
//
// A thread of the peer calls the function, and has ended when the peer is destroyed: then the
// function's records may be read.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <zmq.hpp>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "client/site.hpp"
#include "core/wire/envelope.hpp"
#include "tests/integration/zeromq_peers.hpp"

namespace hf::client_test {

using namespace std::chrono_literals;

class Peer {
public:
    using Answer = std::function<std::optional<std::string>(const CommandEnvelope& message)>;
    // Sends the answer; to be called in the peer's function, while it handles this message or a later one.
    using Respond = std::function<void(const std::string& bytes)>;
    using Handle = std::function<void(const CommandEnvelope& message, const Respond& respond)>;

    Peer(zmq::context_t& context, const std::string& endpoint, Answer answer)
        : Peer(context, endpoint, Handle([answer = std::move(answer)](const auto& message, const auto& respond) {
                   if (const auto reply = answer(message)) respond(*reply);
               })) {}

    Peer(zmq::context_t& context, const std::string& endpoint, Handle handle)
        : socket_(context, zmq::socket_type::router), handle_(std::move(handle)) {
        socket_.set(zmq::sockopt::rcvtimeo, 20);
        socket_.set(zmq::sockopt::sndhwm, 0);
        socket_.set(zmq::sockopt::rcvhwm, 0);
        socket_.set(zmq::sockopt::linger, 0);
        // ZeroMQ may not have closed the endpoint of an earlier peer yet.
        EXPECT_TRUE(zeromq_test::eventually([&] {
            try {
                socket_.bind(endpoint);
                return true;
            } catch (const zmq::error_t&) {
                return false;
            }
        })) << endpoint;
        thread_ = std::thread([this] { serve(); });
    }
    ~Peer() {
        stop_ = true;
        thread_.join();
    }

private:
    void serve() {
        while (!stop_) {
            zmq::message_t who, bytes;
            if (!socket_.recv(who)) continue;
            if (!socket_.recv(bytes)) continue;
            EXPECT_FALSE(bytes.more()) << "libzmq may end a client whose replies have several frames";
            CommandEnvelope envelope;
            if (MsgpackCodec{}.decode(bytes.to_string_view(), envelope)) continue;
            handle_(envelope, [this, to = who.to_string()](const std::string& reply) {
                socket_.send(zmq::buffer(to), zmq::send_flags::sndmore);
                socket_.send(zmq::buffer(reply));
            });
        }
    }

    zmq::socket_t socket_;
    Handle handle_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

inline std::string accepted(const CommandEnvelope& message, std::string result = "\x80", Position position = 7) {
    Reply reply;
    reply.id = message.common.id.value;
    reply.result = Encoded{std::move(result)};
    reply.position = position;
    return MsgpackCodec{}.encode(reply);
}

inline std::string refused(const CommandEnvelope& message, Error error) {
    Reply reply;
    reply.id = message.common.id.value;
    reply.status = ReplyStatus::error;
    reply.error = std::move(error);
    return MsgpackCodec{}.encode(reply);
}

inline std::string refused_for_now(const CommandEnvelope& message, Code code, std::uint32_t retry_after_ms) {
    auto later = error(code, "not now");
    later.retryable = true;
    later.retry_after_ms = retry_after_ms;
    return refused(message, std::move(later));
}

inline SiteEndpoints endpoints() {
    static std::atomic<int> count{0};
    const auto base = fmt::format("ipc://@hf-client-test-{}-{}-", ::getpid(), ++count);
    return {base + "commands", base + "queries", base + "events"};
}

}  // namespace hf::client_test
