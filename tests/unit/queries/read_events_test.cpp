#include "core/queries/read_events.hpp"

#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto of_machines = [] { return std::vector{Category::machine}; };

std::vector<Position> positions_of(const EventsRead& read) {
    std::vector<Position> positions;
    for (const auto& event : read.events) positions.push_back(event.position);
    return positions;
}

// All events that a filter gives, read in many answers as a subscriber reads them.
std::vector<RecordedEvent> all(const Scenario& scenario, ReadEvents query, const Limits& limits = {},
                               const Caller& caller = {}) {
    std::vector<RecordedEvent> events;
    for (int answers = 0; answers < 1000; ++answers) {
        auto read = ask(scenario, query, limits, caller);
        EXPECT_GE(read.position, query.after);
        for (auto& event : read.events) events.push_back(std::move(event));
        if (!read.has_more) return events;
        EXPECT_GT(read.position, query.after) << "it would be asked the same for ever";
        query.after = read.position;
    }
    ADD_FAILURE() << "there is no end";
    return events;
}

Given site() {
    return given_small(running_request("req-a", {"m-1", "m-2"}) + running_request("req-b", {"m-3"}) +
                       Events{machine_failed("req-a", "m-1")});
}

TEST(ReadEvents, GivesAllInOrderAndSaysHowFarItHasGot) {
    auto scenario = site();
    const auto head = scenario.state().position();
    auto read = ask(scenario, ReadEvents{.after = 0, .limit = 3});
    EXPECT_THAT(positions_of(read), ElementsAre(1, 2, 3));
    EXPECT_EQ(read.position, 3U);
    EXPECT_TRUE(read.has_more);
    EXPECT_EQ(read.store_id, scenario.store().id());
    read = ask(scenario, ReadEvents{.after = head - 1});
    EXPECT_THAT(positions_of(read), ElementsAre(head));
    EXPECT_FALSE(read.has_more);
    read = ask(scenario, ReadEvents{.after = head});
    EXPECT_THAT(positions_of(read), IsEmpty());
    EXPECT_EQ(read.position, head);
    EXPECT_FALSE(read.has_more);
}

TEST(ReadEvents, GivesACategoryWithoutAGapInItsOwnNumbers) {
    auto scenario = site();
    std::uint64_t last = 0;
    for (const auto& event : all(scenario, {.limit = 2, .categories = of_machines()})) {
        EXPECT_EQ(event.category, Category::machine);
        EXPECT_EQ(event.category_position, ++last);
    }
    EXPECT_EQ(last, scenario.state().category_positions()[static_cast<std::size_t>(Category::machine)]);
    const auto both = all(scenario, {.limit = 2, .categories = {{Category::machine, Category::template_}}});
    EXPECT_EQ(both.size(), last + 1);
}

TEST(ReadEvents, GivesCertainTypes) {
    auto scenario = site();
    const auto started = all(scenario, {.types = {{"MachineStarted", "RequestCreated"}}});
    EXPECT_EQ(started.size(), 5U);
    const auto machines = all(scenario, {.categories = of_machines(), .types = {{"MachineStarted", "RequestCreated"}}});
    EXPECT_EQ(machines.size(), 3U);
    EXPECT_THAT(machines, Each(Field(&RecordedEvent::type, "MachineStarted")));
}

TEST(ReadEvents, ThatScannedItsBoundSaysWhereToGoOn) {
    auto scenario = site();
    const Limits two{.scanned_items = 2};
    const auto read = ask(scenario, ReadEvents{.types = {{"MachineFailed"}}}, two);
    EXPECT_THAT(read.events, IsEmpty());
    EXPECT_EQ(read.position, 2U);
    EXPECT_TRUE(read.has_more);
    EXPECT_EQ(all(scenario, {.types = {{"MachineFailed"}}}, two).size(), 1U);
    EXPECT_EQ(all(scenario, {.categories = of_machines()}, two), all(scenario, {.categories = of_machines()}));
}

