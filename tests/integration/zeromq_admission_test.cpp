// Who is let in at each kind of socket, by CURVE and by the kernel's word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/feed_publisher.hpp"
#include "adapters/zeromq/feed_socket.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "adapters/zeromq/zap_handler.hpp"
#include "tests/integration/zeromq_peers.hpp"

namespace hf::zeromq {
namespace {

using namespace zeromq_test;
using ::testing::ElementsAre;
using testing::TemporaryDirectory;
using zmq::socket_type;

std::string answer_to(zmq::socket_t& peer) {
    peer.send(zmq::str_buffer("who am I?"), zmq::send_flags::none);
    zmq::message_t answer;
    return peer.recv(answer) ? answer.to_string() : "nothing came";
}

// Whether the peer's connection is ended for one of its messages. The first one need not count: the connection may have
// the descriptor of an earlier one, and then its messages count once the server has had nothing to read.
bool is_turned_away(zmq::socket_t& peer, const SocketStatistics& statistics) {
    const std::uint64_t before = statistics.turned_away;
    return eventually([&] {
        peer.send(zmq::str_buffer("who am I?"), zmq::send_flags::dontwait);
        return statistics.turned_away > before;
    });
}

class AdmissionTest : public ::testing::Test {
protected:
    AdmissionTest() { listen.admission = ListenOptions::Admission::asked; }

    void let_in(std::map<std::string, std::string> names) {
        zap.emplace(context, [names = std::move(names)](const Knock& knock) -> std::optional<std::string> {
            const auto found =
                names.find(knock.key.empty() ? knock.address.substr(0, knock.address.find(':')) : knock.key);
            if (found == names.end()) return std::nullopt;
            return found->second;
        });
    }
    void serve_by_curve() {
        listen.endpoint = "tcp://127.0.0.1:*";
        listen.server_key = server;
    }
    CommandServer::Hooks hooks(CommandServer::Handler handle) const {
        const auto refuse = [](auto) { return std::string("refused"); };
        return {std::move(handle), refuse, refuse, refuse, refuse, refuse};
    }
    // A server of commands that answers with the sender's name.
    const std::string& start() {
        commands.emplace(context, CommandServer::Options{.listen = listen},
                         hooks([](const std::string&, const CommandServer::Answer& answer) {
                             answer("you are " + answer.sender.credential);
                         }));
        return commands->endpoint();
    }
    // The answer that a peer with these keys gets; "nothing came" if it gets no connection.
    std::string told(const std::string& endpoint, const std::optional<ClientKeys>& keys,
                     std::chrono::milliseconds within = patience) {
        zmq::socket_t peer(clients, socket_type::req);
        peer.set(zmq::sockopt::linger, 0);
        peer.set(zmq::sockopt::rcvtimeo, static_cast<int>(within.count()));
        if (keys) connect_with(peer, *keys);
        peer.connect(endpoint);
        peer.send(zmq::str_buffer("who am I?"), zmq::send_flags::none);
        zmq::message_t answer;
        return peer.recv(answer) ? answer.to_string() : "nothing came";
    }
    // A peer at one of this host's addresses. It does not come again when its connection is ended.
    zmq::socket_t peer_at(std::string_view address, const KeyPair& own, const std::string& endpoint,
                          socket_type type = socket_type::dealer) {
        zmq::socket_t peer(clients, type);
        peer.set(zmq::sockopt::linger, 0);
        peer.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
        peer.set(zmq::sockopt::reconnect_ivl, static_cast<int>(std::chrono::milliseconds(1h).count()));
        if (type == socket_type::sub) peer.set(zmq::sockopt::subscribe, "");
        connect_with(peer, keys(own));
        peer.connect(fmt::format("tcp://{}:0;{}", address, endpoint.substr(std::string_view("tcp://").size())));
        return peer;
    }
    // Two connections of a principal are kept, from whichever address they come.
    void expect_two_of_a_principal(const std::string& endpoint, const SocketStatistics& statistics) {
        auto first = peer_at("127.0.0.1", alice, endpoint);
        auto second = peer_at("127.0.0.2", alice, endpoint);
        EXPECT_EQ(answer_to(first), "you are alice");
        EXPECT_EQ(answer_to(second), "you are alice");
        for (const auto* address : {"127.0.0.1", "127.0.0.2"}) {
            auto third = peer_at(address, alice, endpoint);
            EXPECT_TRUE(is_turned_away(third, statistics)) << address;
            EXPECT_TRUE(eventually([&] { return statistics.connected() == 2; }));
        }
        auto others = peer_at("127.0.0.2", bob, endpoint);
        EXPECT_EQ(answer_to(others), "you are bob");
        EXPECT_EQ(answer_to(first), "you are alice");
        EXPECT_EQ(answer_to(second), "you are alice");

        second.close();
        EXPECT_TRUE(eventually([&] { return statistics.connected() == 2; }));
        const std::uint64_t before = statistics.turned_away;
        auto next = peer_at("127.0.0.1", alice, endpoint);
        for (int i = 0; i < 10; ++i) EXPECT_EQ(answer_to(next), "you are alice") << "there is room again";
        EXPECT_EQ(statistics.turned_away, before);
        auto fourth = peer_at("127.0.0.2", alice, endpoint);
        EXPECT_TRUE(is_turned_away(fourth, statistics)) << "the room is taken again";
    }
    [[nodiscard]] ClientKeys keys(const KeyPair& own) const { return {server.public_key, own}; }

