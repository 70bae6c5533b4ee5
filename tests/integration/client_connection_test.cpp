// How a client treats the peers that it may find at an endpoint, and their coming and going.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <csignal>

#include "adapters/zeromq/query_server.hpp"
#include "adapters/zeromq/unix_listener.hpp"
#include "client/client.hpp"
#include "core/commands/cancel_request.hpp"
#include "tests/integration/client_peer.hpp"

namespace hf {
namespace {

using namespace client_test;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using zeromq_test::eventually;
using zeromq_test::patience;
using Kind = CallFailure::Kind;

const auto accepts_all = [](const CommandEnvelope& message) { return accepted(message); };

class ClientConnectionTest : public ::testing::Test {
protected:
    Called<Done> ask(Client& client) { return client.command(CancelRequest{{"req-1"}, ""}); }
    CallFailure failure(const std::string& endpoint, const CallRules& rules) {
        Client client({endpoint, endpoint, ""}, rules);
        const auto done = ask(client);
        EXPECT_FALSE(done);
        return done ? CallFailure{} : done.error();
    }

    testing::TemporaryDirectory directory_;
    std::string endpoint_ = zeromq_test::endpoint_in(directory_);
    zmq::context_t context_{1};
};

const CallRules impatient{.timeout = 1h, .patience = 0ms};

TEST_F(ClientConnectionTest, SaysAtOnceThatNobodyIsThere) {
    const auto begin = steady_clock::now();
    Client client({endpoint_, endpoint_, ""}, impatient);
    for (int i = 0; i < 3; ++i) {
        const auto done = ask(client);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind, Kind::unreachable);
        EXPECT_FALSE(done.error().sent);
        EXPECT_EQ(
            done.error().error.message,
            fmt::format("no hostfactoryd answers at {}; is it running? (systemctl status hostfactoryd)", endpoint_));
    }
    std::string closed;
    {
        zmq::context_t another(1);  // its destructor waits until the port is closed
        zmq::socket_t socket(another, zmq::socket_type::router);
        socket.bind("tcp://127.0.0.1:*");
        closed = socket.get(zmq::sockopt::last_endpoint);
    }
    EXPECT_THAT(failure(closed, impatient).error.message, HasSubstr(closed));
    EXPECT_LT(steady_clock::now() - begin, patience) << "and not the hour of its timeout";
}

TEST_F(ClientConnectionTest, SaysWhatElseKeepsItOut) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may connect to everything";
    const Peer peer(context_, endpoint_, accepts_all);
    std::filesystem::permissions(directory_.file("socket"), std::filesystem::perms::none);
    EXPECT_EQ(failure(endpoint_, impatient).error.message,
              fmt::format("cannot connect to {}: Permission denied", endpoint_));
}

TEST_F(ClientConnectionTest, RefusesAnEndpointThatMakesNoSense) {
    for (const std::string senseless : {"nonsense", "carrier://pigeon", ""}) {
        const auto why = failure(senseless, impatient);
        EXPECT_EQ(why.kind, Kind::unreachable);
        EXPECT_EQ(why.error.code, Code::validation_error);
        EXPECT_THAT(why.error.message, HasSubstr("cannot connect to " + senseless));
    }
}

// A listener that is no daemon: it lets connections hang, or ends them at once.
class Stranger {
public:
    explicit Stranger(const std::string& file, std::optional<std::chrono::milliseconds> ends_after = {})
        : listener_(file, 0600) {
        if (ends_after)
            thread_ = std::thread([this, ends_after] {
                while (!done_) {
                    const int fd = ::accept(listener_.fd(), nullptr, nullptr);
                    if (fd >= 0) {
                        ++taken_;
                        std::this_thread::sleep_for(*ends_after);
                        ::close(fd);
                    }
                    std::this_thread::sleep_for(1ms);
                }
            });
    }
    ~Stranger() {
        done_ = true;
        if (thread_.joinable()) thread_.join();
    }
    [[nodiscard]] int taken() const { return taken_; }

private:
    zeromq::UnixListener listener_;
    std::atomic<bool> done_{false};
    std::atomic<int> taken_{0};
    std::thread thread_;
};

TEST_F(ClientConnectionTest, KnowsAStranger) {
    {
        const Stranger hanging(directory_.file("socket"));
        const auto why = failure(endpoint_, {.timeout = 500ms});
        EXPECT_EQ(why.kind, Kind::unreachable);
        EXPECT_EQ(why.error.message, fmt::format("{} doesn't answer; is hostfactoryd running there?", endpoint_));
    }
    const Stranger ending(directory_.file("socket"), 0ms);
    const auto why = failure(endpoint_, {.timeout = 1h, .patience = 1s});
    EXPECT_EQ(why.kind, Kind::unreachable);
    EXPECT_EQ(why.error.message, fmt::format("what listens on {} ends the connection; is it hostfactoryd?", endpoint_));
    EXPECT_LT(ending.taken(), 100) << "it must not be asked all the time";
}

// The listener ends connections later than the next attempt would be due.
TEST_F(ClientConnectionTest, KnowsAStrangerThatTakesHisTime) {
    const Stranger ending(directory_.file("socket"), 300ms);
    const auto why = failure(endpoint_, {.timeout = 20s, .patience = 100ms});
    EXPECT_EQ(why.kind, Kind::unreachable);
    EXPECT_EQ(why.error.message, fmt::format("what listens on {} ends the connection; is it hostfactoryd?", endpoint_));
}

