#include "core/provisioning/commands/record_launch.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

TEST(CreateRequest, IsAccepted) {
    auto scenario = given_small();
    auto command = create_request(2);
    command.tags = {{"job", "7"}};
    command.priority = 9;
    command.user_id = "alice";
    command.timeout_s = 60;

    RequestCreated expected;
    expected.request_id = {"req-1"};
    expected.request_type = RequestType::acquire;
    expected.template_id = TemplateId{"small"};
    expected.provider = ProviderName{"local"};
    expected.machine_count = 2;
    expected.deadline_at = scenario.clock().now() + std::chrono::seconds{60};
    expected.tags = {{"job", "7"}};
    expected.priority = 9;
    expected.user_id = "alice";
    scenario.when(command).then({expected});
    EXPECT_EQ(scenario.result<RequestAccepted>().request_id, RequestId{"req-1"});
    EXPECT_EQ(scenario.request("req-1").status, RequestStatus::pending);
    EXPECT_EQ(scenario.request("req-1").correlation_id, "conversation");
}

TEST(CreateRequest, HasTheSitesDeadlineUnlessItSaysSo) {
    auto scenario = given({provider_registered(), template_created()}, {.limits = {.request_timeout_s = 77}});
    scenario.when(create_request(1));
    EXPECT_EQ(scenario.request("req-1").deadline_at, scenario.clock().now() + std::chrono::seconds{77});
}

TEST(CreateRequest, NeedsATemplate) {
    given_small()
        .when(create_request(1, "smal"))
        .then(refused(Code::template_not_found, "template \"smal\" does not exist; did you mean \"small\"?"));
    given({}).when(create_request(1, "smal")).then(refused(Code::template_not_found, "\"smal\" does not exist"));
}

TEST(CreateRequest, NeedsAnActiveTemplate) {
    given_small({}, {.active = false})
        .when(create_request(1))
        .then(refused(Code::invalid_state, "template \"small\" is not active"));
}

TEST(CreateRequest, NeedsAnEnabledProvider) {
    given_small({provider_missing()})
        .when(create_request(1))
        .then(refused(Code::invalid_state, "provider \"local\" of template \"small\" is not configured any more"));
}

TEST(CreateRequest, AsksForNoMoreThanTheSiteAllowsAtOnce) {
    auto scenario = given({provider_registered(), template_created("small", {.max_number = -1})},
                          {.limits = {.machines_per_request = 20}});
    scenario.when(create_request(21))
        .then(refused(Code::validation_error, "machine_count must be from 1 to 20, not 21"));
    EXPECT_EQ(scenario.error().field, "machine_count");
    scenario.when(create_request(20));
    EXPECT_TRUE(scenario.accepted());
}

// Host Factory's requests can't be split, since it knows each by one id.
TEST(CreateRequest, GetsASchedulerWhatTheTemplateAllows) {
    auto scenario = given({provider_registered(), template_created("small", {.max_number = 150})},
                          {.limits = {.machines_per_request = 100}});
    auto command = create_request(101);
    command.as_template_allows = true;
    scenario.when(command);
    EXPECT_EQ(scenario.request("req-1").machine_count, 101U);
    command.machine_count = 50;
    scenario.when(command).then(refused(Code::limit_exceeded, "allows 150 machines, 49 of them are left"));
}

TEST(CreateRequest, ChecksWhatComesOverTheWire) {
    auto scenario = given_small();
    const auto with = [](std::string_view name, Value value) {
        ValueMap body{{"template_id", "small"}, {"machine_count", 1}};
        body[std::string(name)] = std::move(value);
        return body;
    };
    const auto wrong = [&](std::string_view name, Value value) {
        scenario.when_message("CreateRequest", with(name, std::move(value))).then(refused(Code::validation_error));
        EXPECT_EQ(scenario.error().field, name);
    };
    wrong("machine_count", 0);
    wrong("machine_count", -1);
    wrong("machine_count", "1");
    wrong("machine_count", 1.5);
    wrong("machine_count", std::int64_t{1} << 32);
    wrong("priority", 10);
    wrong("priority", -1);
    wrong("timeout_s", 0);
    wrong("user_id", std::string(129, 'u'));
    wrong("count", 1);
    scenario.when_message("CreateRequest", with("timeout_s", 1), 1)
        .then(refused(Code::validation_error, "it takes no expected_version"));
    EXPECT_EQ(scenario.error().field, "expected_version");
    scenario.when_message("CreateRequest", with("priority", 9));
    EXPECT_TRUE(scenario.accepted());
}

TEST(CreateRequest, NeverExceedsTheTemplatesMaxNumber) {
    auto scenario = given_small({request_created("req-a", 2)}, {.max_number = 3});
    scenario.when(create_request(2))
        .then(refused(Code::limit_exceeded, "allows 3 machines, 1 of them are left, 2 were asked for"));
    EXPECT_EQ(scenario.error().details, (ValueMap{{"available", 1}}));
    EXPECT_FALSE(scenario.error().retryable);
    scenario.when(create_request(1));
    EXPECT_TRUE(scenario.accepted());
    scenario.when(create_request(1)).then(refused(Code::limit_exceeded, "0 of them are left"));
    EXPECT_EQ(scenario.tmpl().machines_in_use, 3U);
}

TEST(CreateRequest, IsNotHeldBackByATemplateWithoutALimit) {
    auto scenario = given_small({}, {.max_number = -1});
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(scenario.when(create_request(100)).accepted());
    EXPECT_EQ(scenario.tmpl().machines_in_use, 2000U);
}

