#include "adapters/zeromq/command_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>

#include "core/threads/mutex.hpp"
#include "tests/integration/zeromq_peers.hpp"

namespace hf {
namespace {

using namespace zeromq_test;
using testing::TemporaryDirectory;
using zmq::socket_type;

CommandServer::Hooks hooks(CommandServer::Handler handle) {
    return {.handle = std::move(handle),
            .too_large = [](std::size_t size) { return fmt::format("too large: {}", size); },
            .malformed = [](std::string_view why) { return fmt::format("malformed: {}", why); },
            .internal = [](std::string_view why) { return fmt::format("internal: {}", why); },
            .busy = [](std::string_view message) { return fmt::format("busy: {}", message); },
            .named = [](std::string_view message) { return fmt::format("named: {}", message); }};
}

void echo(const std::string& message, const CommandServer::Answer& answer) { answer("re: " + message); }

class CommandServerTest : public ::testing::Test {
protected:
    CommandServer& start(CommandServer::Handler handle, std::string endpoint = {}) {
        options.listen.endpoint = endpoint.empty() ? endpoint_in(directory) : std::move(endpoint);
        return server.emplace(context, options, hooks(std::move(handle)));
    }
    Peer peer(socket_type type, int receive_queue = 1000) { return {context, type, server->endpoint(), receive_queue}; }
    [[nodiscard]] const SocketStatistics& statistics() const { return server->statistics(); }

