#include "core/pipeline/ledger.hpp"

#include <thread>

#include "core/ports/store_damaged.hpp"
#include "core/snapshots/recovery.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/unit/support/no_archive.hpp"
#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Heard as_duplicate(Heard outcome) {
    outcome.duplicate = true;
    return outcome;
}

void expect_same(const Heard& one, const Heard& other) {
    EXPECT_EQ(one.position, other.position);
    EXPECT_EQ(one.accepted, other.accepted);
    EXPECT_EQ(one.duplicate, other.duplicate);
    EXPECT_EQ(one.payload, other.payload);
}

const CreateTemplate refused_one = create_template("other", {.provider = "nowhere"});

TEST(LedgerP2, ARepeatedCommandInFlightGetsTheFirstOutcome) {
    RunningBus bus;
    bus.store.hold();
    auto first = bus.tell("c-1", create_request(1));
    bus.store.wait_until_held();
    auto second = bus.tell("c-1", create_request(1));
    auto third = bus.tell("c-1", create_request(7));  // its body does not matter
    EXPECT_FALSE(has_come(second));
    bus.store.release();

    const auto outcome = got(first).value();
    EXPECT_TRUE(outcome.accepted);
    EXPECT_FALSE(outcome.duplicate);
    expect_same(got(second).value(), as_duplicate(outcome));
    expect_same(got(third).value(), as_duplicate(outcome));
    EXPECT_THAT(bus.stored(), SizeIs(3));
}

TEST(LedgerP2, ARepeatedCommandGetsTheFirstOutcomeAfterItsCommit) {
    RunningBus bus;
    const auto outcome = got(bus.tell("c-1", create_request(1))).value();
    got(bus.tell("c-2", create_request(1)));
    auto again = bus.tell("c-1", create_request(1));
    EXPECT_TRUE(has_come(again));
    expect_same(got(again).value(), as_duplicate(outcome));
    EXPECT_THAT(bus.stored(), SizeIs(4));
}

TEST(LedgerP2, ARefusalIsAnOutcomeToo) {
    RunningBus bus;
    bus.store.hold();
    auto first = bus.tell("c-1", refused_one);
    bus.store.wait_until_held();
    auto in_flight = bus.tell("c-1", refused_one);
    EXPECT_FALSE(has_come(first)) << "or it could be forgotten in a crash and decided otherwise";
    bus.store.release();
    const auto outcome = got(first).value();
    EXPECT_FALSE(outcome.accepted);
    expect_same(got(in_flight).value(), as_duplicate(outcome));

    // The reason for the refusal is gone by now; the answer stays.
    got(bus.decide("", [](const State&, const Context&) -> AnyDecision {
        return AnyAccepted{{}, {provider_registered("nowhere")}};
    }));
    expect_same(got(bus.tell("c-1", refused_one)).value(), as_duplicate(outcome));
    EXPECT_TRUE(got(bus.tell("c-2", refused_one)).value().accepted);
}

TEST(LedgerP2, AnOutcomeOutlivesTheLedger) {
    RunningBus bus;
    const auto outcome = got(bus.tell("c-1", create_request(1))).value();

    CommitQueue queue;
    Ledger next({bus.clock, bus.ids, bus.store, bus.codec, {}, {}, queue, [](const auto&) { FAIL(); }});
    auto recovered = recover({}, bus.store, NoArchive(), bus.codec, 1000);
    next.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
    std::optional<Heard> repeated;
    next.decide({"c-1", "c-1", "c-1", {}}, deciding(create_request(1), bus.codec),
                [&](const CommandOutcome* again, bool duplicate, auto) {
                    repeated = Heard{*again, duplicate};
                });
    ASSERT_TRUE(repeated);
    expect_same(*repeated, as_duplicate(outcome));
}

TEST(LedgerP2, OrdersOfOurOwnHaveNoIdAndAreDecidedEachTime) {
    RunningBus bus;
    EXPECT_FALSE(got(bus.tell("", create_request(1))).value().duplicate);
    EXPECT_FALSE(got(bus.tell("", create_request(1))).value().duplicate);
    EXPECT_THAT(bus.stored(), SizeIs(4));
}