    TemporaryDirectory directory;
    KeyPair server = generate_pair();
    KeyPair alice = generate_pair();
    KeyPair bob = generate_pair();
    ListenOptions listen;
    zmq::context_t clients{1};
    zmq::context_t context{1};
    std::optional<ZapHandler> zap;
    std::optional<CommandServer> commands;
};

TEST_F(AdmissionTest, EachMessageHasTheNameOfItsConnection) {
    serve_by_curve();
    let_in({{alice.public_key.value, "alice"}, {bob.public_key.value, "bob"}});
    const auto& endpoint = start();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(told(endpoint, keys(alice)), "you are alice");
        EXPECT_EQ(told(endpoint, keys(bob)), "you are bob");
    }
}

TEST_F(AdmissionTest, AnUnknownKeyAnotherServersKeyAndNoKeyAreNotLetIn) {
    serve_by_curve();
    let_in({{alice.public_key.value, "alice"}});
    const auto& endpoint = start();
    EXPECT_EQ(told(endpoint, keys(bob), 500ms), "nothing came");
    EXPECT_EQ(told(endpoint, ClientKeys{bob.public_key, alice}, 500ms), "nothing came");
    EXPECT_EQ(told(endpoint, std::nullopt, 500ms), "nothing came");
    EXPECT_EQ(told(endpoint, keys(alice)), "you are alice");
    EXPECT_TRUE(eventually([&] { return commands->statistics().handshake_failures >= 3; }));
}

// A second address of this host with a port that another socket has just been given at the first one.
ListenOptions::Next next_of(const std::string& endpoint, const KeyPair& key) {
    return {"tcp://127.0.0.2" + endpoint.substr(endpoint.rfind(':')), key};
}

TEST_F(AdmissionTest, TheNextKeyIsServedAtAnAddressOfItsOwn) {
    serve_by_curve();
    let_in({{alice.public_key.value, "alice"}});
    const auto chosen = start();
    commands.reset();
    listen.endpoint = chosen;
    const auto next_key = generate_pair();
    listen.next = next_of(chosen, next_key);
    const auto& endpoint = start();
    const ClientKeys moved{next_key.public_key, alice};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(told(endpoint, keys(alice)), "you are alice");
        EXPECT_EQ(told(listen.next->endpoint, moved), "you are alice");
    }
    EXPECT_EQ(told(endpoint, moved, 500ms), "nothing came") << "each address has its own key";
    EXPECT_EQ(told(listen.next->endpoint, keys(alice), 500ms), "nothing came");
    EXPECT_EQ(told(listen.next->endpoint, ClientKeys{next_key.public_key, bob}, 500ms), "nothing came");
    EXPECT_EQ(told(listen.next->endpoint, std::nullopt, 500ms), "nothing came");
}

TEST_F(AdmissionTest, AnErrorNamesTheAddressThatIsTaken) {
    serve_by_curve();
    const auto taken = start();
    listen.next = ListenOptions::Next{taken, generate_pair()};
    listen.in_use_patience = 0ms;
    zmq::context_t another{1};
    SocketStatistics statistics;
    try {
        const BoundSocket bound(another, socket_type::router, listen, statistics);
        FAIL() << "it listens where another one does";
    } catch (const std::runtime_error& problem) {
        EXPECT_EQ(std::string(problem.what()).find("cannot listen on " + taken + ":"), 0U) << problem.what();
    }
}