    TemporaryDirectory directory;
    zmq::context_t context{1};
    CommandServer::Options options;
    std::optional<CommandServer> server;
};

TEST_F(CommandServerTest, AnswersEachPeerInItsForm) {
    start(echo);
    auto req = peer(socket_type::req);
    auto delimited = peer(socket_type::dealer);
    auto plain = peer(socket_type::dealer);
    EXPECT_EQ(req.ask({"a"}), Frames({"re: a"}));
    EXPECT_EQ(delimited.ask({"", "b"}), Frames({"", "re: b"}));
    EXPECT_EQ(plain.ask({"c"}), Frames({"re: c"}));
    EXPECT_EQ(statistics().received, 3U);
    EXPECT_TRUE(eventually([&] { return statistics().replied == 3 && statistics().connected() == 3; }));
}

TEST_F(CommandServerTest, ListensOnTcpOnAPortThatIsFree) {
    EXPECT_EQ(start(echo, "tcp://127.0.0.1:*").endpoint().rfind("tcp://127.0.0.1:", 0), 0U);
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
}

// The kernel asks a silent peer whether it is there: else a half-open connection would keep its place for hours.
TEST_F(CommandServerTest, NoticesAPeerThatHasVanishedWithinAMinute) {
    const auto endpoint = start(echo, "tcp://127.0.0.1:*").endpoint();
    const auto port = std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
    auto asking = peer(socket_type::req);
    EXPECT_EQ(asking.ask({"a"}), Frames({"re: a"}));
    // The kernel's table: the local address, the state (01: established), the timer (02: keepalive) and what is left of
    // it in hundredths of a second.
    const auto asks_within = [&]() -> std::optional<unsigned long> {
        std::ifstream table("/proc/net/tcp");
        for (std::string line; std::getline(table, line);) {
            std::istringstream row(line);
            std::string slot;
            std::string local;
            std::string remote;
            std::string state;
            std::string queues;
            std::string timer;
            row >> slot >> local >> remote >> state >> queues >> timer;
            if (state == "01" && local.ends_with(fmt::format(":{:04X}", port)) && timer.starts_with("02:"))
                return std::stoul(timer.substr(3), nullptr, 16);
        }
        return std::nullopt;
    };
    ASSERT_TRUE(eventually([&] { return asks_within().has_value(); }));
    EXPECT_LE(asks_within().value_or(0), 6000U);
}

TEST_F(CommandServerTest, ListensEverywhere) {
    const auto everywhere = start(echo, "tcp://*:*").endpoint();
    Peer ipv4(context, socket_type::req, "tcp://127.0.0.1" + everywhere.substr(everywhere.rfind(':')));
    EXPECT_EQ(ipv4.ask({"a"}), Frames({"re: a"}));
}

TEST_F(CommandServerTest, ListensOnIpv6) {
    try {
        start(echo, "tcp://[::1]:*");
    } catch (const std::runtime_error& problem) {
        GTEST_SKIP() << problem.what();
    }
    zmq::socket_t req(context, socket_type::req);
    req.set(zmq::sockopt::ipv6, 1);
    req.set(zmq::sockopt::linger, 0);
    req.connect(server->endpoint());
    req.send(zmq::str_buffer("a"));
    zmq::message_t reply;
    ASSERT_TRUE(req.recv(reply));
    EXPECT_EQ(reply.to_string(), "re: a");
}

TEST_F(CommandServerTest, ListensOnAnAbstractName) {
    start(echo, fmt::format("ipc://@hostfactory-test-{}", ::getpid()));
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
    options.listen.in_use_patience = 50ms;
    EXPECT_THROW(CommandServer(context, options, hooks(echo)), std::runtime_error);
}

TEST_F(CommandServerTest, SendsRepliesFromOtherThreadsInWhateverOrder) {
    Mutex mutex;
    std::vector<std::pair<std::string, CommandServer::Answer>> waiting;
    start([&](std::string message, CommandServer::Answer answer) {
        const MutexLock lock(mutex);
        waiting.emplace_back(std::move(message), std::move(answer));
    });
    constexpr std::size_t count = 900;
    auto dealer = peer(socket_type::dealer);
    for (std::size_t i = 0; i < count; ++i) dealer.send({std::to_string(i)});
    ASSERT_TRUE(eventually([&] {
        const MutexLock lock(mutex);
        return waiting.size() == count;
    }));
    std::shuffle(waiting.begin(), waiting.end(), std::mt19937(1));
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 3; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t i = t; i < count; i += 3) waiting[i].second(waiting[i].first);
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> replies;
    for (std::size_t i = 0; i < count; ++i) replies.insert(dealer.receive().at(0));
    EXPECT_EQ(replies.size(), count);
    EXPECT_EQ(statistics().undeliverable, 0U);
}

TEST_F(CommandServerTest, DropsAndCountsTheRepliesOfAPeerThatIsGone) {
    Mutex mutex;
    std::vector<CommandServer::Answer> waiting;
    start([&](const std::string& message, CommandServer::Answer answer) {
        if (message == "now") return answer("at once");
        const MutexLock lock(mutex);
        waiting.push_back(std::move(answer));
    });
    auto vanishing = peer(socket_type::dealer);
    for (int i = 0; i < 100; ++i) vanishing.send({"later"});
    ASSERT_TRUE(eventually([&] {
        const MutexLock lock(mutex);
        return waiting.size() == 100;
    }));
    vanishing.close();
    ASSERT_TRUE(eventually([&] { return statistics().disconnections == 1; }));

    // ZeroMQ reports the end before the socket knows it: the first replies may still find a queue.
    ASSERT_TRUE(eventually([&] {
        if (!waiting.empty()) waiting.back()("too late");
        if (!waiting.empty()) waiting.pop_back();
        return statistics().undeliverable > 0;
    }));
    for (auto& answer : waiting) answer("too late");
    EXPECT_EQ(peer(socket_type::req).ask({"now"}), Frames({"at once"}));
    EXPECT_TRUE(eventually([&] { return statistics().replied + statistics().undeliverable == 101; }));
    EXPECT_GE(statistics().undeliverable, waiting.size());
}

// Answers each message on another thread, and remembers it.
class Workshop {
public:
    Workshop() : thread_([this] { run(); }) {}
    ~Workshop() {
        {
            const MutexLock lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    void take(const std::string& message, CommandServer::Answer answer) {
        const MutexLock lock(mutex_);
        done_.insert(message);
        waiting_.emplace_back(message, std::move(answer));
        changed_.notify_all();
    }
    [[nodiscard]] std::set<std::string> done() const {
        const MutexLock lock(mutex_);
        return done_;
    }

private:
    void run() {
        MutexLock lock(mutex_);
        while (true) {
            while (!closed_ && waiting_.empty()) changed_.wait(lock);
            for (const auto& [message, answer] : std::exchange(waiting_, {}))
                answer("done: " + message + std::string(100'000, ' '));
            if (closed_) return;
        }
    }

    mutable Mutex mutex_;
    Condition changed_;
    std::set<std::string> done_ GUARDED_BY(mutex_);
    std::vector<std::pair<std::string, CommandServer::Answer>> waiting_ GUARDED_BY(mutex_);
    bool closed_ GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

TEST_F(CommandServerTest, LosesNoReplyToWhatItHasCarriedOutThoughItsPeerDoesNotRead) {
    options.listen.send_queue = 10;
    options.room.replies = 20;
    Workshop workshop;
    start([&](const std::string& message, CommandServer::Answer answer) { workshop.take(message, std::move(answer)); });
    auto deaf = peer(socket_type::dealer, 1);
    for (int i = 0; i < 500; ++i) deaf.send({fmt::format("{} ", i)});
    ASSERT_TRUE(eventually([&] { return statistics().received == 500; }));
    EXPECT_EQ(peer(socket_type::req).ask({"x "}).at(0).substr(0, 7), "done: x") << "others are served";

    std::set<std::string> done{"x "};
    std::size_t refused = 0;
    while (done != workshop.done() || refused + statistics().undeliverable < statistics().busy) {
        const auto reply = deaf.receive().at(0);
        ASSERT_NE(reply, "nothing came");
        if (reply.starts_with("busy: "))
            ++refused;
        else
            done.insert(reply.substr(6, reply.find(' ', 6) - 5));
    }
    EXPECT_GT(statistics().busy, 0U);
    EXPECT_EQ(done.size() - 1 + statistics().busy, 500U);
    EXPECT_EQ(deaf.ask({"y "}).at(0).substr(0, 7), "done: y") << "who reads is served again";
}

TEST_F(CommandServerTest, ForgetsWhatItKeptForAPeerThatIsGone) {
    options.listen.send_queue = 10;
    options.room.replies = 20;
    start([](const std::string&, const CommandServer::Answer& answer) { answer(std::string(100'000, ' ')); });
    {
        auto deaf = peer(socket_type::dealer, 1);
        for (int i = 0; i < 500; ++i) deaf.send({"a"});
        ASSERT_TRUE(eventually([&] { return statistics().received == 500; }));
    }
    EXPECT_TRUE(eventually([&] { return statistics().replied + statistics().undeliverable == 500; }));
}

TEST_F(CommandServerTest, RefusesAConnectionThatHasChosenItsRoutingId) {
    start(echo);
    Peer req(context, socket_type::req, server->endpoint(), 1000, "alice");
    EXPECT_EQ(req.ask({"a"}), Frames({"named: a"}));
    Peer dealer(context, socket_type::dealer, server->endpoint(), 1000, "bob");
    EXPECT_EQ(dealer.ask({"a"}), Frames({"named: a"}));
    EXPECT_EQ(statistics().named, 2U);
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST_F(CommandServerTest, TellsEachConnectionThatComesBackUnderItsRoutingId) {
    start(echo, "tcp://127.0.0.1:*");
    const auto before = open_descriptors();
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(eventually([&] {
            // ZeroMQ never hears a connection that comes before the end of the last one was noticed.
            Peer named(context, socket_type::dealer, server->endpoint(), 1000, "alice");
            named.wait_no_longer_than(200ms);
            return named.ask({"a"}) == Frames({"named: a"});
        }));
    EXPECT_TRUE(eventually([&] { return statistics().connected() == 0; }));
    EXPECT_TRUE(eventually([&] { return open_descriptors() <= before; })) << open_descriptors() << " from " << before;
}

// The descriptors of this process that are connected to a peer, and bound to the port.
std::vector<int> accepted_at(std::uint16_t port) {
    std::vector<int> found;
    for (int fd = 0; fd < 1024; ++fd) {
        sockaddr_in own{}, other{};
        socklen_t size = sizeof own;
        if (::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) != 0 || own.sin_family != AF_INET) continue;
        size = sizeof other;
        if (ntohs(own.sin_port) == port && ::getpeername(fd, reinterpret_cast<sockaddr*>(&other), &size) == 0)
            found.push_back(fd);
    }
    return found;
}

int tcp_option(int fd, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    EXPECT_EQ(::getsockopt(fd, IPPROTO_TCP, name, &value, &size), 0);
    return value;
}

TEST_F(CommandServerTest, NoticesWithinAMinuteThatAPeersHostIsGone) {
    start(echo, "tcp://127.0.0.1:*");
    auto req = peer(socket_type::req);
    EXPECT_EQ(req.ask({"a"}), Frames({"re: a"}));
    const auto port = server->endpoint().substr(server->endpoint().rfind(':') + 1);
    const auto accepted = accepted_at(static_cast<std::uint16_t>(std::stoi(port)));
    ASSERT_EQ(accepted.size(), 1U);
    const auto silence = tcp_option(accepted[0], TCP_KEEPIDLE) +
                         tcp_option(accepted[0], TCP_KEEPINTVL) * tcp_option(accepted[0], TCP_KEEPCNT);
    EXPECT_LE(silence, 60) << "while nothing is under way";
    EXPECT_EQ(tcp_option(accepted[0], TCP_USER_TIMEOUT), 60'000) << "while a reply is under way";
}

TEST_F(CommandServerTest, RefusesAMessageThatIsTooLarge) {
    options.max_message_bytes = 1000;
    start(echo);
    auto req = peer(socket_type::req);
    EXPECT_EQ(req.ask({std::string(1000, 'x')}).at(0).size(), 1004U);
    EXPECT_EQ(req.ask({std::string(1001, 'x')}), Frames({"too large: 1001"}));
    EXPECT_EQ(statistics().too_large, 1U);
}

TEST_F(CommandServerTest, SurvivesAHundredMegabytes) {
    start(echo);
    auto large = peer(socket_type::dealer);
    std::string megabytes;
    megabytes.resize(100'000'000, 'x');
    large.send({megabytes});
    EXPECT_EQ(large.receive(), Frames({"too large: 100000000"}));
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
}

TEST_F(CommandServerTest, CutsOffWhoSendsAFrameBeyondTheLimit) {
    options.listen.max_frame_bytes = 5000;
    start(echo);
    auto large = peer(socket_type::dealer);
    large.send({std::string(5001, 'x')});
    EXPECT_TRUE(eventually([&] { return statistics().disconnections == 1; }));
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
    EXPECT_EQ(statistics().received, 1U);
    EXPECT_EQ(statistics().handshake_failures, 0U);
}

TEST_F(CommandServerTest, AnswersWhatIsMalformed) {
    start(echo);
    const std::string empty = "malformed: the message is empty";
    const std::string frames = "malformed: a message is one frame, after an optional empty one";
    auto dealer = peer(socket_type::dealer);
    EXPECT_EQ(dealer.ask({""}), Frames({empty}));
    EXPECT_EQ(dealer.ask({"", ""}), Frames({"", empty}));
    EXPECT_EQ(dealer.ask({"a", "b"}), Frames({frames}));
    EXPECT_EQ(dealer.ask({"a", ""}), Frames({frames}));
    EXPECT_EQ(dealer.ask({"", "a", "b"}), Frames({"", frames}));
    EXPECT_EQ(dealer.ask({"", "", "a"}), Frames({"", frames}));
    EXPECT_EQ(dealer.ask(Frames(10'000, "x")), Frames({frames}));
    auto req = peer(socket_type::req);
    EXPECT_EQ(req.ask({"a", "b"}), Frames({frames}));
    EXPECT_EQ(req.ask({""}), Frames({empty}));
    EXPECT_EQ(statistics().malformed, 9U);
    EXPECT_EQ(req.ask({"a"}), Frames({"re: a"}));
}

TEST_F(CommandServerTest, AnswersWhatItsHandlerThrowsAt) {
    start([](const std::string& message, const CommandServer::Answer& answer) {
        if (message == "a") throw std::runtime_error("out of ideas");
        if (message == "b") throw 1;
        answer(message);
    });
    auto req = peer(socket_type::req);
    EXPECT_EQ(req.ask({"a"}), Frames({"internal: out of ideas"}));
    EXPECT_EQ(req.ask({"b"}), Frames({"internal: an exception of an unknown type"}));
    EXPECT_EQ(req.ask({"c"}), Frames({"c"}));
    EXPECT_EQ(statistics().failed, 2U);
}

TEST_F(CommandServerTest, CountsPeersThatAreNoneOnIpcAndTcp) {
    for (const auto& endpoint : {endpoint_in(directory), std::string("tcp://127.0.0.1:*")}) {
        start(echo, endpoint);
        auto good = peer(socket_type::req);
        EXPECT_EQ(good.ask({"a"}), Frames({"re: a"}));
        std::uint64_t count = 0;
        for (const auto& bytes : garbage) {
            {
                const RawPeer raw(server->endpoint());
                raw.write(bytes);
            }
            ++count;
            EXPECT_TRUE(eventually([&] { return statistics().handshake_failures == count; })) << count;
        }
        { const RawPeer silent(server->endpoint()); }
        EXPECT_TRUE(eventually([&] { return statistics().handshake_failures == count + 1; }));
        EXPECT_EQ(good.ask({"b"}), Frames({"re: b"}));
        EXPECT_EQ(statistics().received, 2U);
        EXPECT_EQ(statistics().connected(), 1U);
    }
}

TEST_F(CommandServerTest, CountsPeersThatAreNoneAmongThoseThatAre) {
    start(echo);
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                if (t % 2 == 0)
                    RawPeer(server->endpoint()).write(garbage[static_cast<std::size_t>(i) % garbage.size()]);
                else
                    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(eventually([&] { return statistics().disconnections == 200; }));
    EXPECT_EQ(statistics().handshake_failures, 100U);
}

TEST_F(CommandServerTest, EndsConnectionsThatAreTooMany) {
    for (const auto& endpoint : {endpoint_in(directory), std::string("tcp://127.0.0.1:*")}) {
        options.listen.most_connections = {.of_all = 10, .of_one = 2};
        start(echo, endpoint);
        auto good = peer(socket_type::req);
        EXPECT_EQ(good.ask({"a"}), Frames({"re: a"}));
        std::optional<RawPeer> second(std::in_place, server->endpoint());
        const RawPeer third(server->endpoint());
        EXPECT_TRUE(third.is_ended()) << "two are allowed of one address";
        EXPECT_TRUE(eventually([&] { return statistics().turned_away == 1; }));
        EXPECT_EQ(good.ask({"b"}), Frames({"re: b"}));
        second.reset();
        EXPECT_TRUE(eventually([&] { return statistics().connected() == 1; }));
        EXPECT_EQ(peer(socket_type::req).ask({"c"}), Frames({"re: c"})) << "there is room again";
    }
}

TEST_F(CommandServerTest, EndsConnectionsThatAreTooManyOfAll) {
    options.listen.most_connections = {.of_all = 1, .of_one = 2};
    start(echo);
    auto good = peer(socket_type::req);
    EXPECT_EQ(good.ask({"a"}), Frames({"re: a"}));
    EXPECT_TRUE(RawPeer(server->endpoint()).is_ended());
    EXPECT_EQ(good.ask({"b"}), Frames({"re: b"}));
}

TEST_F(CommandServerTest, EndsAHandshakeThatNeverComes) {
    options.listen.handshake_timeout = 50ms;
    start(echo);
    const RawPeer silent(server->endpoint());
    EXPECT_TRUE(eventually([&] { return statistics().handshake_failures == 1; }));
}

TEST_F(CommandServerTest, SendsTheRepliesThatAreThereWhenItStops) {
    start([&](const std::string&, const CommandServer::Answer& answer) {
        for (int i = 0; i < 100; ++i) {
            const auto once = answer;
            once(std::to_string(i));
        }
    });
    auto dealer = peer(socket_type::dealer);
    EXPECT_EQ(dealer.ask({"a"}), Frames({"0"}));
    server->stop(patience);
    for (int i = 1; i < 100; ++i) EXPECT_EQ(dealer.receive(), Frames({std::to_string(i)}));
}

TEST_F(CommandServerTest, DropsAnAnswerThatComesWhenItIsGone) {
    std::atomic<bool> there{false};
    CommandServer::Answer late;
    start([&](const std::string&, CommandServer::Answer answer) {
        late = std::move(answer);
        there = true;
    });
    auto dealer = peer(socket_type::dealer);
    dealer.send({"a"});
    ASSERT_TRUE(eventually([&] { return there.load(); }));
    server->stop(0ms);
    late("nobody hears this");
    server.reset();
    late("nor this");
}

std::string failure_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::runtime_error& problem) {
        return problem.what();
    }
    return "no failure";
}

TEST_F(CommandServerTest, RefusesAnIpcEndpointWhereAnotherListens) {
    start(echo);
    options.listen.in_use_patience = 50ms;
    const auto second = [&] { const CommandServer another(context, options, hooks(echo)); };
    EXPECT_EQ(failure_of(second), fmt::format("cannot listen on {}: another process listens on {}",
                                              endpoint_in(directory), directory.file("socket")));
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
    EXPECT_TRUE(eventually([&] { return statistics().connected() == 0; }));
}

TEST_F(CommandServerTest, RefusesATcpEndpointWhereAnotherListens) {
    start(echo, "tcp://127.0.0.1:*");
    options.listen.endpoint = server->endpoint();
    options.listen.in_use_patience = 50ms;
    const auto second = [&] { const CommandServer another(context, options, hooks(echo)); };
    EXPECT_EQ(failure_of(second), fmt::format("cannot listen on {}: Address already in use", server->endpoint()));
}

TEST_F(CommandServerTest, SaysWhyItCannotListen) {
    const auto why = [&](const std::string& endpoint) { return failure_of([&] { start(echo, endpoint); }); };
    EXPECT_EQ(why(endpoint_in(directory, "no/socket")),
              fmt::format("cannot listen on {}: the directory {} does not exist; make it, for the daemon's user",
                          endpoint_in(directory, "no/socket"), directory.file("no")));
    EXPECT_EQ(why("ipc://"), "cannot listen on ipc://: it must name a path or an @name after ipc://");
    EXPECT_EQ(why("carrier://pigeon"), "cannot listen on carrier://pigeon: Protocol not supported");
    EXPECT_EQ(why("nonsense"), "cannot listen on nonsense: Invalid argument");
    const auto long_endpoint = endpoint_in(directory, std::string(100, 'x'));
    EXPECT_NE(why(long_endpoint).find("too long for a unix socket: "), std::string::npos);

    std::ofstream(directory.file("letter")) << "dear diary";
    EXPECT_EQ(why(endpoint_in(directory, "letter")),
              fmt::format("cannot listen on {}: {} exists and is not a socket", endpoint_in(directory, "letter"),
                          directory.file("letter")));
    EXPECT_EQ(std::filesystem::file_size(directory.file("letter")), 10U);
}

// Leaves a socket file behind, as a killed daemon does.
void leave_stale_socket(const std::string& file) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    file.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
    ASSERT_TRUE(std::filesystem::is_socket(file));
}

TEST_F(CommandServerTest, ReplacesAStaleSocketAndRemovesItsOwn) {
    leave_stale_socket(directory.file("socket"));
    start(echo);
    EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
    server->stop(0ms);
    EXPECT_FALSE(std::filesystem::exists(directory.file("socket")));
}

TEST_F(CommandServerTest, LeavesASocketThatIsNoLongerItsOwn) {
    start(echo);
    std::filesystem::remove(directory.file("socket"));
    leave_stale_socket(directory.file("socket"));
    server->stop(0ms);
    EXPECT_TRUE(std::filesystem::is_socket(directory.file("socket")));
}

TEST_F(CommandServerTest, GivesTheSocketItsMode) {
    for (const mode_t mode : {0600U, 0660U, 0666U}) {
        options.listen.socket_mode = mode;
        start(echo);
        struct stat file {};
        ASSERT_EQ(::stat(directory.file("socket").c_str(), &file), 0);
        EXPECT_EQ(file.st_mode & 0777, mode);
        server.reset();
    }
}

// The other listener stands for a killed daemon's child, which listens until it executes its program.
TEST_F(CommandServerTest, WaitsForAnEndpointWhereAnotherListensForAMoment) {
    options.listen.in_use_patience = patience;
    for (const auto& endpoint : {endpoint_in(directory), std::string("tcp://127.0.0.1:*")}) {
        std::optional<CommandServer> first(std::in_place, context, CommandServer::Options{.listen = {endpoint}},
                                           hooks(echo));
        auto starting = std::async(std::launch::async, [&] { start(echo, first->endpoint()); });
        EXPECT_EQ(starting.wait_for(50ms), std::future_status::timeout);
        first.reset();
        starting.get();
        EXPECT_EQ(peer(socket_type::req).ask({"a"}), Frames({"re: a"}));
        server.reset();
    }
}

TEST(UnixListener, IsTakenByOneOfManyThatStartAtOnce) {
    for (int round = 0; round < 20; ++round) {
        const TemporaryDirectory directory;
        leave_stale_socket(directory.file("socket"));
        Mutex mutex;
        std::vector<std::unique_ptr<zeromq::UnixListener>> winners;
        std::vector<std::thread> threads;
        threads.reserve(8);
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                try {
                    auto listener = std::make_unique<zeromq::UnixListener>(directory.file("socket"), 0600);
                    const MutexLock lock(mutex);
                    winners.push_back(std::move(listener));
                } catch (const std::runtime_error&) {
                }
            });
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(winners.size(), 1U);
    }
}

// Holds the lock, as any process that may read the directory can.
class LockedDirectory {
public:
    explicit LockedDirectory(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        EXPECT_EQ(::flock(fd_, LOCK_EX), 0);
    }
    ~LockedDirectory() { release(); }
    LockedDirectory(const LockedDirectory&) = delete;
    LockedDirectory& operator=(const LockedDirectory&) = delete;

    void release() { ::close(std::exchange(fd_, -1)); }

private:
    int fd_;
};

TEST(UnixListener, GivesUpOnADirectoryThatAnotherKeepsLocked) {
    const TemporaryDirectory directory;
    const LockedDirectory locked(directory.file(""));
    EXPECT_EQ(failure_of([&] { const zeromq::UnixListener listener(directory.file("socket"), 0600, 50ms); }),
              fmt::format("another process holds the directory {} locked (flock), and still did after 50 ms",
                          std::filesystem::path(directory.file("socket")).parent_path().string()));
    EXPECT_FALSE(std::filesystem::exists(directory.file("socket")));
}

TEST(UnixListener, WaitsForADirectoryThatAnotherHasLockedForAMoment) {
    const TemporaryDirectory directory;
    LockedDirectory locked(directory.file(""));
    auto listening = std::async(std::launch::async, [&] {
        const zeromq::UnixListener listener(directory.file("socket"), 0600, patience);
        return zeromq::probe(directory.file("socket"));
    });
    EXPECT_EQ(listening.wait_for(50ms), std::future_status::timeout);
    locked.release();
    EXPECT_EQ(listening.get(), 0);
}

}  // namespace
}  // namespace hf