TEST(LedgerP2, OfManyWhoTellTheSameAtOnceOneIsFirst) {
    constexpr std::size_t tellers = 8;
    constexpr std::size_t commands = 200;
    RunningBus bus;
    std::vector<std::vector<RunningBus::ToldOutcome>> told(tellers);
    std::vector<std::thread> threads;
    for (auto& outcomes : told)
        threads.emplace_back([&] {
            for (std::size_t i = 0; i < commands; ++i)
                outcomes.push_back(bus.tell(fmt::format("c-{}", i), create_request(1)));
        });
    for (auto& thread : threads) thread.join();

    for (std::size_t i = 0; i < commands; ++i) {
        std::size_t firsts = 0;
        std::set<std::string> payloads;
        for (auto& outcomes : told) {
            const auto outcome = got(outcomes[i]).value();
            if (!outcome.duplicate) ++firsts;
            payloads.insert(outcome.payload);
        }
        EXPECT_EQ(firsts, 1U);
        EXPECT_THAT(payloads, SizeIs(1));
    }
    EXPECT_THAT(bus.stored(), SizeIs(2 + commands));
}

// Checks that positions, category positions and stream versions rise by one each.
void expect_contiguous(const std::vector<RecordedEvent>& events) {
    Position position = 0;
    std::map<Category, std::uint64_t> categories;
    std::map<std::pair<Category, std::string>, Version> streams;
    for (const auto& event : events) {
        ASSERT_EQ(event.position, ++position);
        ASSERT_EQ(event.category_position, ++categories[event.category]);
        ASSERT_EQ(event.stream_version, (++streams[{event.category, event.stream}]));
    }
}

TEST(LedgerP3, ThereIsOneOrderWhoeverDecides) {
    constexpr int deciders = 8;
    constexpr int rounds = 100;
    RunningBus bus;
    std::vector<std::thread> threads;
    for (int decider = 0; decider < deciders; ++decider)
        threads.emplace_back([&bus, decider] {
            for (int round = 0; round < rounds; ++round) {
                const auto id = fmt::format("c-{}-{}", decider, round);
                const auto name = fmt::format("t-{}", round % 5);
                switch ((decider + round) % 4) {
                    case 0: std::ignore = bus.tell(id, create_request(1)); break;
                    case 1: std::ignore = bus.tell(id, create_template(name)); break;
                    case 2: std::ignore = bus.tell(id, delete_template(name)); break;
                    default: {
                        const auto outcome = got(bus.tell(id, create_request(1))).value();
                        RequestAccepted accepted;
                        ASSERT_FALSE(bus.codec.decode(outcome.payload, accepted));
                        std::ignore = bus.tell(id + "-cancel", cancel_request(accepted.request_id.value));
                    }
                }
            }
        });
    for (auto& thread : threads) thread.join();
    got(bus.tell("last", create_request(1)));

    const auto stored = bus.stored();
    expect_contiguous(stored);
    EXPECT_GT(stored.size(), 2U + deciders * rounds / 2);
    // The last reply comes after the last event was published.
    EXPECT_EQ(bus.published(), stored);
    std::vector<Position> positions;
    for (const auto& event : stored) positions.push_back(event.position);
    EXPECT_EQ(bus.observed(), positions);
    EXPECT_EQ(bus.position_of_models(), stored.size());
}

TEST(Ledger, TellsInEachEventWhereItCameFrom) {
    RunningBus bus;
    std::promise<void> done;
    bus.clock.advance(std::chrono::seconds{5});
    bus.ledger.decide({"c-1", "cause-1", "conversation-1", {}}, deciding(create_request(1), bus.codec),
                      [&](const auto&...) { done.set_value(); });
    done.get_future().wait();
    const auto event = bus.stored().back();
    EXPECT_EQ(event.command_id, "cause-1");
    EXPECT_EQ(event.correlation_id, "conversation-1");
    EXPECT_EQ(event.time, test_start + std::chrono::seconds{5});
}