TEST(ReadEvents, GoesOnAfterTheLastEventThatFitted) {
    auto scenario = site();
    const ReadEvents whole{.categories = of_machines()};
    ReadEvents tiny = whole;
    tiny.max_bytes = 1;
    const auto read = ask(scenario, tiny);
    ASSERT_EQ(read.events.size(), 1U);
    EXPECT_EQ(read.position, read.events[0].position);
    EXPECT_EQ(all(scenario, tiny), all(scenario, whole));
    EXPECT_EQ(all(scenario, {.max_bytes = 1}), all(scenario, {}));
    EXPECT_EQ(ask(scenario, ReadEvents{}, {.reply_bytes = 1}).events.size(), 1U)
        << "the site's bound is not to be passed";
}

TEST(ReadEvents, GivesOneStream) {
    auto scenario = site();
    const auto stream = all(scenario, {.stream = "req-a"});
    Version last = 0;
    for (const auto& event : stream) {
        EXPECT_EQ(event.stream, "req-a");
        EXPECT_EQ(event.stream_version, ++last);
    }
    EXPECT_EQ(last, scenario.request("req-a").version);
    EXPECT_EQ(all(scenario, {.limit = 1, .stream = "req-a"}), stream);
    EXPECT_EQ(all(scenario, {.stream = "req-a", .max_bytes = 1}), stream);
    EXPECT_EQ(all(scenario, {.after = stream[1].position, .stream = "req-a"}).size(), stream.size() - 2);
    EXPECT_EQ(all(scenario, {.types = {{"RequestStarted"}}, .stream = "req-a"}).size(), 1U);
    EXPECT_THAT(all(scenario, {.categories = of_machines(), .stream = "req-a"}), IsEmpty());
    const auto nobody = ask(scenario, ReadEvents{.stream = "nobody"});
    EXPECT_THAT(nobody.events, IsEmpty());
    EXPECT_FALSE(nobody.has_more);
    EXPECT_EQ(nobody.position, scenario.state().position());
}

TEST(ReadEvents, GivesALongStreamToo) {
    Events facts;
    for (int i = 0; i < 1500; ++i) facts.push_back(template_updated("small", {.max_number = i}));
    auto scenario = given_small(facts);
    EXPECT_EQ(all(scenario, {.limit = 700, .stream = "small"}).size(), 1501U);
    EXPECT_EQ(all(scenario, {.after = 1000, .stream = "small"}).size(), scenario.state().position() - 1000);
}

