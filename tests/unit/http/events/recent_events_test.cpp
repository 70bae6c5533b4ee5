#include "http/events/recent_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/http/events/scripted_events.hpp"

namespace hf::http {
namespace {

using Look = RecentEvents::Look;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<Position> taken_from(const RecentEvents& recent, RecentEvents::Place& place,
                                 const ReadEvents& question = {}, std::size_t most = 1 << 20) {
    std::vector<EventPointer> found;
    EXPECT_EQ(recent.look(place, question, most, found), Look::served);
    std::vector<Position> positions;
    for (const auto& event : found) positions.push_back(event->position());
    return positions;
}

Look look_from(const RecentEvents& recent, RecentEvents::Place place) {
    std::vector<EventPointer> found;
    return recent.look(place, {}, 1 << 20, found);
}

TEST(RecentEvents, GiveEachReaderThoseAfterHisPlace) {
    RecentEvents recent({});
    RecentEvents::Place place{.after = 5};
    EXPECT_EQ(look_from(recent, place), Look::closed);
    EXPECT_FALSE(recent.head());
    recent.begin(3, 6);
    EXPECT_EQ(recent.head(), 6U);
    for (const Position position : {4U, 5U, 6U, 7U}) recent.add(*encoded(event_at(position)));
    EXPECT_THAT(taken_from(recent, place), ElementsAre(6, 7));
    EXPECT_THAT(taken_from(recent, place), IsEmpty());
    recent.add(*encoded(event_at(9)));
    EXPECT_THAT(taken_from(recent, place), ElementsAre(9)) << "positions have gaps where others' events are left out";
    EXPECT_TRUE(recent.covers(3));
    EXPECT_FALSE(recent.covers(2));
    EXPECT_FALSE(recent.covers(10)) << "the daemon must say whether there is such a position";
    EXPECT_EQ(look_from(recent, {.after = 2}), Look::behind);
}

TEST(RecentEvents, PassOverWhatIsNotWanted) {
    RecentEvents recent({});
    recent.begin(0, 0);
    recent.add(*encoded(event_at(1)));
    recent.add(*encoded(event_at(2, "RequestCompleted")));
    recent.add(*encoded(event_at(3, "RequestCompleted", "req-2")));
    RecentEvents::Place place;
    EXPECT_THAT(taken_from(recent, place, {.types = {{"RequestCompleted", "X"}}}), ElementsAre(2, 3));
    place = {};
    EXPECT_THAT(taken_from(recent, place, {.types = {{"RequestCompleted"}}, .stream = "req-1"}), ElementsAre(2));
    EXPECT_EQ(place.after, 3U) << "so that its reader goes on from there";
    place = {};
    EXPECT_THAT(taken_from(recent, place, {.categories = {{Category::machine}}}), IsEmpty());
    place = {};
    EXPECT_THAT(taken_from(recent, place, {}, 1), ElementsAre(1)) << "some at a time";
    EXPECT_THAT(taken_from(recent, place, {}, 1), ElementsAre(2));
}

TEST(RecentEvents, DropTheOldestBeyondTheirBounds) {
    RecentEvents recent({.events = 3});
    recent.begin(0, 0);
    RecentEvents::Place place;
    EXPECT_THAT(taken_from(recent, place), IsEmpty());
    for (Position position = 1; position <= 4; ++position) recent.add(*encoded(event_at(position)));
    EXPECT_EQ(look_from(recent, place), Look::dropped);
    EXPECT_EQ(look_from(recent, {.after = 0}), Look::behind) << "one who has never kept up is not slow";
    EXPECT_EQ(look_from(recent, {.after = 1, .beginning = 1}), Look::served);
    recent.begin(7, 7);
    EXPECT_EQ(look_from(recent, place), Look::behind) << "it is not his fault that all begins anew";
    recent.close();
    EXPECT_FALSE(recent.head());
    EXPECT_FALSE(recent.covers(7));
    EXPECT_EQ(look_from(recent, {.after = 7}), Look::closed);

    RecentEvents small({.bytes = 1});
    small.begin(0, 0);
    small.add(*encoded(event_at(1)));
    small.add(*encoded(event_at(2)));
    EXPECT_FALSE(small.covers(0));
    EXPECT_TRUE(small.covers(1)) << "the last one always stays";
}

TEST(EncodedEvents, LookAsReadEventsHasThem) {
    const auto event = *encoded(event_at(7));
    const auto line = std::string(event->in(EventFormat::lines));
    EXPECT_EQ(line.back(), '\n');
    const auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json["position"], 7);
    EXPECT_EQ(json["type"], "RequestCreated");
    EXPECT_EQ(json["time"], "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(event->in(EventFormat::sse), "id: 7\ndata: " + line + "\n");

    auto broken = event_at(8);
    broken.data.msgpack = "\xc1";
    EXPECT_THAT(encoded(broken).error(), StartsWith("event 8 cannot be read"));
}

TEST(EncodedEvents, HaveNothingBesideThemThatBreaksALine) {
    EXPECT_EQ(heartbeat(EventFormat::sse, 7, ""), ":\nid: 7\n\n");
    EXPECT_EQ(heartbeat(EventFormat::sse, 7, "a\nb\r\xff"), ": a b \xef\xbf\xbd\nid: 7\n\n");
    EXPECT_EQ(heartbeat(EventFormat::lines, 7, "a"), "\n");
    const auto cut_off = notice(EventFormat::sse, "cut_off", 7, "too\nslow");
    EXPECT_THAT(cut_off, StartsWith("event: cut_off\nid: 7\ndata: {\"notice\":\"cut_off\",\"position\":7,"));
    EXPECT_THAT(cut_off, HasSubstr("too\\nslow\"}\n\n"));
    EXPECT_EQ(opening(EventFormat::sse, std::chrono::milliseconds{1500}), "retry: 1500\n\n");
    EXPECT_EQ(opening(EventFormat::lines, std::chrono::milliseconds{1500}), "");
}

}  // namespace
}  // namespace hf::http
