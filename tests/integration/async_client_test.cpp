// Many calls at once, against a peer that answers in any order, late, twice, wrongly or never.
#include "client/async_client.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "adapters/zeromq/query_server.hpp"
#include "core/commands/cancel_request.hpp"
#include "core/queries/get_request.hpp"
#include "core/wire/connection_rules.hpp"
#include "tests/integration/client_peer.hpp"

namespace hf {
namespace {

using namespace client_test;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using zeromq_test::eventually;
using zeromq_test::patience;
using Kind = CallFailure::Kind;
using Future = std::future<Called<Done>>;

CancelRequest numbered(int number) { return {{fmt::format("req-{}", number)}, ""}; }

Position number_of(const CommandEnvelope& message) {
    CancelRequest command;
    EXPECT_FALSE(MsgpackCodec{}.decode(message.common.body.msgpack, command));
    return std::stoull(command.request_id.value.substr(4));
}

// The answer's position tells which command it belongs to.
std::string answer_to(const CommandEnvelope& message) { return accepted(message, "\x80", number_of(message)); }

Called<Done> outcome_of(Future& future) {
    EXPECT_EQ(future.wait_for(patience), std::future_status::ready) << "a call has no end";
    return future.get();
}

class AsyncClientTest : public ::testing::Test {
protected:
    AsyncClient& client(const AsyncClient::Options& options = {
                            .calls = {.timeout = patience, .patience = patience, .resend_after = patience}}) {
        return client_.emplace(endpoints_, options);
    }

    std::vector<Future> send(int count, const CallOptions& options = {}) {
        std::vector<Future> futures;
        for (int i = 1; i <= count; ++i) futures.push_back(client_->send(numbered(i), options));
        return futures;
    }

    static void expect_own_answers(std::vector<Future>& futures) {
        Position expected = 0;
        for (auto& future : futures) {
            const auto called = outcome_of(future);
            ++expected;
            ASSERT_TRUE(called) << called.error().error.message;
            EXPECT_EQ(called->position, expected);
        }
    }

    zmq::context_t context_{1};
    SiteEndpoints endpoints_ = client_test::endpoints();
    std::map<std::string, int> asked_;  // how often each id was asked
    std::optional<Peer> peer_;
    std::optional<AsyncClient> client_;
};

TEST_F(AsyncClientTest, GivesEachCallItsOwnAnswer) {
    constexpr int many = 500;
    std::vector<std::pair<CommandEnvelope, Peer::Respond>> waiting;
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message, const Peer::Respond& respond) {
        waiting.emplace_back(message, respond);
        if (waiting.size() < many) return;
        // All calls are in flight; the last one is answered first.
        for (auto each = waiting.rbegin(); each != waiting.rend(); ++each) each->second(answer_to(each->first));
    });
    client();
    auto futures = send(many);
    expect_own_answers(futures);
}

TEST_F(AsyncClientTest, SendsNoMoreThanTheDaemonKeepsRepliesFor) {
    std::atomic<std::size_t> received{0};
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope&) -> std::optional<std::string> {
        ++received;
        return std::nullopt;
    });
    client({.calls = {.timeout = patience, .patience = patience, .resend_after = patience}, .most_in_flight = 1500});
    auto futures = send(1500);
    EXPECT_TRUE(eventually([&] { return received == most_unread_replies; }));
    client_->close();
    EXPECT_EQ(std::ranges::count_if(futures, [](auto& future) { return future.get().error().sent; }),
              most_unread_replies);
}

TEST_F(AsyncClientTest, AsksAgainUnderTheSameIdWhenAReplyIsLost) {
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) -> std::optional<std::string> {
        if (++asked_[message.common.id.value] == 1 && number_of(message) % 3 == 0) return std::nullopt;
        return answer_to(message);
    });
    client({.calls = {.timeout = patience, .patience = patience, .resend_after = 200ms}});
    auto futures = send(90);
    expect_own_answers(futures);
    peer_.reset();
    EXPECT_EQ(asked_.size(), 90U);
    int again = 0;
    for (const auto& [id, times] : asked_) again += times > 1 ? 1 : 0;
    EXPECT_GE(again, 30);
}

TEST_F(AsyncClientTest, AsksTheNextDaemonWhatTheLastOneDidNotAnswer) {
    std::atomic<int> received{0};
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) -> std::optional<std::string> {
        ++asked_[message.common.id.value];
        ++received;
        if (number_of(message) % 2 == 0) return std::nullopt;
        return answer_to(message);
    });
    // A call that did not notice the end of the connection would wait for its timeout.
    client();
    auto futures = send(100);
    ASSERT_TRUE(eventually([&] { return received == 100; }));
    peer_.reset();
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) {
        ++asked_[message.common.id.value];
        return answer_to(message);
    });
    expect_own_answers(futures);
    peer_.reset();
    EXPECT_EQ(asked_.size(), 100U);
}