// What the provisioner records about a request keeps the correlation id of the command that created
// the request.
TEST(Ledger, KeepsTheConversationOfARequestWithIt) {
    RunningBus bus;
    const auto decide = [&](const CommandHeader& header, const Events& events) {
        std::promise<void> done;
        bus.ledger.decide(
            header,
            [&](const State&, const Context&) -> AnyDecision {
                return AnyAccepted{{}, events};
            },
            [&](const auto&...) { done.set_value(); });
        done.get_future().wait();
        return bus.stored().back();
    };
    const auto asked = decide({"c-1", "c-1", "conversation-1", {}, "trace-1"}, {request_created("req-a", 1)});
    EXPECT_EQ(asked.traceparent, "trace-1");
    const auto found = decide({"", "p-1", "", {}}, {request_started("req-a"), launch_requested("req-a", 1),
                                                    machine_launched("req-a", "m-1")});
    EXPECT_EQ(found.type, "MachineLaunched");
    EXPECT_EQ(found.correlation_id, "conversation-1");
    EXPECT_EQ(found.traceparent, "trace-1");
    // Another command has its own correlation id, and its own trace or none.
    const auto called_off = decide({"c-2", "c-2", "conversation-2", {}}, {machine_return_requested("req-a", "m-1")});
    EXPECT_EQ(called_off.correlation_id, "conversation-2");
    EXPECT_EQ(called_off.traceparent, std::nullopt);
    const auto gone = decide({"", "p-2", "", {}}, {machine_terminated("req-a", "m-1")});
    EXPECT_EQ(gone.correlation_id, "conversation-1");
    EXPECT_EQ(gone.traceparent, "trace-1");
    EXPECT_EQ(decide({"", "p-3", "", {}}, {provider_registered("other")}).traceparent, std::nullopt);
}

// What a policy adds is of the same principal; what the daemon records of a request later is of none.
TEST(Ledger, TellsInEachEventWhoseCommandCausedIt) {
    RunningBus bus;
    const auto caused = [&](const Caller& caller, const Events& events) {
        const auto before = bus.store.head();
        std::promise<void> done;
        bus.ledger.decide(
            {"", "cause", "", {}, {}, caller},
            [&](const State&, const Context&) -> AnyDecision {
                return AnyAccepted{{}, events};
            },
            [&](const auto&...) { done.set_value(); });
        done.get_future().wait();
        std::vector<std::string> lines;
        for (const auto& event : bus.store.read(before, unlimited, unlimited))
            lines.push_back(fmt::format("{} by {} for {}", event.type, event.principal.value_or("nobody"),
                                        event.on_behalf_of.value_or("nobody")));
        return lines;
    };
    const Caller gate{.principal = "gate", .on_behalf_of = "mary"};
    EXPECT_THAT(caused({.principal = "rob"}, {request_created("req-a", 1)}),
                ElementsAre("RequestCreated by rob for nobody"));
    EXPECT_THAT(caused({}, {launch_requested("req-a", 1), machine_launched("req-a", "m-1")}),
                ElementsAre("LaunchRequested by nobody for nobody", "MachineLaunched by nobody for nobody"));
    EXPECT_THAT(caused(gate, {request_cancelled("req-a")}),
                ElementsAre("RequestCancelled by gate for mary", "MachineReturnRequested by gate for mary"));
    EXPECT_EQ(bus.published(), bus.stored());
}

TEST(Ledger, TellsADecisionWhatTheCommandExpects) {
    RunningBus bus;
    std::optional<Version> expected;
    std::promise<void> done;
    bus.ledger.decide(
        {"c-1", "c-1", "c-1", 42},
        [&](const State&, const Context& context) -> AnyDecision {
            expected = context.expected_version;
            return AnyAccepted{};
        },
        [&](const auto&...) { done.set_value(); });
    done.get_future().wait();
    EXPECT_EQ(expected, 42U);
}

TEST(Ledger, AnswersWithThePositionOfTheLastEvent) {
    RunningBus bus;
    EXPECT_EQ(got(bus.tell("c-1", create_request(1))).value().position, 3U);
    EXPECT_EQ(got(bus.tell("c-2", refused_one)).value().position, 3U);
    EXPECT_EQ(got(bus.tell("c-3", create_request(1))).value().position, 4U);
}

