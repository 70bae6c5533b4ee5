#include "client/feed/sequence.hpp"

#include <gmock/gmock.h>

#include <random>

namespace hf {
namespace {

using Heard = Sequence::Heard;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A store whose events are of these categories in turn, with its answers and its feed.
class PublishedStore {
public:
    explicit PublishedStore(std::string store_id = "a") : store_id_(std::move(store_id)) {}

    const RecordedEvent& happens(Category category) {
        RecordedEvent event;
        event.position = events_.size() + 1;
        event.category = category;
        event.category_position = ++in_category_[static_cast<std::size_t>(category)];
        event.type = "SomethingHappened";
        return events_.emplace_back(std::move(event));
    }
    void happen(std::size_t count, Category category) {
        for (std::size_t i = 0; i < count; ++i) happens(category);
    }

    [[nodiscard]] EventsRead answer(const ReadEvents& query) const {
        EventsRead read;
        read.store_id = store_id_;
        read.position = query.after;
        while (read.position < head() && read.events.size() < query.limit) {
            const auto& event = events_.at(read.position++);
            const auto wanted = [&](const auto& some) {
                return std::count(some.begin(), some.end(), event.category) > 0;
            };
            if (!query.categories || wanted(*query.categories)) read.events.push_back(event);
        }
        read.has_more = read.position < head();
        return read;
    }
    [[nodiscard]] HeartbeatMessage heartbeat() const {
        HeartbeatMessage message;
        message.position = head();
        message.store_id = store_id_;
        message.started_at = started_at;
        for (std::size_t i = 0; i < category_count; ++i)
            message.category_positions.emplace(enum_names<Category>[i], in_category_[i]);
        return message;
    }
    [[nodiscard]] Position head() const { return events_.size(); }
    [[nodiscard]] const RecordedEvent& at(Position position) const { return events_.at(position - 1); }

    Timestamp started_at{1};

private:
    std::string store_id_;
    std::vector<RecordedEvent> events_;
    std::array<std::uint64_t, category_count> in_category_{};
};

std::vector<Position> positions_of(const std::vector<RecordedEvent>& events) {
    std::vector<Position> positions;
    for (const auto& event : events) positions.push_back(event.position);
    return positions;
}

// Asks as long as the sequence must ask, and returns all positions that it read.
std::vector<Position> catch_up(Sequence& sequence, const PublishedStore& history) {
    std::vector<Position> positions;
    while (sequence.must_ask()) {
        const auto events = sequence.read(history.answer(sequence.question(3)), history.head(), sequence.doubts());
        EXPECT_TRUE(events) << events.error().message;
        if (!events) break;
        for (const auto position : positions_of(*events)) positions.push_back(position);
    }
    return positions;
}

constexpr auto request = Category::request;
constexpr auto machine = Category::machine;

TEST(Sequence, HearsNothingBeforeTheStoreWasAsked) {
    PublishedStore history;
    Sequence sequence({});
    EXPECT_EQ(sequence.hear(history.happens(request)), Heard::gap);
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(1));
    EXPECT_EQ(sequence.hear(history.at(1)), Heard::old);
    EXPECT_EQ(sequence.hear(history.happens(request)), Heard::next);
    EXPECT_EQ(sequence.known(), 2U);
}

TEST(Sequence, GoesOnAfterThePositionThatTheApplicationHas) {
    PublishedStore history;
    history.happen(5, request);
    Sequence sequence({.after = 3});
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(4, 5));
    EXPECT_EQ(sequence.store_id(), "a");
}

// The seam between catching up and the feed: a live event must not skip events that were not read yet.
TEST(Sequence, TakesNoLiveEventWhileItIsBehind) {
    PublishedStore history;
    history.happen(4, request);
    Sequence sequence({});
    auto first = sequence.read(history.answer(sequence.question(3)), history.head(), sequence.doubts());
    EXPECT_THAT(positions_of(*first), ElementsAre(1, 2, 3));
    EXPECT_TRUE(sequence.must_ask());
    EXPECT_EQ(sequence.hear(history.at(4)), Heard::gap) << "it comes next, but nobody has said that the rest is there";
    EXPECT_EQ(sequence.hear(history.happens(request)), Heard::gap);
    EXPECT_EQ(sequence.known(), 3U);
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(4, 5));
}

// Its position is that of the last event that it knows, not that of the reported head.
TEST(Sequence, AsksAfterTheLastEventThatItHasAndNotAfterTheHead) {
    PublishedStore history;
    history.happens(request);
    Sequence sequence({});
    catch_up(sequence, history);
    history.happen(3, request);
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::gap);
    EXPECT_EQ(sequence.head(), 4U);
    EXPECT_EQ(sequence.known(), 1U);
    EXPECT_EQ(sequence.question(10).after, 1U);
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(2, 3, 4));
}

