// The provisioner with its threads: that lanes come, change and go, and that they learn what they need to know. What
// a lane does is tested on virtual time, in lane_test.cpp; here nothing is waited for but what stays.
#include "tests/unit/support/provisioner_fixture.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(ProvisionerTest, MakesMachinesAndGivesThemBack) {
    const auto id = ask_for(3);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(3));
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_THAT(cloud->living(), IsEmpty());
    wait_until("what is gone is forgotten", [&] { return cloud->forgotten().size() == 3; });
}

TEST_F(ProvisionerTest, P6ARestartFinishesWhatWasBegun) {
    cloud->be_unreachable(true);
    const auto id = ask_for(4);
    wait_until("a call", [&] { return cloud->launch_calls() > 0; });
    stop();
    cloud->be_unreachable(false);
    start();
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(4));
    EXPECT_EQ(request(id).attempts, 1U);
}

TEST_F(ProvisionerTest, TellsTheLaneThatARequestHasLeftAndTheOneThatItComesTo) {
    auto other = std::make_shared<InMemoryProvider>("o");
    type->of["other"] = other;
    tell(RegisterProvider{{"other"}, "process", {}});
    tell(create_template("both", {.max_number = -1, .sources = {source("local"), source("other")}}));
    cloud->limit_capacity(1);
    const auto id = ask_for(3, "both");
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(other->living(), SizeIs(2));
    EXPECT_EQ(request(id).provider, ProviderName{"other"});
    wait_until("nobody has it on the agenda",
               [&] { return counts("local").requests_waiting == 0 && counts("other").requests_waiting == 0; });
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    EXPECT_THAT(cloud->living(), IsEmpty());
    EXPECT_THAT(other->living(), IsEmpty());
}

TEST_F(ProvisionerTest, HasTemplatesCheckedByTheirProvider) {
    cloud->find_wrong({{"image", "is not there"}});
    tell(ValidateTemplate{{"small"}});
    wait_until("the provider's word", [&] { return small().validity == Validity::invalid; });
}

TEST_F(ProvisionerTest, WhatWaitsAtADisabledProviderIsLaunchedWhenItIsEnabled) {
    tell(DisableProvider{{"local"}, {}});
    tell(EnableProvider{{"local"}});
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
}

TEST_F(ProvisionerTest, ProvidersComeChangeAndGoWhileItRuns) {
    tell(RegisterProvider{{"extra"}, "process", {}});
    tell(create_template("there", {.provider = "extra"}));
    const auto id = ask_for(2, "there");
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(provider("extra")->live_machines, 2U);
    tell(UpdateProvider{{"extra"}, {{"grace_s", 1}}});
    give_back(id);
    wait_until("all machines gone", [&] { return live_in_the_books() == 0; });
    tell(DeleteTemplate{{"there"}, {}, false});
    tell(RemoveProvider{{"extra"}, {}});
    wait_until("its lane gone", [&] { return provisioner->counts().count({"extra"}) == 0; });
}

TEST_F(ProvisionerTest, AProviderThatCannotBeSetUpHasItsDeadlinesAllTheSame) {
    type->provider.reset();
    tell(RegisterProvider{{"extra"}, "process", {}});
    tell(create_template("there", {.provider = "extra"}));
    const auto id = ask_for(1, "there");
    // The second, so that what the first came to is noted.
    wait_until("two calls", [&] { return counts("extra").calls_failed >= 2; });
    bus.clock.advance(std::chrono::seconds{Limits{}.request_timeout_s + 1});
    wait_for(id, RequestStatus::timeout);
    EXPECT_THAT(request(id).status_reason, HasSubstr("can't be set up: there is none"));
}

TEST_F(ProvisionerTest, AProviderWhoseSetUpThrowsCannotBeSetUp) {
    type->throws_from_make = true;
    tell(RegisterProvider{{"extra"}, "process", {}});
    wait_until("its lane", [&] { return counts("extra").calls_failed > 0; });
    EXPECT_THAT(log.lines(), ::testing::Contains(HasSubstr("provider extra can't be set up: no such key")));
    // Once it is mended and enabled again, it is set up.
    type->throws_from_make = false;
    tell(DisableProvider{{"extra"}, {}});
    tell(EnableProvider{{"extra"}});
    wait_until("an answer", [&] { return counts("extra").calls_answered > 0; });
}

}  // namespace
}  // namespace hf::testing