TEST_F(AsyncClientTest, ComesBackWhenABusyDaemonSays) {
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) {
        const auto code = number_of(message) % 2 == 0 ? Code::busy : Code::shutting_down;
        if (++asked_[message.common.id.value] == 1) return refused_for_now(message, code, 50);
        return answer_to(message);
    });
    const auto begin = steady_clock::now();
    client();
    auto futures = send(20);
    expect_own_answers(futures);
    EXPECT_GE(steady_clock::now() - begin, 50ms);
    peer_.reset();
    for (const auto& [id, times] : asked_) EXPECT_EQ(times, 2);
}

TEST_F(AsyncClientTest, EndsACallAtItsOwnTimeout) {
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) -> std::optional<std::string> {
        if (number_of(message) == 1) return std::nullopt;
        return answer_to(message);
    });
    client();
    CallOptions hasty;
    hasty.timeout = 2s;  // to send it, on the busiest machine
    auto lost = client_->send(numbered(1), hasty);
    auto kept = client_->send(numbered(2));
    EXPECT_TRUE(outcome_of(kept));
    const auto called = outcome_of(lost);
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().kind, Kind::timed_out);
    EXPECT_TRUE(called.error().sent);
    EXPECT_FALSE(called.error().id.empty());
}

TEST_F(AsyncClientTest, SaysSoonWhenNobodyIsThere) {
    const auto begin = steady_clock::now();
    client({.calls = {.timeout = 1h, .patience = 100ms}});
    auto futures = send(10);
    for (auto& future : futures) {
        const auto called = outcome_of(future);
        ASSERT_FALSE(called);
        EXPECT_EQ(called.error().kind, Kind::unreachable);
        EXPECT_FALSE(called.error().sent);
        EXPECT_THAT(called.error().error.message, HasSubstr("no hostfactoryd answers at " + endpoints_.commands));
    }
    EXPECT_LT(steady_clock::now() - begin, patience) << "and not the hour of their timeout";
}

TEST_F(AsyncClientTest, TellsTheDaemonHowMuchTimeIsLeft) {
    std::vector<std::uint64_t> deadlines;
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) -> std::optional<std::string> {
        deadlines.push_back(message.common.deadline_ms.value_or(0));
        if (deadlines.size() < 3) return std::nullopt;
        return answer_to(message);
    });
    client({.calls = {.timeout = 10s, .patience = patience, .resend_after = 100ms}});
    auto futures = send(1);
    expect_own_answers(futures);
    peer_.reset();
    ASSERT_EQ(deadlines.size(), 3U);
    EXPECT_LE(deadlines[0], 10'000U);
    EXPECT_LE(deadlines[1], deadlines[0] - 100);
    EXPECT_LE(deadlines[2], deadlines[1] - 100);
}

TEST_F(AsyncClientTest, EndsWhatIsInFlightWhenItIsClosed) {
    std::atomic<int> received{0};
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope&) -> std::optional<std::string> {
        ++received;
        return std::nullopt;
    });
    client();
    auto sent = send(50);
    // No peer answers queries, so this query is never sent.
    auto unsent = client_->ask(GetRequest{{"req-1"}});
    ASSERT_TRUE(eventually([&] { return received == 50; }));
    client_->close();
    for (auto& future : sent) {
        ASSERT_EQ(future.wait_for(0s), std::future_status::ready);
        const auto called = future.get();
        ASSERT_FALSE(called);
        EXPECT_EQ(called.error().kind, Kind::given_up);
        EXPECT_TRUE(called.error().sent);
    }
    ASSERT_EQ(unsent.wait_for(0s), std::future_status::ready);
    const auto called = unsent.get();
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().kind, Kind::given_up);
    EXPECT_FALSE(called.error().sent);

    auto late = client_->send(numbered(51));
    ASSERT_EQ(late.wait_for(0s), std::future_status::ready);
    EXPECT_EQ(late.get().error().kind, Kind::given_up);
}

TEST_F(AsyncClientTest, EndsWhatIsInFlightWhenItIsDestroyed) {
    client();
    auto futures = send(10);
    client_.reset();
    for (auto& future : futures) {
        ASSERT_EQ(future.wait_for(0s), std::future_status::ready);
        EXPECT_EQ(future.get().error().kind, Kind::given_up);
    }
}