TEST(Sequence, LooksForWhatAnEventHasLeftOut) {
    PublishedStore history;
    Sequence sequence({});
    catch_up(sequence, history);
    history.happen(3, request);
    EXPECT_EQ(sequence.hear(history.at(1)), Heard::next);
    EXPECT_EQ(sequence.hear(history.at(3)), Heard::gap);
    EXPECT_TRUE(sequence.must_ask());
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(2, 3));
    EXPECT_EQ(sequence.hear(history.at(2)), Heard::old);
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::old);
}

TEST(Sequence, AHeartbeatThatHasWaitedSaysNothing) {
    PublishedStore history;
    history.happens(request);
    const auto early = history.heartbeat();
    history.happens(request);
    Sequence sequence({});
    catch_up(sequence, history);
    EXPECT_EQ(sequence.hear(early), Heard::old);
    EXPECT_FALSE(sequence.must_ask());
}

// An answer of the former daemon says nothing about the one that is heard now.
TEST(Sequence, AnAnswerToAQuestionFromBeforeADoubtSettlesNothing) {
    PublishedStore history;
    history.happens(request);
    Sequence sequence({});
    const auto before = sequence.doubts();
    const auto answer = history.answer(sequence.question(10));
    sequence.doubt();
    EXPECT_EQ(sequence.read(answer, history.head(), before)->size(), 1U);
    EXPECT_TRUE(sequence.must_ask());
    EXPECT_THAT(catch_up(sequence, history), IsEmpty());
    EXPECT_FALSE(sequence.must_ask());
}

TEST(Sequence, ADaemonThatWasStartedAgainIsAskedAlsoWhenItsPositionsAreTheSame) {
    PublishedStore history;
    history.happens(request);
    Sequence sequence({});
    catch_up(sequence, history);
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::old);
    history.started_at = {2};
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::doubt);
    EXPECT_TRUE(sequence.must_ask());
    EXPECT_THAT(catch_up(sequence, history), IsEmpty());
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::old);
    EXPECT_EQ(sequence.hear(history.happens(request)), Heard::next);
}

TEST(Sequence, RefusesAnotherStore) {
    PublishedStore history;
    history.happen(3, request);
    PublishedStore other("b");
    other.happen(5, request);
    Sequence sequence({.after = 3, .store_id = "a"});
    const auto read = sequence.read(other.answer(sequence.question(10)), other.head(), sequence.doubts());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Code::conflict);
    EXPECT_THAT(read.error().message, HasSubstr("position 3"));
    EXPECT_EQ(sequence.known(), 3U);

    catch_up(sequence, history);
    EXPECT_EQ(sequence.hear(other.heartbeat()), Heard::foreign);
    EXPECT_EQ(sequence.hear(other.at(4)), Heard::gap) << "it would follow so well";
    EXPECT_EQ(sequence.known(), 3U);
    catch_up(sequence, history);
    EXPECT_EQ(sequence.hear(history.happens(request)), Heard::next) << "the right one is back";
}

TEST(Sequence, NoticesAnAnswerThatLeavesSomethingOut) {
    PublishedStore history;
    history.happen(5, request);
    Sequence sequence({.after = 1});
    auto answer = history.answer(sequence.question(10));
    answer.events.erase(answer.events.begin() + 1);
    EXPECT_EQ(sequence.read(answer, 5, sequence.doubts()).error().code, Code::internal);
    EXPECT_EQ(sequence.known(), 1U);

    Sequence of_machines({.categories = {machine}});
    history.happen(3, machine);
    answer = history.answer(of_machines.question(10));
    answer.events.erase(answer.events.begin());
    EXPECT_EQ(of_machines.read(answer, 8, of_machines.doubts()).error().code, Code::internal);
}

TEST(Sequence, LetsOutWhatADaemonSaysThatItKeepsFromIt) {
    PublishedStore history;
    history.happen(6, request);
    for (const auto& categories : {std::vector<Category>{}, std::vector{request}}) {
        Sequence sequence({.categories = categories});
        auto of_its_own = history.answer({.after = 0, .limit = 4});
        std::erase_if(of_its_own.events, [](const auto& event) { return event.position % 2 == 0; });
        auto silent = of_its_own;
        EXPECT_FALSE(sequence.read(std::move(silent), history.head(), sequence.doubts()));
        of_its_own.own_only = true;
        const auto events = sequence.read(std::move(of_its_own), history.head(), sequence.doubts());
        ASSERT_TRUE(events) << events.error().message;
        EXPECT_THAT(positions_of(*events), ElementsAre(1, 3));
        EXPECT_EQ(sequence.known(), 4U);
        // It may hear everything from now on, and goes on with whatever comes next.
        EXPECT_THAT(catch_up(sequence, history), ElementsAre(5, 6));
    }
}

