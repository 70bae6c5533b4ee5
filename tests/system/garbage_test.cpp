// P7: whatever arrives on a socket gets a clear answer or a counted drop, and the next good client
// is answered at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <random>
#include <zmq.hpp>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

class P7ClearAnswer : public ::testing::Test {
protected:
    // Sends a raw message to a socket of the daemon. Returns the decoded reply, or nothing if none comes.
    std::optional<Reply> send(const std::string& endpoint, const std::vector<std::string>& frames,
                              zmq::socket_type type = zmq::socket_type::req,
                              std::chrono::milliseconds within = patience) {
        zmq::socket_t socket(context_, type);
        socket.set(zmq::sockopt::linger, 0);
        socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(within.count()));
        socket.connect(endpoint);
        for (std::size_t i = 0; i < frames.size(); ++i)
            socket.send(zmq::buffer(frames[i]),
                        i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
        zmq::message_t message;
        do {
            if (!socket.recv(message)) return std::nullopt;
        } while (message.more());
        Reply reply;
        const auto problem = codec_.decode(message.to_string_view(), reply, UnknownFields::ignore);
        EXPECT_FALSE(problem) << problem->path << " " << problem->message;
        return reply;
    }

    void expect_refused(const std::string& message, Code code) {
        for (const auto& endpoint : {daemon_.endpoints().commands, daemon_.endpoints().queries}) {
            const auto reply = send(endpoint, {message});
            ASSERT_TRUE(reply) << endpoint;
            ASSERT_TRUE(reply->error) << endpoint;
            EXPECT_EQ(name_of(reply->error->code), name_of(code)) << endpoint << ": " << reply->error->message;
        }
        expect_well();
    }

    void expect_well() {
        auto client = daemon_.client();
        const auto started = std::chrono::steady_clock::now();
        ASSERT_TRUE(client.query(GetStatus{}));
        ASSERT_EQ(client.command(DeleteTemplate{TemplateId{"none"}, ""}).error().error.code, Code::template_not_found);
        EXPECT_LT(std::chrono::steady_clock::now() - started, patience / 2);
    }

    static std::string envelope(const std::string& type, const std::string& body, const std::string& more = {}) {
        const int count = 4 + (more.empty() ? 0 : 1);
        const auto text = [](const std::string& s) { return std::string(1, static_cast<char>(0xa0U | s.size())) + s; };
        return std::string(1, static_cast<char>(0x80 | count)) + text("v") + '\x01' + text("id") + text("c-1") +
               text("type") + text(type) + text("body") + body + more;
    }

    RunningDaemon daemon_;
    zmq::context_t context_{1};
    MsgpackCodec codec_;
};

TEST_F(P7ClearAnswer, RandomBytesAreMalformed) {
    std::mt19937 random(7);
    for (int i = 0; i < 50; ++i) {
        std::string bytes(std::uniform_int_distribution<std::size_t>(1, 300)(random), '\0');
        for (auto& byte : bytes) byte = static_cast<char>(random());
        const auto reply = send(daemon_.endpoints().commands, {bytes});
        ASSERT_TRUE(reply && reply->error);
        EXPECT_EQ(reply->error->code, Code::malformed) << reply->error->message;
    }
    expect_well();
}

TEST_F(P7ClearAnswer, EmptyFrames) { expect_refused("", Code::malformed); }

TEST_F(P7ClearAnswer, ManyFrames) {
    const auto reply = send(daemon_.endpoints().commands, {"a", "b", "c", "d"});
    ASSERT_TRUE(reply && reply->error);
    EXPECT_EQ(reply->error->code, Code::malformed);
    const auto query = send(daemon_.endpoints().queries, {"a", "b", "c", "d"});
    ASSERT_TRUE(query && query->error);
    expect_well();
}

TEST_F(P7ClearAnswer, MoreBytesThanAMessageMayHave) {
    const std::string huge(4'000'000, '\x93');
    expect_refused(huge, Code::too_large);
    auto client = daemon_.client();
    const auto status = client.query(GetStatus{});
    EXPECT_EQ(status->result.counters.at("socket.commands").at("too_large"), 1U);
}

