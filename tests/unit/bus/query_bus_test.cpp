#include "core/bus/query_bus.hpp"

#include "core/ports/store_damaged.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

class BrokenStore final : public EventStore {
public:
    void append(std::span<const RecordedEvent>, std::span<const CommandOutcome>) override { broken(); }
    [[nodiscard]] std::vector<RecordedEvent> read(Position, std::size_t, std::size_t) const override {
        if (damaged) throw StoreDamaged("damaged at position 1", 1);
        broken();
        return {};
    }
    [[nodiscard]] Position first() const override { return 1; }
    void prune(Position) override { broken(); }
    [[nodiscard]] OutcomeNumber last_outcome() const override { return 0; }
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber, std::size_t) const override { return {}; }
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber>) const override { return {}; }
    void prune_outcomes(OutcomeNumber) override { broken(); }
    [[nodiscard]] Position head() const override { return 1; }
    [[nodiscard]] std::string id() const override { return "store"; }

private:
    static void broken() { throw StoreError("input/output error"); }

public:
    bool damaged = false;
};

class QueryBusTest : public ::testing::Test {
protected:
    QueryBusTest() { add_every_query(bus); }

    Reply reply_to(std::string_view message) {
        Reply reply;
        const auto problem = codec.decode(bus.reply_to(message, {}), reply);
        EXPECT_FALSE(problem) << problem->message;
        return reply;
    }
    Reply ask(std::string_view type, const ValueMap& body, std::uint32_t version = protocol_version) {
        return reply_to(codec.encode(ValueMap{
            {"v", Value(version)}, {"id", Value("q-1")}, {"type", Value(std::string(type))}, {"body", Value(body)}}));
    }
    Code code(const Reply& reply) {
        EXPECT_EQ(reply.status, ReplyStatus::error);
        return reply.error ? reply.error->code : Code{};
    }

    MsgpackCodec codec;
    ReadModels models;
    BrokenStore store;
    Limits limits;
    ProviderTypes types;
    ManualClock clock;
    AccessControl access;
    QueryBus bus{codec, access, {models, store, limits, types, clock, [this]() -> DaemonStatus {
                                     clock.advance(std::chrono::milliseconds{5});
                                     throw std::runtime_error("no status");
                                 }}};
};

TEST_F(QueryBusTest, RefusesToKnowAQueryTwice) { EXPECT_THROW(bus.add<GetRequest>(), std::logic_error); }

TEST_F(QueryBusTest, AnswersWithTheIdAndThePosition) {
    const auto reply = ask("ListRequests", {});
    EXPECT_EQ(reply.status, ReplyStatus::ok);
    EXPECT_EQ(reply.id, "q-1");
    EXPECT_EQ(reply.position, Position{0});
}

TEST_F(QueryBusTest, AnswersWhateverItIsAsked) {
    EXPECT_EQ(code(reply_to("")), Code::malformed);
    EXPECT_EQ(code(reply_to("\xc1 garbage")), Code::malformed);
    EXPECT_EQ(code(ask("ListReqests", {})), Code::handler_not_found);
    EXPECT_EQ(code(ask("CreateRequest", {})), Code::handler_not_found);
    EXPECT_EQ(code(ask("ListRequests", {}, 9)), Code::unsupported_version);
    EXPECT_EQ(code(ask("ListRequests", {{"limt", Value(1U)}})), Code::validation_error);
    EXPECT_EQ(code(ask("ListRequests", {{"limit", Value(1001U)}})), Code::validation_error);
    EXPECT_EQ(code(ask("GetRequest", {{"request_id", Value("r-1")}})), Code::request_not_found);
}

TEST_F(QueryBusTest, RefusesEveryOtherVersionWhateverElseIsWrong) {
    EXPECT_EQ(code(ask("ListRequests", {}, 0)), Code::unsupported_version);
    const ValueMap of_tomorrow{{"v", Value(2U)}, {"id", Value(17U)}, {"verb", Value("ListRequests")}};
    const auto reply = reply_to(codec.encode(of_tomorrow));
    EXPECT_EQ(code(reply), Code::unsupported_version);
    EXPECT_EQ(reply.error->message, "version 2 of the protocol is not spoken here; version 1 is");
    // The message has more unknown fields than findings are reported, all of them before the version.
    ValueMap crowded{{"v", Value(std::uint64_t{1} << 63U)}};
    for (char c = 'A'; c <= 'Z'; ++c) crowded.emplace(std::string(1, c), Value(1U));
    EXPECT_EQ(code(reply_to(codec.encode(crowded))), Code::unsupported_version);
    // A map of two fields that ends after the first.
    EXPECT_EQ(code(reply_to("\x82\xa1v\x02")), Code::unsupported_version);

    for (const auto& no_version : {Value(), Value("2"), Value(1.5)})
        EXPECT_EQ(code(reply_to(codec.encode(ValueMap{{"v", no_version}}))), Code::malformed);
    EXPECT_EQ(code(reply_to("\x80")), Code::malformed);
}

TEST_F(QueryBusTest, AnErrorCarriesTheIdOfTheQuestion) { EXPECT_EQ(ask("ListReqests", {}).id, "q-1"); }

TEST_F(QueryBusTest, CountsByTypeWhatWasAsked) {
    ask("ListRequests", {});
    ask("ListRequests", {{"limt", Value(1U)}});
    ask("ListReqests", {});
    reply_to("garbage");
    ask("GetStatus", {});
    const auto figures = bus.statistics();
    ASSERT_EQ(figures.size(), 3U);
    EXPECT_EQ(figures.at("ListRequests").count, 2U);
    EXPECT_EQ(figures.at("ListRequests").refused, 1U);
    EXPECT_EQ(figures.at("GetStatus").latency.max_us, 5000.0);
    EXPECT_EQ(figures.at("unknown").refused, 2U);
}

TEST_F(QueryBusTest, WhatBreaksWhileAnsweringIsAnAnswerToo) {
    EXPECT_EQ(code(ask("ReadEvents", {{"after", Value(0U)}})), Code::storage_error);
    EXPECT_EQ(code(ask("GetStatus", {})), Code::internal);
}

TEST_F(QueryBusTest, DamageIsNotWorthAskingAgain) {
    EXPECT_TRUE(ask("ReadEvents", {{"after", Value(0U)}}).error->retryable);
    store.damaged = true;
    const auto reply = ask("ReadEvents", {{"after", Value(0U)}});
    EXPECT_EQ(code(reply), Code::storage_error);
    EXPECT_FALSE(reply.error->retryable);
}

}  // namespace
}  // namespace hf::testing
