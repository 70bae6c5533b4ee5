#include "adapters/zeromq/request_socket.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <optional>

#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "tests/integration/zeromq_peers.hpp"

namespace hf {
namespace {

using namespace zeromq_test;
using Kind = RequestFailure::Kind;
using std::chrono::steady_clock;

bool any(std::string_view) { return true; }

class RequestSocketTest : public ::testing::Test {
protected:
    void start(CommandServer::Handler handle) {
        server.emplace(context, CommandServer::Options{.listen = {.endpoint = endpoint}},
                       CommandServer::Hooks{.handle = std::move(handle),
                                            .too_large = [](std::size_t) { return "too large"; },
                                            .malformed = [](std::string_view) { return "malformed"; },
                                            .internal = [](std::string_view) { return "internal"; }});
    }
    void start_echo() {
        start([](const std::string& message, const CommandServer::Answer& answer) { answer("re: " + message); });
    }

    TempDir directory;
    std::string endpoint = directory.endpoint();
    zmq::context_t context{1};
    std::optional<CommandServer> server;
};

TEST_F(RequestSocketTest, GetsTheReply) {
    start_echo();
    RequestSocket socket(context, endpoint);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(socket.request("a", patience, any).value_or("none"), "re: a");
    EXPECT_TRUE(eventually([&] { return server->statistics().connections == 1; }));
    EXPECT_EQ(server->statistics().handshake_failures, 0U);
}

TEST_F(RequestSocketTest, AsksAQueryServerToo) {
    for (const unsigned workers : {1U, 2U}) {
        const QueryServer queries(context, {.listen = {.endpoint = endpoint}, .workers = workers},
                                  {.handle = [](std::string_view m) { return fmt::format("re: {}", m); },
                                   .too_large = [](std::size_t) { return "too large"; },
                                   .malformed = [](std::string_view) { return "malformed"; },
                                   .internal = [](std::string_view) { return "internal"; }});
        RequestSocket socket(context, endpoint);
        EXPECT_EQ(socket.request("a", patience, any).value_or("none"), "re: a");
        EXPECT_EQ(socket.request("", patience, any).value_or("none"), "malformed");
    }
}

TEST_F(RequestSocketTest, SaysAtOnceThatNobodyIsThere) {
    const auto nobody = [](const std::string& where) {
        return fmt::format("nobody listens on {}; is hostfactoryd running?", where);
    };
    const auto begin = steady_clock::now();
    RequestSocket missing(context, endpoint);
    for (int i = 0; i < 3; ++i) {
        const auto reply = missing.request("a", 1h, any);
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, Kind::unreachable);
        EXPECT_EQ(reply.error().text, nobody(endpoint));
    }

    std::string tcp;
    {
        zmq::context_t another(1);  // waits, as it is destroyed, until the port is closed
        tcp = CommandServer(another, {.listen = {.endpoint = "tcp://127.0.0.1:*"}}, {}).endpoint();
    }
    RequestSocket closed(context, tcp);
    const auto reply = closed.request("a", 1h, any);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().text, nobody(tcp));
    EXPECT_LT(steady_clock::now() - begin, 2s);
}

TEST_F(RequestSocketTest, SaysWhatElseKeepsItOut) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may connect to everything";
    start_echo();
    std::filesystem::permissions(directory.file("socket"), std::filesystem::perms::none);
    const auto reply = RequestSocket(context, endpoint).request("a", 1h, any);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().text, fmt::format("cannot connect to {}: Permission denied", endpoint));
}

TEST_F(RequestSocketTest, RefusesAnEndpointThatMakesNoSense) {
    EXPECT_THROW(RequestSocket(context, "nonsense"), std::runtime_error);
    EXPECT_THROW(RequestSocket(context, "carrier://pigeon"), std::runtime_error);
}

// Something that takes connections: it lets them hang, or ends them at once.
class Stranger {
public:
    Stranger(const std::string& file, bool ends) : listener_(file, 0600) {
        if (ends)
            thread_ = std::thread([this] {
                while (!done_) {
                    const int fd = ::accept(listener_.fd(), nullptr, nullptr);
                    if (fd >= 0) ::close(fd);
                    std::this_thread::sleep_for(1ms);
                }
            });
    }
    ~Stranger() {
        done_ = true;
        if (thread_.joinable()) thread_.join();
    }

private:
    zeromq::UnixListener listener_;
    std::atomic<bool> done_{false};
    std::thread thread_;
};

