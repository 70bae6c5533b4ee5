// Requests of a template that names two providers, each with its lane.
#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum ProviderErrorKind;

class SeveralSourcesTest : public LaneTest {
protected:
    SeveralSourcesTest()
        : LaneTest(Site{
              .types = {{"process", std::make_shared<InMemoryType>()}, {"other", std::make_shared<InMemoryType>()}}}) {
        tell(RegisterProvider{{"other"}, "other", {}});
        site.connect("other", other);
        name_both(SourceSelection::fallback);
    }

    void name_both(SourceSelection selection) {
        tell(create_template(
            "both", {.max_number = -1, .sources = {source("local"), source("other", 2)}, .selection = selection}));
    }
    std::size_t at(const std::string& name) const { return provider(name).live_machines; }

    std::shared_ptr<InMemoryProvider> other = std::make_shared<InMemoryProvider>("o");
};

TEST_F(SeveralSourcesTest, WhatOneCannotGiveTheNextIsAskedFor) {
    cloud->limit_capacity(4);
    const auto id = ask_for(10, "both");
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(4));
    EXPECT_THAT(other->living(), SizeIs(6));
    EXPECT_EQ(request(id).provider, ProviderName{"other"});
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_THAT(cloud->living(), IsEmpty());
    EXPECT_THAT(other->living(), IsEmpty());
}

TEST_F(SeveralSourcesTest, BothAreAskedInTurnsUntilThereIsRoom) {
    cloud->limit_capacity(0);
    other->limit_capacity(0);
    const auto id = ask_for(2, "both");
    wait_until("two rounds", [&] { return cloud->launch_calls() >= 2 && other->launch_calls() >= 2; });
    other->limit_capacity(2);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(other->living(), SizeIs(2));
}

TEST_F(SeveralSourcesTest, FailsWithTheWordsOfTheLastWhenNoneHasHope) {
    cloud->fail(1, {invalid, "no such image"});
    other->fail(1, {unauthorized, "not allowed"});
    const auto id = ask_for(2, "both");
    wait_for(id, RequestStatus::failed);
    EXPECT_EQ(request(id).status_reason, "not allowed");
    EXPECT_EQ(cloud->launch_calls(), 1U);
}

TEST_F(SeveralSourcesTest, AMachineOfTheFirstThatDiesIsReplacedByTheSecond) {
    cloud->limit_capacity(1);
    cloud->be_slow(true);
    other->be_slow(true);
    const auto id = ask_for(2, "both");
    wait_until("one at each", [&] { return at("local") == 1 && at("other") == 1; });
    cloud->kill(*cloud->living().begin());
    wait_until("a second at the other", [&] { return at("other") == 2; });
    other->catch_up();
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(at("local"), 0U);
}

TEST_F(SeveralSourcesTest, P6ALostAnswerIsSettledBeforeAnotherIsAsked) {
    cloud->limit_capacity(3);
    cloud->lose_answers(1);
    const auto id = ask_for(5, "both");
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
    EXPECT_THAT(other->living(), SizeIs(2));
    EXPECT_THAT(request(id).machine_ids, SizeIs(5));
}

TEST_F(SeveralSourcesTest, GoesOnAfterARestartWhereItWas) {
    cloud->limit_capacity(1);
    other->limit_capacity(0);
    const auto id = ask_for(3, "both");
    wait_until("asked both", [&] { return other->launch_calls() >= 1; });
    site.stop();
    other->limit_capacity(2);
    site.start();
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(1));
    EXPECT_THAT(other->living(), SizeIs(2));
}

TEST_F(SeveralSourcesTest, ADisabledProviderGivesUpWhatWaitsThere) {
    cloud->limit_capacity(0);
    other->fail(1'000'000, {throttled, "slow down"});
    const auto id = ask_for(1, "both");
    wait_until("it waits at the other", [&] { return request(id).provider == ProviderName{"other"}; });
    cloud->limit_capacity(1);
    tell(DisableProvider{{"other"}, "maintenance"});
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(1));
    EXPECT_EQ(site.counts("other").requests_waiting, 0U) << "the other lane has forgotten it";
}

TEST_F(SeveralSourcesTest, TheLeastLoadedGetsTheNextRequest) {
    tell(delete_template("both"));
    name_both(SourceSelection::least_loaded);
    for (int i = 0; i < 6; ++i) wait_for(ask_for(1, "both"), RequestStatus::complete);
    EXPECT_EQ(at("local"), 2U);
    EXPECT_EQ(at("other"), 4U) << "it has twice the weight";
}

TEST_F(SeveralSourcesTest, ADeadlineIsKeptByWhoeverIsAskedThen) {
    cloud->limit_capacity(0);
    other->limit_capacity(0);
    const auto id = ask_for(1, "both");
    wait_until("redirected", [&] { return request(id).provider == ProviderName{"other"}; });
    site.clock.advance(std::chrono::hours{24});
    wait_for(id, RequestStatus::timeout);
    EXPECT_EQ(site.counts("local").requests_waiting, 0U);
    EXPECT_EQ(site.counts("other").requests_waiting, 0U);
}

}  // namespace
}  // namespace hf::testing