// Half of a decision is in the state and cannot be undone.
TEST(Ledger, DecidesNothingAfterADecisionBrokeInTheMiddle) {
    RunningBus bus;
    bus.store.hold();
    auto before = bus.tell("c-1", create_request(1));
    const Events broken{request_created("req-a", 1), request_started("req-b")};
    EXPECT_EQ(got(bus.decide("c-2",
                             [&](const State&, const Context&) -> AnyDecision {
                                 return AnyAccepted{{}, broken};
                             })),
              std::nullopt);
    EXPECT_THAT(bus.failures(), ElementsAre("req-b is not known"));
    EXPECT_EQ(got(bus.tell("c-3", create_request(1))), std::nullopt);
    EXPECT_EQ(got(bus.tell("c-2", create_request(1))), std::nullopt);
    bus.store.release();
    EXPECT_TRUE(got(before).value().accepted);
    EXPECT_THAT(bus.stored(), SizeIs(3));
    EXPECT_THAT(bus.failures(), SizeIs(1));
}

// A new command costs no look into the store, so the store's trouble with old outcomes is not its own.
TEST(LedgerP2, AnOutcomeThatCannotBeReadIsNotDecidedAgain) {
    RunningBus bus;
    const auto outcome = got(bus.tell("c-1", create_request(1))).value();
    bus.store.fail_outcomes(true);
    EXPECT_EQ(got(bus.tell("c-1", create_request(1))), std::nullopt);
    EXPECT_FALSE(got(bus.tell("c-2", create_request(1))).value().duplicate);
    bus.store.fail_outcomes(false);
    expect_same(got(bus.tell("c-1", create_request(1))).value(), as_duplicate(outcome));
    EXPECT_THAT(bus.stored(), SizeIs(4));
    EXPECT_THAT(bus.failures(), IsEmpty());
}

// A client that repeats an old command waits for the disk, and no other does.
TEST(Ledger, IsFreeWhileAnOutcomeIsRead) {
    RunningBus bus;
    const auto outcome = got(bus.tell("c-1", create_request(1))).value();
    bus.store.hold_lookups(true);
    std::optional<RunningBus::ToldOutcome> again;
    std::thread repeating([&] { again = bus.tell("c-1", create_request(1)); });
    bus.store.wait_for_lookup();
    EXPECT_TRUE(got(bus.tell("c-2", create_request(1))).value().accepted);
    bus.ledger.touch();
    bus.store.hold_lookups(false);
    repeating.join();
    expect_same(got(*again).value(), as_duplicate(outcome));
}

TEST(Ledger, MovesDeadlinesAlongWhereTheClockIsSet) {
    RunningBus bus;
    EXPECT_TRUE(got(bus.tell("c-1", create_request(1))).value().accepted);
    EXPECT_THAT(bus.ledger.watch_clock(), IsEmpty());
    bus.clock.advance(std::chrono::hours{1});
    EXPECT_THAT(bus.ledger.watch_clock(), IsEmpty());
    bus.clock.set_forward(std::chrono::hours{2});
    const auto noticed_at = bus.clock.now();
    // By the first decision after it, and before that.
    EXPECT_TRUE(got(bus.tell("c-2", create_request(1))).value().accepted);
    const auto types = [&] {
        std::vector<std::string> all;
        for (const auto& event : bus.stored()) all.push_back(event.type);
        return std::vector<std::string>(all.end() - 2, all.end());
    };
    EXPECT_THAT(types(), ElementsAre("RequestDeadlineMoved", "RequestCreated"));
    bus.clock.set_forward(std::chrono::hours{-1});
    constexpr auto hour = std::chrono::microseconds{std::chrono::hours{1}};
    EXPECT_THAT(bus.ledger.watch_clock(),
                ElementsAre(ClockStep{noticed_at, 2 * hour.count()}, ClockStep{noticed_at + -hour, -hour.count()}));
    got(bus.tell("c-3", refused_one));
    EXPECT_THAT(types(), ElementsAre("RequestDeadlineMoved", "RequestDeadlineMoved"));
    EXPECT_THAT(bus.ledger.watch_clock(), IsEmpty());
}

// Callbacks may call the ledger: it holds no lock meanwhile.
TEST(Ledger, IsFreeWhileItCallsBack) {
    RunningBus bus;
    std::vector<std::string> heard;
    std::promise<void> done;
    const auto decide = [&](const std::string& id, const OnOutcome& then) {
        bus.ledger.decide({id, id, id, {}}, deciding(create_request(1), bus.codec), then);
    };
    decide("c-1", [&](const CommandOutcome*, bool, auto) {
        bus.ledger.touch();
        heard.emplace_back("first");
        decide("c-1", [&](const CommandOutcome*, bool duplicate, auto) {
            bus.ledger.touch();
            heard.emplace_back(duplicate ? "repeated" : "decided again");
            done.set_value();
        });
    });
    got(done.get_future());
    EXPECT_THAT(heard, ElementsAre("first", "repeated"));
}