TEST_F(AsyncClientTest, LosesNoCallToACloseAtTheSameTime) {
    peer_.emplace(context_, endpoints_.commands, answer_to);
    for (int round = 0; round < 20; ++round) {
        client();
        std::atomic<int> ended{0};
        std::atomic<bool> going{false};
        std::vector<std::thread> senders;
        for (int i = 0; i < 4; ++i)
            senders.emplace_back([&] {
                for (int n = 1; n <= 50; ++n) {
                    client_->send(numbered(n), [&](const Called<Done>&) { ++ended; });
                    going = true;
                }
            });
        ASSERT_TRUE(eventually([&] { return going.load(); }));
        client_->close();
        for (auto& sender : senders) sender.join();
        EXPECT_EQ(ended, 200);
    }
}

TEST_F(AsyncClientTest, IgnoresWhatIsNobodysAnswer) {
    std::vector<std::pair<CommandEnvelope, Peer::Respond>> waiting;
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message, const Peer::Respond& respond) {
        waiting.emplace_back(message, respond);
        if (waiting.size() < 3) return;
        CommandEnvelope stranger = message;
        stranger.common.id.value = "somebody-else";
        CommandEnvelope nobody = message;
        nobody.common.id.value = "";
        const auto good = answer_to(message);
        for (const auto& bytes :
             {accepted(stranger), accepted(nobody), std::string("no msgpack at all"), std::string(),
              std::string(1, '\xc1'), good.substr(0, good.size() / 2), std::string("\xdd\xff\xff\xff\xff", 5),
              std::string("\x93\x01\x02\x03"), std::string(100'000, '\x91'), std::string(1'000'000, '\0')})
            respond(bytes);
        for (const auto& [each, to] : waiting) to(answer_to(each));
    });
    client();
    auto futures = send(3);
    expect_own_answers(futures);
    // The peer's thread may still be using what ends here.
    peer_.reset();
}

TEST_F(AsyncClientTest, ReportsAnAnswerThatItCannotRead) {
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) -> std::optional<std::string> {
        if (number_of(message) > 1) return answer_to(message);
        // The id can be read, but the status cannot.
        return "\x82\xa2id" + MsgpackCodec{}.encode(message.common.id.value) + "\xa6status\x07";
    });
    client();
    auto futures = send(2);
    const auto called = outcome_of(futures[0]);
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().kind, Kind::unreadable);
    EXPECT_TRUE(called.error().sent);
    EXPECT_TRUE(outcome_of(futures[1]));
}

TEST_F(AsyncClientTest, DoesNotTakeInAnAnswerOfAnySize) {
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) {
        if (++asked_[message.common.id.value] == 1 && number_of(message) == 2)
            return accepted(message, "\xdb" + std::string("\x00\x20\x00\x00", 4) + std::string(2 << 20, 'x'));
        return answer_to(message);
    });
    client({.calls = {.timeout = patience, .patience = patience, .resend_after = patience, .largest_reply = 1 << 20}});
    auto futures = send(3);
    expect_own_answers(futures);
}

TEST_F(AsyncClientTest, WaitsForRoomNoLongerThanTheCallsTimeout) {
    std::atomic<bool> answering{false};
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message, const Peer::Respond& respond) {
        if (answering) respond(answer_to(message));
    });
    client({.calls = {.timeout = patience, .patience = patience, .resend_after = 200ms}, .most_in_flight = 3});
    auto futures = send(3);
    EXPECT_EQ(client_->in_flight(), 3U);
    CallOptions hasty;
    hasty.timeout = 50ms;
    auto fourth = client_->send(numbered(4), hasty);
    ASSERT_EQ(fourth.wait_for(0s), std::future_status::ready);
    const auto called = fourth.get();
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().kind, Kind::timed_out);
    EXPECT_FALSE(called.error().sent);

    answering = true;
    auto fifth = client_->send(numbered(5));  // returns when one of the others has ended
    EXPECT_TRUE(outcome_of(fifth));
    expect_own_answers(futures);
}