TEST_F(AdmissionTest, TheFeedIsHeardByBothKeysAlsoAfterAllWereDropped) {
    serve_by_curve();
    let_in({{alice.public_key.value, "alice"}});
    const auto chosen = start();
    commands.reset();
    listen.endpoint = chosen;
    const auto next_key = generate_pair();
    listen.next = next_of(chosen, next_key);
    FeedPublisher feed(context, {.listen = listen, .heartbeat_interval = 20ms},
                       {[](const RecordedEvent&) { return std::string("event"); },
                        [](const FeedPublisher::Positions&) { return std::string("beat"); }},
                       {});
    FeedSocket before(clients, feed.endpoint(), {""}, {.keys = keys(alice)});
    FeedSocket moved(clients, listen.next->endpoint, {""}, {.keys = ClientKeys{next_key.public_key, alice}});
    EXPECT_TRUE(before.receive(patience));
    EXPECT_TRUE(moved.receive(patience));
    feed.drop_subscribers();
    for (auto* each : {&before, &moved}) {
        ASSERT_TRUE(eventually([&] {
            const auto is = each->connections();
            return is.made >= 2 && is.up;
        }));
        while (each->take()) {
        }
        EXPECT_TRUE(each->receive(patience));
    }
}

TEST_F(AdmissionTest, WithoutAHandlerNobodyIsLetIn) {
    serve_by_curve();
    EXPECT_EQ(told(start(), keys(alice), 500ms), "nothing came");
    commands.reset();
    listen.endpoint = endpoint_in(directory);
    listen.server_key.reset();
    EXPECT_EQ(told(start(), std::nullopt, 500ms), "nothing came");
}

TEST_F(AdmissionTest, AHandlerThatThrowsOrGivesNoNameLetsNobodyIn) {
    serve_by_curve();
    zap.emplace(context, [&](const Knock& knock) -> std::optional<std::string> {
        if (knock.key == alice.public_key.value) throw std::runtime_error("the directory does not answer");
        return "";
    });
    const auto& endpoint = start();
    EXPECT_EQ(told(endpoint, keys(alice), 500ms), "nothing came");
    EXPECT_EQ(told(endpoint, keys(bob), 500ms), "nothing came");
}

TEST_F(AdmissionTest, AtAUnixSocketTheKernelSaysWhoItIs) {
    listen.endpoint = endpoint_in(directory);
    std::promise<Knock> knocked;
    zap.emplace(context, [&](const Knock& knock) -> std::optional<std::string> {
        knocked.set_value(knock);
        return "this process";
    });
    EXPECT_EQ(told(start(), std::nullopt), "you are this process");
    const auto knock = knocked.get_future().get();
    EXPECT_EQ(knock.mechanism, "NULL");
    EXPECT_EQ(knock.domain, messages_domain);
    EXPECT_EQ(knock.address, fmt::format("localhost:{}:{}:{}", ::getuid(), ::getgid(), ::getpid()));
}

TEST_F(AdmissionTest, QueriesKnowTheirSenders) {
    serve_by_curve();
    let_in({{alice.public_key.value, "alice"}});
    for (const unsigned workers : {1U, 3U}) {
        const auto refuse = [](auto) { return std::string("refused"); };
        QueryServer queries(context, {.listen = listen, .workers = workers},
                            {[](std::string_view, const Sender& sender) { return "you are " + sender.credential; },
                             refuse, refuse, refuse, refuse, refuse});
        EXPECT_EQ(told(queries.endpoint(), keys(alice)), "you are alice");
        EXPECT_EQ(told(queries.endpoint(), keys(bob), 500ms), "nothing came");
    }
}