TEST(Sequence, OfOneCategoryGoesByItsNumbers) {
    PublishedStore history;
    Sequence sequence({.categories = {machine}});
    EXPECT_THAT(sequence.topics(), ElementsAre("machine.", "$heartbeat"));
    catch_up(sequence, history);
    history.happen(5, request);
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::old) << "nothing of it has happened";
    EXPECT_EQ(sequence.question(1).after, 5U) << "what is known to be none of it need not be looked at again";
    EXPECT_EQ(sequence.hear(history.happens(machine)), Heard::next);
    history.happen(2, machine);
    EXPECT_EQ(sequence.hear(history.at(8)), Heard::gap);
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(7, 8));
    history.happens(machine);
    history.happens(request);
    EXPECT_EQ(sequence.hear(history.heartbeat()), Heard::gap) << "the last one was lost";
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(9));
}

TEST(Sequence, OfOneCategoryThatBeginsSomewhereAsksForTheFirstNumber) {
    PublishedStore history;
    history.happen(2, machine);
    history.happen(2, request);
    Sequence sequence({.after = 4, .categories = {machine}});
    EXPECT_THAT(catch_up(sequence, history), IsEmpty());
    EXPECT_EQ(sequence.hear(history.happens(machine)), Heard::gap) << "who knows whether it is the next";
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(5));
    EXPECT_EQ(sequence.hear(history.happens(machine)), Heard::next);
}

// A request's event is lost before a machine's event that is the next of its category. If that were
// handed over, the position would have passed the lost event for ever.
TEST(Sequence, OfSeveralCategoriesMindsTheOrderAmongThem) {
    PublishedStore history;
    Sequence sequence({.categories = {machine, request}});
    EXPECT_THAT(sequence.topics(), ElementsAre(""));
    catch_up(sequence, history);
    EXPECT_EQ(sequence.hear(history.happens(machine)), Heard::next);
    history.happens(request);
    EXPECT_EQ(sequence.hear(history.happens(machine)), Heard::gap);
    EXPECT_THAT(catch_up(sequence, history), ElementsAre(2, 3));
    EXPECT_EQ(sequence.hear(history.happens(Category::provider)), Heard::other);
    EXPECT_EQ(sequence.hear(history.happens(request)), Heard::next);
}

// Whatever is lost, repeated or late, the events handed over equal the store.
TEST(Sequence, HandsOverAllOnceAndInOrderWhateverTheFeedDoes) {
    const std::vector<std::vector<Category>> subscriptions{{}, {machine}, {machine, request}};
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        const auto chance = [&](int percent) { return std::uniform_int_distribution(0, 99)(random) < percent; };
        const auto& categories = subscriptions[seed % subscriptions.size()];
        PublishedStore history;
        std::vector<Position> handed_over;
        Position begin = 0;
        std::optional<Sequence> sequence(Subscription{.categories = categories});
        const auto take = [&](const RecordedEvent& event) {
            if (sequence->hear(event) == Heard::next) handed_over.push_back(event.position);
        };
        for (int step = 0; step < 300; ++step) {
            const auto& event = history.happens(static_cast<Category>(random() % category_count));
            if (chance(70)) take(event);
            if (chance(20)) take(event);
            if (chance(10)) take(history.at(1 + random() % history.head()));
            if (chance(10)) sequence->hear(history.heartbeat());
            if (chance(3)) sequence->doubt();
            if (chance(3)) {
                ++history.started_at.microseconds;
                sequence->hear(history.heartbeat());
            }
            if (chance(3)) {
                begin = handed_over.empty() ? begin : handed_over.back();
                sequence.emplace(Subscription{.after = begin, .store_id = "a", .categories = categories});
            }
            if (chance(30))
                for (const auto position : catch_up(*sequence, history)) handed_over.push_back(position);
        }
        sequence->hear(history.heartbeat());
        for (const auto position : catch_up(*sequence, history)) handed_over.push_back(position);
        std::vector<Position> expected;
        for (Position position = 1; position <= history.head(); ++position)
            if (categories.empty() ||
                std::count(categories.begin(), categories.end(), history.at(position).category) > 0)
                expected.push_back(position);
        ASSERT_EQ(handed_over, expected) << "seed " << seed;
    }
}

}  // namespace
}  // namespace hf
