#include "core/pacing/fair_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf {
namespace {

using Queue = FairQueue<std::string>;
using enum Queue::Entry;
using namespace std::chrono_literals;
using ::testing::ElementsAre;

Queue::Time time_of_test{100s};

Queue::Entry enter(Queue& queue, std::string item, const std::string& party, const std::string& connection = "c",
                   std::size_t bytes = 1) {
    return queue.enter(party, connection, bytes, item, time_of_test);
}

// What begins in place of those that end.
std::vector<std::string> after_leaving(Queue& queue, const std::string& party, int count) {
    std::vector<std::string> begun;
    for (; count > 0; --count)
        for (auto& next : queue.leave(party, time_of_test)) begun.push_back(next);
    return begun;
}

TEST(FairQueue, WhoSendsMuchWaitsBehindHimself) {
    Queue queue({.at_once = 2, .of_one = 10, .of_all = 10});
    EXPECT_EQ(enter(queue, "a1", "a"), begins);
    EXPECT_EQ(enter(queue, "a2", "a"), begins);
    EXPECT_EQ(enter(queue, "a3", "a"), waits);
    EXPECT_EQ(enter(queue, "b1", "b"), begins);
    EXPECT_THAT(after_leaving(queue, "b", 1), ElementsAre());
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre("a3"));
    EXPECT_EQ(queue.waiting(), 0U);
    EXPECT_THAT(after_leaving(queue, "a", 2), ElementsAre());
}

TEST(FairQueue, LeavesAnItemAloneUnlessItWaits) {
    Queue queue({.at_once = 1, .of_one = 2, .of_all = 10});
    std::string first = "first", second = "second", third = "third";
    EXPECT_EQ(queue.enter("a", "c", 1, first, time_of_test), begins);
    EXPECT_EQ(queue.enter("a", "c", 1, second, time_of_test), waits);
    EXPECT_EQ(queue.enter("a", "c", 1, third, time_of_test), refused);
    EXPECT_EQ(first, "first");
    EXPECT_EQ(third, "third");
}

TEST(FairQueue, ConnectionsOfAPartyTakeTurns) {
    Queue queue({.at_once = 1, .of_one = 10, .of_all = 10});
    enter(queue, "x1", "a", "x");
    for (const auto* item : {"x2", "x3", "x4"}) enter(queue, item, "a", "x");
    for (const auto* item : {"y1", "y2"}) enter(queue, item, "a", "y");
    EXPECT_THAT(after_leaving(queue, "a", 6), ElementsAre("x2", "y1", "x3", "y2", "x4"));
}

TEST(FairQueue, RefusesWhoHasHisPart) {
    Queue queue({.at_once = 10, .of_one = 3, .of_all = 4});
    for (const auto* item : {"a1", "a2", "a3"}) EXPECT_EQ(enter(queue, item, "a"), begins);
    EXPECT_EQ(enter(queue, "a4", "a"), refused) << "three are one's";
    EXPECT_EQ(enter(queue, "b1", "b"), begins);
    EXPECT_EQ(enter(queue, "b2", "b"), begins) << "two are the part of each";
    EXPECT_EQ(enter(queue, "b3", "b"), refused);
    EXPECT_EQ(enter(queue, "c1", "c"), begins) << "who has nothing inside may always enter";
    after_leaving(queue, "a", 1);
    EXPECT_EQ(enter(queue, "a4", "a"), refused) << "two are still more than a third of four";
}

// One of two query workers stays for the others, however much a party asks.
TEST(FairQueue, APartyThatHasVeryMuchGetsNoMoreThanTheOthers) {
    Queue queue({.at_once = 1, .of_one = 10, .of_all = 20, .much = 2, .at_once_of_much = 4});
    EXPECT_EQ(enter(queue, "b1", "b"), begins);
    EXPECT_EQ(enter(queue, "a1", "a"), begins);
    for (const auto* item : {"a2", "a3", "a4", "a5"}) EXPECT_EQ(enter(queue, item, "a"), waits);
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre("a2"));
}

TEST(FairQueue, BoundsTheBytesOfWhatWaits) {
    Queue queue({.at_once = 1, .of_one = 10, .of_all = 10, .bytes_of_one = 100, .bytes_of_all = 150});
    EXPECT_EQ(enter(queue, "a1", "a", "c", 1000), begins) << "what begins does not wait";
    EXPECT_EQ(enter(queue, "a2", "a", "c", 90), waits);
    EXPECT_EQ(enter(queue, "a3", "a", "c", 20), refused);
    enter(queue, "b1", "b");
    EXPECT_EQ(enter(queue, "b2", "b", "c", 70), refused);
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre("a2"));
    EXPECT_EQ(enter(queue, "b2", "b", "c", 70), waits);
}

TEST(FairQueue, ServesAPartyThatHasVeryMuchByFewWhileOthersCome) {
    Queue queue({.at_once = 3, .of_one = 10, .of_all = 20, .much = 5, .at_once_of_much = 1});
    for (const auto* item : {"a1", "a2", "a3"}) EXPECT_EQ(enter(queue, item, "a"), begins);
    for (const auto* item : {"a4", "a5", "a6", "a7", "a8"}) EXPECT_EQ(enter(queue, item, "a"), waits);
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre("a4")) << "nobody else is there";
    EXPECT_EQ(enter(queue, "b1", "b"), begins);
    EXPECT_THAT(after_leaving(queue, "b", 1), ElementsAre());
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre()) << "six are inside, and two of them under way";
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre("a5", "a6")) << "five are no longer much";
    time_of_test += 11s;
    for (const auto* item : {"a9", "a10"}) EXPECT_EQ(enter(queue, item, "a"), waits);
    EXPECT_THAT(after_leaving(queue, "a", 1), ElementsAre("a7")) << "the other came long ago";
}

}  // namespace
}  // namespace hf