TEST_F(RequestSocketTest, KnowsAStranger) {
    {
        const Stranger hanging(directory.file("socket"), false);
        const auto reply = RequestSocket(context, endpoint).request("a", 50ms, any);
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, Kind::unreachable);
        EXPECT_EQ(reply.error().text, fmt::format("{} doesn't answer; is hostfactoryd running there?", endpoint));
    }
    const Stranger ending(directory.file("socket"), true);
    const auto reply = RequestSocket(context, endpoint).request("a", 1h, any);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, Kind::unreachable);
    EXPECT_EQ(reply.error().text, fmt::format("what listens on {} ends the connection; is it hostfactoryd?", endpoint));
}

TEST_F(RequestSocketTest, WaitsForADaemonThatIsStarting) {
    RequestSocket socket(context, endpoint, {.patience = patience});
    std::thread daemon([&] {
        std::this_thread::sleep_for(30ms);
        start_echo();
    });
    EXPECT_EQ(socket.request("a", patience, any).value_or("none"), "re: a");
    daemon.join();
}

TEST_F(RequestSocketTest, GivesUpWhenNoReplyComes) {
    start([](const std::string& message, const CommandServer::Answer& answer) {
        if (message != "lost") answer("re: " + message);
    });
    RequestSocket socket(context, endpoint);
    const auto reply = socket.request("lost", 30ms, any);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, Kind::timeout);
    EXPECT_EQ(reply.error().text, fmt::format("{} gave no answer within 30 ms", endpoint));
    EXPECT_EQ(socket.request("a", patience, any).value_or("none"), "re: a");
}

TEST_F(RequestSocketTest, DropsRepliesThatAreNotItsOwn) {
    start([](const std::string& message, const CommandServer::Answer& answer) {
        for (const auto* reply : {"old", "older", "mine"}) {
            const auto once = answer;
            once(reply + message);
        }
    });
    RequestSocket socket(context, endpoint);
    for (const std::string message : {"1", "2", "3"})
        EXPECT_EQ(socket.request(message, patience, [&](std::string_view r) { return r == "mine" + message; })
                      .value_or("none"),
                  "mine" + message);
}

TEST_F(RequestSocketTest, NeverGetsALateReplyToAnEarlierRequest) {
    std::atomic<int> asked{0};
    CommandServer::Answer late;
    start([&](const std::string& message, CommandServer::Answer answer) {
        if (asked++ == 0) {
            late = std::move(answer);
        } else {
            late("late");
            answer("re: " + message);
        }
    });
    RequestSocket socket(context, endpoint);
    EXPECT_FALSE(socket.request("a", 30ms, any));
    EXPECT_EQ(socket.request("b", patience, any).value_or("none"), "re: b");
}

TEST_F(RequestSocketTest, ConnectsAgainToADaemonThatRestarts) {
    RequestSocket socket(context, endpoint);
    for (int i = 0; i < 5; ++i) {
        start_echo();
        // The end of the old connection may not have been told yet.
        EXPECT_TRUE(eventually([&] { return socket.request("a", patience, any).value_or("none") == "re: a"; }));
        server.reset();
    }
    const auto reply = socket.request("a", patience, any);
    ASSERT_FALSE(reply);
    EXPECT_NE(reply.error().kind, Kind::timeout);
}

TEST_F(RequestSocketTest, KnowsAtOnceThatTheDaemonDied) {
    std::atomic<bool> asked{false};
    start([&](const std::string&, const CommandServer::Answer&) { asked = true; });
    std::thread killer([&] {
        eventually([&] { return asked.load(); });
        server.reset();
    });
    RequestSocket socket(context, endpoint);
    const auto reply = socket.request("a", 1h, any);
    killer.join();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, Kind::lost);
    EXPECT_EQ(reply.error().text, fmt::format("{} ended the connection before it answered", endpoint));
    EXPECT_EQ(socket.request("a", 1h, any).error().kind, Kind::unreachable);
}

// The server cuts off who sends such a frame; the client shall not wait for its reply.
TEST_F(RequestSocketTest, KnowsAtOnceThatItWasCutOff) {
    server.emplace(context, CommandServer::Options{.listen = {.endpoint = endpoint, .max_frame_bytes = 1000}},
                   CommandServer::Hooks{});
    RequestSocket socket(context, endpoint);
    EXPECT_EQ(socket.request(std::string(2000, 'x'), 1h, any).error().kind, Kind::lost);
}

TEST_F(RequestSocketTest, IsNotDisturbedBySignals) {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, &before);
    start_echo();
    std::atomic<bool> done{false};
    const auto target = ::pthread_self();
    std::thread nuisance([&] {
        while (!done) {
            ::pthread_kill(target, SIGUSR1);
            std::this_thread::sleep_for(50us);
        }
    });
    RequestSocket socket(context, endpoint);
    for (int i = 0; i < 2000; ++i) ASSERT_EQ(socket.request("a", patience, any).value_or("none"), "re: a");
    done = true;
    nuisance.join();
    ::sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace
}  // namespace hf