TEST(ReadEvents, GivesAllStreamsOfAnIdInOneOrder) {
    auto scenario = given({provider_registered("x"), template_created("x", {.provider = "x"}), provider_disabled("x"),
                           template_updated("x", {.provider = "x"})});
    EXPECT_THAT(positions_of(ask(scenario, ReadEvents{.stream = "x"})), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(positions_of(ask(scenario, ReadEvents{.categories = {{Category::template_}}, .stream = "x"})),
                ElementsAre(2, 4));
}

// One of two requesters who see their own alone, and a site at which they take turns.
const Caller an_owner{.principal = "rob", .role = Role::requester, .sees_all = false};
Given site_of_owners() {
    return given_small(ordered_by("rob", running_request("req-a", {"m-1"})) +
                       ordered_by("ren", running_request("req-b", {"m-2"})) + Events{machine_failed("req-a", "m-1")} +
                       ordered_by("ren", running_request("req-c", {"m-3"})));
}

TEST(ReadEvents, LeavesOutWhatTheCallerMayNotSee) {
    auto scenario = site_of_owners();
    const auto whole = ask(scenario, ReadEvents{.limit = 1000});
    EXPECT_FALSE(whole.own_only);
    const std::set<std::string> others{"req-b", "m-2", "req-c", "m-3"};
    std::vector<RecordedEvent> seen;
    for (const auto& event : whole.events)
        if (!others.contains(event.stream)) seen.push_back(event);
    // A requester is not shown what is confidential in them either.
    for (auto& event : seen) withhold(event, scenario.codec());
    EXPECT_GT(seen.size(), 8U) << "the provider's and the template's are among them";

    const auto own = ask(scenario, ReadEvents{.limit = 1000}, {}, an_owner);
    EXPECT_TRUE(own.own_only);
    EXPECT_EQ(own.events, seen);
    EXPECT_EQ(own.position, scenario.state().position());
    EXPECT_FALSE(own.has_more);
    for (const auto limit : {1U, 3U}) EXPECT_EQ(all(scenario, {.limit = limit}, {}, an_owner), seen);
    for (const auto& event : all(scenario, {.categories = of_machines()}, {}, an_owner)) EXPECT_EQ(event.stream, "m-1");
    EXPECT_EQ(all(scenario, {.stream = "req-a"}, {}, an_owner), all(scenario, {.stream = "req-a"}));
}

TEST(ReadEvents, GoesOnThroughAPageThatHasOthersAlone) {
    auto scenario = site_of_owners();
    const Limits two{.scanned_items = 2};
    const auto of_others = ask(scenario, ReadEvents{.stream = "req-c"}).events.front().position;
    const auto read = ask(scenario, ReadEvents{.after = of_others - 1}, two, an_owner);
    EXPECT_THAT(read.events, IsEmpty());
    EXPECT_EQ(read.position, of_others + 1);
    EXPECT_TRUE(read.has_more);
    EXPECT_EQ(all(scenario, {}, two, an_owner), all(scenario, {}, {}, an_owner));
}

TEST(ReadEvents, OthersStreamsAreLikeThoseThatAreNot) {
    auto scenario = site_of_owners();
    // So few may be looked at that a stream which is followed would show.
    const Limits one{.scanned_items = 1};
    for (const auto& limits : {Limits{}, one}) {
        const auto others = ask(scenario, ReadEvents{.stream = "req-b"}, limits, an_owner);
        const auto nobodys = ask(scenario, ReadEvents{.stream = "req-none"}, limits, an_owner);
        EXPECT_THAT(others.events, IsEmpty());
        EXPECT_EQ(others.position, nobodys.position);
        EXPECT_EQ(others.has_more, nobodys.has_more);
    }
}

// The committer appends to the store first, and applies to the read models then.
TEST(ReadEvents, WaitsWithOnesOwnUntilItIsKnownWhoseTheyAre) {
    auto scenario = given_small();
    InMemoryEventStore ahead;
    ahead.append(scenario.store().read(0, 1000, 1U << 20), {});
    auto coming = ask(site_of_owners(), ReadEvents{.limit = 1000}).events;
    const auto known = scenario.state().position();
    ahead.append(std::span(coming).subspan(known), {});

    const auto read = asked(scenario.models(), ahead, ReadEvents{}, {}, an_owner);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->result.position, known);
    EXPECT_EQ(read->position, known);
    EXPECT_FALSE(read->result.has_more);
    EXPECT_GT(asked(scenario.models(), ahead, ReadEvents{})->result.position, known);
    // Somebody who has seen everything until a moment ago does not take this for another store.
    const auto after = asked(scenario.models(), ahead, ReadEvents{.after = ahead.head()}, {}, an_owner);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_THAT(after->result.events, IsEmpty());
}

TEST(ReadEvents, RefusesTypesThatThereAreNot) {
    auto scenario = site();
    const auto error = refusal(scenario, ReadEvents{.types = {{"MachineStarted", "MachineStartd"}}});
    EXPECT_EQ(error.code, Code::validation_error);
    EXPECT_EQ(error.field, "types[1]");
    EXPECT_THAT(error.message, AllOf(HasSubstr("MachineStartd"), HasSubstr("did you mean \"MachineStarted\"?")));
}

// A consumer that is ahead of the store must not wait silently until the store has grown that far.
TEST(ReadEvents, RefusesAPositionThatTheStoreHasNotReached) {
    auto scenario = site();
    const auto head = scenario.state().position();
    const auto error = refusal(scenario, ReadEvents{.after = head + 1});
    EXPECT_EQ(error.code, Code::validation_error);
    EXPECT_EQ(error.field, "after");
    EXPECT_THAT(error.message, HasSubstr(fmt::format("ends at {}", head)));
}

}  // namespace
}  // namespace hf::testing