TEST(LedgerP2, AnOutcomeThatIsDamagedIsNotWorthAskingAgain) {
    class Damaged final : public GatedEventStore {
    public:
        [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
            throw StoreDamaged("damaged at command outcome 1", numbers.front());
        }
    };
    RunningBus bus;
    got(bus.tell("c-1", create_request(1)));
    Damaged store;
    store.append(bus.stored(), bus.store.read_outcomes(0, 100));
    CommitQueue queue;
    Ledger next({bus.clock, bus.ids, store, bus.codec, {}, {}, queue, [](const auto&) { FAIL(); }});
    auto recovered = recover({}, store, NoArchive(), bus.codec, 1000);
    next.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
    std::optional<CommandOutcome> outcome;
    next.decide({"c-1", "c-1", "c-1", {}}, deciding(create_request(1), bus.codec),
                [&](const CommandOutcome* told, bool, auto) {
                    if (told) outcome = *told;
                });
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->accepted);
    Error refusal;
    EXPECT_FALSE(bus.codec.decode(outcome->payload, refusal));
    EXPECT_EQ(refusal.code, Code::storage_error);
    EXPECT_FALSE(refusal.retryable);
    EXPECT_THAT(queue.take(), SizeIs(0));
}

// Another command whose id has the same hash, as the index sees it.
TEST(LedgerP2, AnotherCommandsOutcomeIsNotTaken) {
    class OfOthers final : public GatedEventStore {
    public:
        [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override {
            auto outcomes = GatedEventStore::outcomes(numbers);
            for (auto& outcome : outcomes) outcome.command_id += "-of-another";
            return outcomes;
        }
    };
    RunningBus bus;
    got(bus.tell("c-1", create_request(1)));
    OfOthers store;
    store.append(bus.stored(), bus.store.read_outcomes(0, 100));
    CommitQueue queue;
    Ledger next({bus.clock, bus.ids, store, bus.codec, {}, {}, queue, [](const auto&) { FAIL(); }});
    auto recovered = recover({}, store, NoArchive(), bus.codec, 1000);
    next.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
    next.decide({"c-1", "c-1", "c-1", {}}, deciding(create_request(1), bus.codec), [](const auto&...) {});
    const auto commits = queue.take();
    ASSERT_THAT(commits, SizeIs(1));
    EXPECT_EQ(commits.front().outcome.number, 2U);
    EXPECT_TRUE(commits.front().outcome.accepted);
}

TEST(LedgerP2, ARecoveryRemembersTheNewestOutcomesAndPrunesTheOthers) {
    RunningBus bus;
    for (int i = 1; i <= 6; ++i) got(bus.tell(fmt::format("c-{}", i), create_request(1)));
    CommitQueue queue;
    Limits limits;
    limits.remembered_commands = 2;
    Ledger next({bus.clock, bus.ids, bus.store, bus.codec, limits, {}, queue, [](const auto&) { FAIL(); }});
    auto recovered = recover({}, bus.store, NoArchive(), bus.codec, limits.remembered_commands);
    next.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
    std::vector<OutcomeNumber> left;
    for (const auto& outcome : bus.store.read_outcomes(0, 100)) left.push_back(outcome.number);
    EXPECT_THAT(left, ElementsAre(5, 6));
    bool duplicate = false;
    next.decide({"c-5", "c-5", "c-5", {}}, deciding(create_request(1), bus.codec),
                [&](const CommandOutcome*, bool known, auto) { duplicate = known; });
    EXPECT_TRUE(duplicate);
    next.decide({"c-4", "c-4", "c-4", {}}, deciding(create_request(1), bus.codec), [](const auto&...) {});
    const auto commits = queue.take();
    ASSERT_THAT(commits, SizeIs(1));
    EXPECT_EQ(commits.front().outcome.number, 7U);
}

}  // namespace
}  // namespace hf::testing