TEST_F(AdmissionTest, ConnectionsOfOnePrincipalAreBoundedWhereverTheyComeFrom) {
    serve_by_curve();
    listen.most_connections = {.of_all = 10, .of_one = 2};
    let_in({{alice.public_key.value, "alice"}, {bob.public_key.value, "bob"}});
    const auto endpoint = start();
    expect_two_of_a_principal(endpoint, commands->statistics());
    commands.reset();

    const auto refuse = [](auto) { return std::string("refused"); };
    QueryServer queries(context, {.listen = listen},
                        {[](std::string_view, const Sender& sender) { return "you are " + sender.credential; }, refuse,
                         refuse, refuse, refuse, refuse});
    expect_two_of_a_principal(queries.endpoint(), queries.statistics());
}

// Connections that are left of a replaced key take no places of the new key's holder; the members of a group, who are
// one principal, share theirs.
TEST_F(AdmissionTest, APrincipalIsCountedByHowItIsRecognised) {
    serve_by_curve();
    listen.most_connections = {.of_all = 10, .of_one = 1};
    const auto carol = generate_pair();
    const auto dave = generate_pair();
    let_in({{alice.public_key.value, "alice\nkey\nold"},
            {bob.public_key.value, "alice\nkey\nnew"},
            {carol.public_key.value, "staff\ngroup\nstaff\ncarol"},
            {dave.public_key.value, "staff\ngroup\nstaff\ndave"}});
    const auto endpoint = start();
    auto old_key = peer_at("127.0.0.1", alice, endpoint);
    auto new_key = peer_at("127.0.0.2", bob, endpoint);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(answer_to(old_key), "you are alice\nkey\nold");
        EXPECT_EQ(answer_to(new_key), "you are alice\nkey\nnew");
    }
    auto member = peer_at("127.0.0.3", carol, endpoint);
    EXPECT_EQ(answer_to(member), "you are staff\ngroup\nstaff\ncarol");
    auto another = peer_at("127.0.0.4", dave, endpoint);
    EXPECT_TRUE(is_turned_away(another, commands->statistics()));
}

TEST_F(AdmissionTest, SubscribersOfOnePrincipalAreBoundedToo) {
    serve_by_curve();
    listen.most_connections = {.of_all = 10, .of_one = 2};
    let_in({{alice.public_key.value, "alice"}, {bob.public_key.value, "bob"}});
    FeedPublisher feed(context, {.listen = listen, .heartbeat_interval = 20ms},
                       {[](const RecordedEvent&) { return std::string("event"); },
                        [](const FeedPublisher::Positions&) { return std::string("beat"); }},
                       {});
    const auto& statistics = feed.statistics().socket;
    const auto subscriber_at = [&](std::string_view address, const KeyPair& own) {
        return peer_at(address, own, feed.endpoint(), socket_type::sub);
    };
    const auto hears = [](zmq::socket_t& subscriber) {
        zmq::message_t topic;
        return subscriber.recv(topic).has_value();
    };
    auto first = subscriber_at("127.0.0.1", alice);
    EXPECT_TRUE(hears(first));
    auto second = subscriber_at("127.0.0.2", alice);
    EXPECT_TRUE(hears(second));
    const auto third = subscriber_at("127.0.0.1", alice);
    EXPECT_TRUE(eventually([&] { return statistics.turned_away == 1 && statistics.connected() == 2; }));
    auto others = subscriber_at("127.0.0.2", bob);
    EXPECT_TRUE(hears(others));

    second.close();
    EXPECT_TRUE(eventually([&] { return statistics.connected() == 2; }));
    auto next = subscriber_at("127.0.0.1", alice);
    EXPECT_TRUE(hears(next)) << "there is room again";
    EXPECT_EQ(statistics.turned_away, 1U);
}