TEST_F(AsyncClientTest, LetsACallbackCall) {
    constexpr int steps = 300;
    peer_.emplace(context_, endpoints_.commands, answer_to);
    client({.calls = {.timeout = patience, .patience = patience}, .most_in_flight = 1});
    std::promise<int> ended;
    std::atomic<int> turned_away{0};
    std::function<void(int)> step = [&](int number) {
        client_->send(numbered(number), [&, number](const Called<Done>& called) {
            if (!called) return ended.set_value(-number);
            if (number == steps) return ended.set_value(number);
            step(number + 1);
            // There is room for one more call, and no more.
            client_->send(numbered(0), [&](const Called<Done>& second) {
                if (!second && second.error().kind == Kind::given_up && second.error().error.code == Code::busy)
                    ++turned_away;
            });
        });
    };
    step(1);
    auto future = ended.get_future();
    ASSERT_EQ(future.wait_for(patience), std::future_status::ready);
    EXPECT_EQ(future.get(), steps);
    client_->close();
    EXPECT_EQ(turned_away, steps - 1);
}

TEST_F(AsyncClientTest, MayBeClosedByACallback) {
    peer_.emplace(context_, endpoints_.commands, answer_to);
    client();
    std::promise<void> closed;
    client_->send(numbered(1), [&](const Called<Done>&) {
        client_->close();
        closed.set_value();
    });
    auto future = closed.get_future();
    EXPECT_EQ(future.wait_for(patience), std::future_status::ready);
}

TEST_F(AsyncClientTest, TakesCallsOfAnyThread) {
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope& message) {
        ++asked_[message.common.id.value];
        return answer_to(message);
    });
    client({.calls = {.timeout = patience, .patience = patience, .resend_after = patience}, .most_in_flight = 50});
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            std::vector<Future> futures = send(100);
            expect_own_answers(futures);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(eventually([&] { return client_->in_flight() == 0; }));
    peer_.reset();
    EXPECT_EQ(asked_.size(), 800U);
}

TEST_F(AsyncClientTest, RefusesAnIdThatIsInFlight) {
    std::atomic<int> received{0};
    peer_.emplace(context_, endpoints_.commands, [&](const CommandEnvelope&) -> std::optional<std::string> {
        ++received;
        return std::nullopt;
    });
    client();
    CallOptions same;
    same.id = "same";
    auto first = client_->send(numbered(1), same);
    auto second = client_->send(numbered(2), same);
    const auto called = outcome_of(second);
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().kind, Kind::given_up);
    EXPECT_EQ(called.error().error.code, Code::already_exists);
    EXPECT_FALSE(called.error().sent);
    EXPECT_EQ(first.wait_for(0s), std::future_status::timeout);
    EXPECT_TRUE(eventually([&] { return received == 1; }));
}

TEST_F(AsyncClientTest, AsksAQueryServerManyThingsAtOnce) {
    for (const unsigned workers : {1U, 2U}) {
        endpoints_ = client_test::endpoints();
        const QueryServer queries(context_, {.listen = {.endpoint = endpoints_.queries}, .workers = workers},
                                  {.handle =
                                       [](std::string_view bytes, const Sender&) {
                                           QueryEnvelope message;
                                           EXPECT_FALSE(MsgpackCodec{}.decode(bytes, message));
                                           EXPECT_EQ(message.type, "Anything");
                                           // The result equals the query's body.
                                           CommandEnvelope same;
                                           same.common = message;
                                           return accepted(same, message.body.msgpack);
                                       },
                                   .too_large = [](std::size_t) { return "too large"; },
                                   .malformed = [](std::string_view) { return "malformed"; },
                                   .internal = [](std::string_view) { return "internal"; },
                                   .busy = [](std::string_view) { return "busy"; },
                                   .named = [](std::string_view) { return "named"; }});
        client();
        std::vector<std::future<std::string>> answers;
        std::vector<std::string> expected;
        for (int i = 0; i < 500; ++i) {
            const auto promise = std::make_shared<std::promise<std::string>>();
            answers.push_back(promise->get_future());
            expected.push_back(MsgpackCodec{}.encode(fmt::to_string(i)));
            client_->ask("Anything", Encoded{expected.back()}, [promise](const Called<Encoded>& called) {
                promise->set_value(called ? called->result.msgpack : called.error().error.message);
            });
        }
        for (std::size_t i = 0; i < answers.size(); ++i) {
            ASSERT_EQ(answers[i].wait_for(patience), std::future_status::ready);
            EXPECT_EQ(answers[i].get(), expected[i]);
        }
        client_.reset();
    }
}

TEST_F(AsyncClientTest, SaysThatAnEndpointMakesNoSense) {
    endpoints_.commands = "carrier://pigeon";
    client();
    auto futures = send(2);
    for (auto& future : futures) {
        const auto called = outcome_of(future);
        ASSERT_FALSE(called);
        EXPECT_EQ(called.error().kind, Kind::unreachable);
        EXPECT_EQ(called.error().error.code, Code::validation_error);
    }
}

}  // namespace
}  // namespace hf