TEST(CreateRequest, IsNotPossibleOfATemplateThatAllowsNone) {
    given_small({}, {.max_number = 0}).when(create_request(1)).then(refused(Code::limit_exceeded));
}

// The limit covers everything that is live or may still come, whatever the state of its request.
class Capacity : public ::testing::Test {
protected:
    static constexpr std::int32_t most = 3;

    Scenario& after(const Events& facts) { return scenario.given(facts); }
    void expect_left(std::uint32_t left) {
        EXPECT_EQ(scenario.state().capacity_left(scenario.tmpl()), left);
        scenario.when(create_request(left + 1)).then(refused(Code::limit_exceeded));
        if (left == 0) return;
        EXPECT_TRUE(scenario.when(create_request(left)).accepted());
        scenario.when(cancel_request(scenario.result_id()));
        EXPECT_EQ(scenario.state().capacity_left(scenario.tmpl()), left);
    }

    struct Site3 : Scenario {
        Site3() { given({provider_registered(), template_created("small", {.max_number = most})}); }
        std::string result_id() const { return result<RequestAccepted>().request_id.value; }
    } scenario;
};

TEST_F(Capacity, IsTakenByWaitingRequests) {
    after({request_created("req-a", 2)});
    expect_left(1);
}

TEST_F(Capacity, IsFreedByACancellation) {
    after({request_created("req-a", 3), request_cancelled("req-a")});
    expect_left(3);
}

TEST_F(Capacity, IsTakenByRunningMachinesOfACompleteRequest) {
    after(running_request("req-a", {"m-1", "m-2"}));
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
    expect_left(1);
}

TEST_F(Capacity, IsFreedWhenMachinesEnd) {
    after(running_request("req-a", {"m-1", "m-2", "m-3"}));
    expect_left(0);
    after({return_created("ret-a", {"m-1"})});
    expect_left(0);  // the machine still runs
    after({machine_changed("req-a", "m-1", MachineStatus::running, MachineStatus::shutting_down)});
    expect_left(0);
    after({machine_terminated("req-a", "m-1")});
    expect_left(1);
    after({machine_failed("req-a", "m-2")});
    expect_left(2);
}

TEST_F(Capacity, OfAMachineThatNeverCameUpStaysWithItsOpenRequest) {
    after({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
           machine_launched("req-a", "m-1"), machine_launched("req-a", "m-2"), launch_succeeded("req-a", 2),
           machine_failed("req-a", "m-1")});
    expect_left(1);  // the request will ask again
    EXPECT_EQ(scenario.request("req-a").shortfall(), 1U);
}

TEST_F(Capacity, IsKeptByALaunchUnderWayUntilItIsRecorded) {
    after({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 2)});
    expect_left(0);
    after({request_cancelled("req-a")});
    expect_left(1);  // the third was never asked for; two may still come
    scenario.when(RecordLaunch{{"req-a"}, token_of("req-a", 1), {{seen("m-1", MachineStatus::running)}, {}}});
    expect_left(2);  // the late machine runs until it is given back
    after({machine_terminated("req-a", "m-1")});
    expect_left(3);
}

TEST_F(Capacity, IsKeptByALaunchUnderWayWhenTheRequestTimesOut) {
    after({request_created("req-a", 2), request_started("req-a"), launch_requested("req-a", 2),
           request_timed_out("req-a")});
    expect_left(1);
    after({launch_failed("req-a", 2, 0)});
    expect_left(3);
}

TEST_F(Capacity, IsFreedByWhatAPartialRequestDidNotGet) {
    after({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 3),
           machine_launched("req-a", "m-1"), launch_failed("req-a", 3, 1, {.final = true})});
    expect_left(0);
    after({machine_started("req-a", "m-1")});
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::partial);
    expect_left(2);
}

// Tags are copied to every machine, and their events are kept for ever.
TEST(CreateRequest, TakesShortTagsOnly) {
    auto scenario = given_small();
    auto command = create_request(1);
    command.tags = {{"job", std::string(256, 'x')}};
    scenario.when(command);
    EXPECT_TRUE(scenario.accepted());
    command.tags = {{"job", std::string(257, 'x')}, {std::string(129, 'k'), "v"}, {"", "v"}};
    scenario.when(command).then(refused(Code::validation_error, "tags.job must have at most 256 bytes, not 257"));
    EXPECT_EQ(scenario.error().details.at("findings").as<ValueList>()->size(), 3U);
}

TEST(CreateRequest, PutsNoMoreTagsOnAMachineThanItsProviderTakes) {
    auto type = std::make_shared<InMemoryType>();
    type->most_tags = 2;
    auto scenario = given({provider_registered(), template_created("small", {.tags = {{"a", "1"}, {"b", "1"}}})},
                          Site{.types = {{"process", type}}});
    auto command = create_request(1);
    command.tags = {{"a", "2"}};
    scenario.when(command);
    EXPECT_TRUE(scenario.accepted()) << "it replaces one of the template's";
    command.tags = {{"c", "1"}};
    scenario.when(command).then(refused(Code::validation_error, "tags must be at most 2, not 3"));
    scenario.when(create_template("big", {.tags = {{"a", "1"}, {"b", "1"}, {"c", "1"}}}))
        .then(refused(Code::validation_error, "tags must be at most 2, not 3"));
}

}  // namespace
}  // namespace hf::testing