TEST_F(AdmissionTest, TheFeedIsForThoseWhoAreKnown) {
    serve_by_curve();
    std::atomic<bool> knows_alice = true;
    std::atomic<int> refusals = 0;
    zap.emplace(context, [&](const Knock& knock) -> std::optional<std::string> {
        if (knock.key == bob.public_key.value || (knows_alice && knock.key == alice.public_key.value)) return "known";
        ++refusals;
        return std::nullopt;
    });
    FeedPublisher feed(context, {.listen = listen, .heartbeat_interval = 20ms},
                       {[](const RecordedEvent&) { return std::string("event"); },
                        [](const FeedPublisher::Positions&) { return std::string("beat"); }},
                       {});
    const auto endpoint = feed.endpoint();
    FeedSocket hers(clients, endpoint, {""}, {.keys = keys(alice)});
    FeedSocket his(clients, endpoint, {""}, {.keys = keys(bob)});
    FeedSocket strange(clients, endpoint, {""}, {.keys = keys(generate_pair())});
    EXPECT_TRUE(hers.receive(patience));
    EXPECT_TRUE(his.receive(patience));
    ASSERT_TRUE(eventually([&] { return refusals == 1; }));
    EXPECT_FALSE(strange.take());
    EXPECT_FALSE(strange.connections().up);
    EXPECT_EQ(feed.statistics().socket.connected() >= 2, true);

    // All are dropped, and who is not known any more does not come back.
    knows_alice = false;
    feed.drop_subscribers();
    ASSERT_TRUE(eventually([&] { return !hers.connections().up; }));
    while (hers.take()) {
    }
    ASSERT_TRUE(eventually([&] {
        const auto is = his.connections();
        return is.made >= 2 && is.up;
    }));
    while (his.take()) {
    }
    EXPECT_TRUE(his.receive(patience));
    ASSERT_TRUE(eventually([&] { return refusals == 2; })) << "she has come again, and was not let in";
    EXPECT_FALSE(hers.take());
    EXPECT_EQ(feed.endpoint(), endpoint);
    strange.messages().close();
    hers.messages().close();
    EXPECT_TRUE(eventually([&] { return feed.statistics().socket.connected() == 1; }));
}

TEST_F(AdmissionTest, TheFeedIsAnotherDoor) {
    listen.endpoint = endpoint_in(directory);
    std::promise<Knock> knocked;
    zap.emplace(context, [&](const Knock& knock) -> std::optional<std::string> {
        knocked.set_value(knock);
        return "this process";
    });
    FeedPublisher feed(context, {.listen = listen, .heartbeat_interval = 20ms},
                       {[](const RecordedEvent&) { return std::string("event"); },
                        [](const FeedPublisher::Positions&) { return std::string("beat"); }},
                       {});
    FeedSocket subscriber(clients, feed.endpoint(), {""});
    EXPECT_TRUE(subscriber.receive(patience));
    EXPECT_EQ(knocked.get_future().get().domain, feed_domain);
}

// RFC 27's frames, and what no libzmq would send.
TEST(ZapReply, IsForQuestionsOfTheirFormAlone) {
    std::vector<std::string> keys;
    const ZapHandler::Admit admit = [&](const Knock& knock) -> std::optional<std::string> {
        keys.push_back(knock.key);
        return "alice";
    };
    const auto status = [&](const std::vector<std::string>& question) {
        return ZapHandler::reply_to(question, admit).at(2);
    };
    const std::string key(32, '\x7f');
    EXPECT_EQ(status({"1.0", "1", "hostfactory", "192.0.2.1", "", "CURVE", key}), "200");
    EXPECT_THAT(keys, ElementsAre(key_text(key)));
    EXPECT_EQ(status({"1.0", "1", "hostfactory", "localhost:0:0:1", "", "NULL"}), "200");
    keys.clear();
    for (const auto& question : std::vector<std::vector<std::string>>{
             {},
             {""},
             {"1.0"},
             {"2.0", "1", "hostfactory", "192.0.2.1", "", "CURVE", key},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "CURVE"},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "CURVE", "short"},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "CURVE", key + "x"},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "CURVE", key, "more"},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "NULL", "more"},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "PLAIN", "alice", "secret"},
             {"1.0", "1", "hostfactory", "192.0.2.1", "", "null"},
         })
        EXPECT_EQ(status(question), "400") << question.size();
    EXPECT_TRUE(keys.empty());
    EXPECT_THAT(ZapHandler::reply_to({"1.0", "7"}, admit), ElementsAre("1.0", "7", "400", "not known here", "", ""));
}

TEST(Curve, KnowsThePairOfASecretKey) {
    const auto pair = generate_pair();
    const auto known = pair_of(pair.secret_key);
    ASSERT_TRUE(known) << known.error();
    EXPECT_EQ(known->public_key, pair.public_key);
    for (const auto& wrong : {std::string(), pair.secret_key.substr(5), pair.secret_key + "\n", std::string(40, ' ')})
        EXPECT_FALSE(pair_of(wrong));
    EXPECT_EQ(key_text(std::string(31, 'x')), "");
}

}  // namespace
}  // namespace hf::zeromq