TEST_F(P7ClearAnswer, ArraysTenThousandDeep) {
    const std::string deep = std::string(10'000, '\x91') + '\xc0';
    expect_refused(deep, Code::malformed);
    const auto reply = send(daemon_.endpoints().commands, {envelope("CreateTemplate", deep)});
    ASSERT_TRUE(reply && reply->error);
    EXPECT_EQ(reply->error->code, Code::malformed);
    EXPECT_EQ(reply->id, "c-1");
    expect_well();
}

TEST_F(P7ClearAnswer, PromisesOfMoreElementsThanThereAre) {
    expect_refused(std::string("\xdd\xff\xff\xff\xff", 5), Code::malformed);
    expect_refused(std::string("\xdf\xff\xff\xff\xff", 5), Code::malformed);
    expect_refused(std::string("\xdb\xff\xff\xff\xff", 5), Code::malformed);
}

TEST_F(P7ClearAnswer, WrongTypesAndUnknownFields) {
    expect_refused("\xc0", Code::malformed);
    expect_refused("\x01", Code::malformed);
    expect_refused("\x80", Code::malformed);
    expect_refused(envelope("GetStatus", "\x80",
                            "\xa5"
                            "extra"
                            "\x01"),
                   Code::malformed);
    expect_refused(envelope("Nonsense", "\x80"), Code::handler_not_found);
    const auto wrong = send(daemon_.endpoints().commands, {envelope("CancelRequest", "\x81\xaarequest_id\x05")});
    ASSERT_TRUE(wrong && wrong->error);
    EXPECT_EQ(wrong->error->code, Code::validation_error);
    EXPECT_EQ(wrong->error->field, "request_id");
    const auto no_map = send(daemon_.endpoints().commands, {envelope("CancelRequest", "\x90")});
    ASSERT_TRUE(no_map && no_map->error);
    expect_well();
}

TEST_F(P7ClearAnswer, AnotherVersionOfTheProtocol) {
    auto message = envelope("GetStatus", "\x80", "\xa3new\x01");
    message[3] = '\x02';
    expect_refused(message, Code::unsupported_version);
}

TEST_F(P7ClearAnswer, BytesThatAreNotZeroMqAtAll) {
    const auto path = daemon_.endpoints().commands.substr(std::string("ipc://").size());
    for (int i = 0; i < 3; ++i) {
        const int raw = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ASSERT_GE(raw, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(::connect(raw, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const std::string noise = "GET / HTTP/1.1\r\nHost: x\r\n\r\n" + std::string(500, '\xee');
        ASSERT_GT(::send(raw, noise.data(), noise.size(), MSG_NOSIGNAL), 0);
        ::close(raw);
    }
    expect_well();
    auto client = daemon_.client();
    EXPECT_TRUE(eventually([&] {
        const auto status = client.query(GetStatus{});
        return status && status->result.counters.at("socket.commands").at("handshake_failures") >= 1;
    }));
}

TEST_F(P7ClearAnswer, DealersWithAndWithoutTheDelimiter) {
    const auto message = envelope("CancelRequest", "\x80");
    for (const auto& frames : {std::vector<std::string>{message}, std::vector<std::string>{"", message}}) {
        const auto reply = send(daemon_.endpoints().commands, frames, zmq::socket_type::dealer);
        ASSERT_TRUE(reply && reply->error);
        EXPECT_EQ(reply->error->code, Code::validation_error);
        EXPECT_EQ(reply->id, "c-1");
    }
}

TEST(P7Overload, ABusyDaemonSaysSoAndKeepsWhatItAccepted) {
    RunningDaemon daemon({.settings = "limits: {commands_in_flight: 4}"});
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::dealer);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
    socket.connect(daemon.endpoints().commands);
    const MsgpackCodec codec;
    constexpr int count = 500;
    for (int i = 0; i < count; ++i) {
        CommandEnvelope envelope;
        envelope.common.v = protocol_version;
        envelope.common.id = CommandId{fmt::format("c-{}", i)};
        envelope.common.type = "CreateTemplate";
        envelope.common.body = Encoded{codec.encode(template_called(fmt::format("t{}", i)))};
        socket.send(zmq::buffer(codec.encode(envelope)), zmq::send_flags::none);
    }
    std::uint64_t accepted = 0;
    std::uint64_t busy = 0;
    for (int i = 0; i < count; ++i) {
        zmq::message_t message;
        ASSERT_TRUE(socket.recv(message));
        Reply reply;
        ASSERT_FALSE(codec.decode(message.to_string_view(), reply, UnknownFields::ignore));
        if (reply.status == ReplyStatus::ok) {
            ++accepted;
            continue;
        }
        ASSERT_EQ(name_of(reply.error->code), "busy");
        EXPECT_TRUE(reply.error->retryable && reply.error->retry_after_ms);
        EXPECT_FALSE(reply.id.empty());
        ++busy;
    }
    EXPECT_GT(accepted, 0U);
    EXPECT_GT(busy, 0U);
    auto client = daemon.client();
    EXPECT_EQ(client.query(GetStatus{})->result.templates, accepted);
}

}  // namespace
}  // namespace hf::system_test