TEST_F(ClientConnectionTest, WaitsForADaemonThatIsStarting) {
    Client client({endpoint_, endpoint_, ""}, {.timeout = patience, .patience = patience});
    std::optional<Peer> peer;
    std::thread daemon([&] {
        std::this_thread::sleep_for(30ms);
        peer.emplace(context_, endpoint_, accepts_all);
    });
    EXPECT_TRUE(ask(client));
    daemon.join();
}

TEST_F(ClientConnectionTest, ConnectsAgainToADaemonThatRestarts) {
    Client client({endpoint_, endpoint_, ""}, {.timeout = patience, .patience = patience});
    for (int i = 0; i < 5; ++i) {
        const Peer peer(context_, endpoint_, accepts_all);
        const auto done = ask(client);
        ASSERT_TRUE(done) << done.error().error.message;
    }
}

TEST_F(ClientConnectionTest, AsksTheNextDaemonWhatTheLastOneDidNotAnswer) {
    std::vector<std::string> ids;
    std::atomic<bool> asked{false};
    std::optional<Peer> peer(std::in_place, context_, endpoint_, [&](const CommandEnvelope& message) {
        ids.push_back(message.common.id.value);
        asked = true;
        return std::optional<std::string>();
    });
    std::thread restart([&] {
        eventually([&] { return asked.load(); });
        peer.reset();
        peer.emplace(context_, endpoint_, [&](const CommandEnvelope& message) {
            ids.push_back(message.common.id.value);
            return accepted(message);
        });
    });
    // A client that did not notice the end of the connection would wait for an hour.
    Client client({endpoint_, endpoint_, ""}, {.timeout = 2h, .patience = 0ms, .resend_after = 1h});
    EXPECT_TRUE(ask(client));
    restart.join();
    peer.reset();
    EXPECT_THAT(ids, ::testing::ElementsAre(ids[0], ids[0]));
}

TEST_F(ClientConnectionTest, LeavesAConnectionThatHasFallenSilent) {
    zmq::socket_t socket(context_, zmq::socket_type::router);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, 20);
    socket.bind(endpoint_);
    std::atomic<bool> done{false};
    // Does not answer on the first connection.
    std::thread silent([&] {
        std::string first;
        while (!done) {
            zmq::message_t who, bytes;
            if (!socket.recv(who) || !socket.recv(bytes)) continue;
            if (first.empty()) first = who.to_string();
            if (who.to_string() == first) continue;
            CommandEnvelope message;
            EXPECT_FALSE(MsgpackCodec{}.decode(bytes.to_string_view(), message));
            socket.send(who, zmq::send_flags::sndmore);
            socket.send(zmq::buffer(accepted(message)));
        }
    });
    Client client({endpoint_, endpoint_, ""}, {.timeout = patience, .resend_after = 50ms});
    EXPECT_TRUE(ask(client));
    done = true;
    silent.join();
}

TEST_F(ClientConnectionTest, NeverGetsALateReplyToAnEarlierCall) {
    std::optional<Peer::Respond> late;
    std::optional<CommandEnvelope> first;
    std::atomic<bool> asked{false};
    std::atomic<bool> answers{false};
    const Peer peer(context_, endpoint_, [&](const CommandEnvelope& message, const Peer::Respond& respond) {
        if (!first) {
            first = message;
            late = respond;
            asked = true;
        }
        if (!answers) return;
        (*late)(accepted(*first, "\x80", 1));
        respond(accepted(message, "\x80", 2));
    });
    Client client({endpoint_, endpoint_, ""}, {.timeout = patience, .patience = patience, .resend_after = patience});
    CallOptions hasty;
    hasty.timeout = 30ms;
    // On a busy machine a call may time out before it is even sent, and may arrive when the next one is under way.
    while (!asked) EXPECT_FALSE(client.command(CancelRequest{{"req-1"}, ""}, hasty));
    answers = true;
    const auto done = ask(client);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->position, 2U);
}

TEST_F(ClientConnectionTest, AsksAQueryServerToo) {
    for (const unsigned workers : {1U, 2U}) {
        const QueryServer queries(context_, {.listen = {.endpoint = endpoint_}, .workers = workers},
                                  {.handle =
                                       [](std::string_view bytes, const Sender&) {
                                           CommandEnvelope message;
                                           EXPECT_FALSE(MsgpackCodec{}.decode(bytes, message));
                                           return accepted(message);
                                       },
                                   .too_large = [](std::size_t) { return "too large"; },
                                   .malformed = [](std::string_view) { return "malformed"; },
                                   .internal = [](std::string_view) { return "internal"; },
                                   .busy = [](std::string_view) { return "busy"; },
                                   .named = [](std::string_view) { return "named"; }});
        Client client({endpoint_, endpoint_, ""}, {.timeout = patience, .patience = patience});
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(client.query("Anything", Encoded{"\x80"}));
    }
}

TEST_F(ClientConnectionTest, IsNotDisturbedBySignals) {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, &before);
    const Peer peer(context_, endpoint_, accepts_all);
    std::atomic<bool> done{false};
    const auto target = ::pthread_self();
    std::thread nuisance([&] {
        while (!done) {
            ::pthread_kill(target, SIGUSR1);
            std::this_thread::sleep_for(50us);
        }
    });
    Client client({endpoint_, endpoint_, ""}, {.timeout = patience, .patience = patience});
    for (int i = 0; i < 2000; ++i) {
        const auto answered = ask(client);
        EXPECT_TRUE(answered) << answered.error().error.message;
    }
    done = true;
    nuisance.join();
    ::sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace
}  // namespace hf
