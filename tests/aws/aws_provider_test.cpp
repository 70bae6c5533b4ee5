// The provider against moto, which stands behind a proxy that does what networks and AWS do. What every provider
// must do is tested by aws_contract_test.cpp.
#include "adapters/providers/aws/aws_provider.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "core/messages/convert.hpp"
#include "core/messages/rfc3339.hpp"
#include "tests/aws/fault_proxy.hpp"
#include "tests/aws/moto.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::aws::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;
using enum ProviderErrorKind;

Moto& moto() { return shared_moto(); }

class AwsProviderTest : public ::testing::Test {
protected:
    AwsProviderTest() {
        order_.token = unique("token");
        order_.site = unique("site");
        order_.request_id = "req-1";
        order_.template_id = "small";
        order_.price_type = "ondemand";
        order_.count = 3;
        order_.repeated = false;
        order_.tags = {{"team", "blue"}};
        order_.configuration = {{"imageId", moto().image()}, {"vmType", "t3.micro"}};
        make();
    }

    void make() {
        provider_ =
            std::make_unique<AwsProvider>(std::move(*Account::open(config_, Environment::of_this_process())), config_);
    }
    static std::string unique(const std::string& what) {
        static int number = 0;
        return fmt::format("{}-{}", what, ++number);
    }
    LaunchResult again() {
        order_.repeated = true;
        return provider_->launch(order_);
    }
    TemplateSpec spec() const {
        TemplateSpec spec;
        spec.provider_api = order_.provider_api;
        spec.configuration = order_.configuration;
        return spec;
    }
    std::vector<std::string> findings() {
        const auto check = provider_->validate(spec());
        if (!check) return {check.error().message};
        std::vector<std::string> words;
        for (const auto& [field, message] : check->findings) words.push_back(field + ": " + message);
        return words;
    }
    // The live instances at moto with the token.
    std::set<std::string> at_moto() {
        const auto there = Instances(moto().ec2()).tagged(tag::token, order_.token, Living::only);
        return there ? ids(*there) : std::set<std::string>{"moto does not answer"};
    }
    static std::set<std::string> ids(const std::vector<ProviderMachine>& machines) {
        std::set<std::string> result;
        for (const auto& machine : machines) result.insert(machine.id);
        return result;
    }
    static std::vector<std::string> list_of(const std::set<std::string>& ids) { return {ids.begin(), ids.end()}; }

    FaultProxy proxy_{moto().url()};
    AwsConfig config_ = config_for(proxy_.url());
    LaunchSpec order_;
    std::unique_ptr<AwsProvider> provider_;
};

TEST_F(AwsProviderTest, MachinesCarryTheirTagsAndHaveAnAddress) {
    const auto launched = provider_->launch(order_);
    ASSERT_FALSE(launched.error) << launched.error->message;
    EXPECT_EQ(ids(launched.machines), at_moto());
    for (const auto& machine : launched.machines) {
        EXPECT_EQ(machine.instance_type, "t3.micro");
        EXPECT_FALSE(machine.private_ip.empty());
        EXPECT_EQ(moto().tag_of(machine.id, "team"), "blue");
        EXPECT_EQ(moto().tag_of(machine.id, tag::site), order_.site);
        EXPECT_EQ(moto().tag_of(machine.id, tag::managed_by), "hostfactory");
    }
}

// Moto has none of these; the answers have the form of the API reference.
std::string interrupted(const std::string& id) {
    return fmt::format(
        "<DescribeSpotInstanceRequestsResponse><spotInstanceRequestSet><item>"
        "<spotInstanceRequestId>sir-1</spotInstanceRequestId><state>active</state>"
        "<status><code>marked-for-termination</code><updateTime>2026-11-25T10:00:00.000Z</updateTime>"
        "<message>Your Spot Instance is marked for termination because the demand has increased.</message></status>"
        "<instanceId>{}</instanceId></item></spotInstanceRequestSet></DescribeSpotInstanceRequestsResponse>",
        id);
}
std::string in_status_set(const std::string& items) {
    return "<DescribeInstanceStatusResponse><instanceStatusSet>" + items +
           "</instanceStatusSet></DescribeInstanceStatusResponse>";
}
std::string with_event(const std::string& id, const std::string& description) {
    return fmt::format(
        "<item><instanceId>{}</instanceId><eventsSet><item><code>instance-retirement</code>"
        "<description>{}</description><notBefore>2026-12-01T00:00:00.000Z</notBefore></item></eventsSet></item>",
        id, description);
}
std::string impaired_since(const std::string& id, const std::string& since) {
    return fmt::format(
        "<item><instanceId>{}</instanceId><instanceStatus><status>impaired</status><details><item>"
        "<name>reachability</name><status>failed</status><impairedSince>{}</impairedSince></item></details>"
        "</instanceStatus></item>",
        id, since);
}

std::map<std::string, std::string> notices_of(const std::vector<ProviderMachine>& machines) {
    std::map<std::string, std::string> notices;
    for (const auto& machine : machines)
        if (machine.reclaiming)
            notices[machine.id] = machine.reason + (machine.reclaim_at ? " at " + rfc3339(*machine.reclaim_at) : "");
    return notices;
}

TEST_F(AwsProviderTest, TellsOfASpotMachineThatEc2TakesBack) {
    order_.price_type = "spot";
    const auto made = list_of(ids(provider_->launch(order_).machines));
    ASSERT_EQ(made.size(), 3U);
    proxy_.next("DescribeSpotInstanceRequests", instead(interrupted(made[1])));
    const auto seen = provider_->describe(made);
    ASSERT_TRUE(seen);
    EXPECT_THAT(notices_of(*seen),
                ElementsAre(Pair(made[1],
                                 "EC2 takes it back: Your Spot Instance is marked for termination because the "
                                 "demand has increased. at 2026-11-25T10:02:00.000000Z")));
    EXPECT_EQ(notices_of(*provider_->describe(made)), notices_of(*seen)) << "it is reported until it is gone";
    EXPECT_EQ(proxy_.server().calls_of("DescribeSpotInstanceRequests"), 1U);
}

TEST_F(AwsProviderTest, TellsOfMachinesThatWillBeRetiredOrAreImpaired) {
    order_.count = 5;
    const auto made = list_of(ids(provider_->launch(order_).machines));
    ASSERT_EQ(made.size(), 5U);
    proxy_.next("DescribeInstanceStatus",
                instead(in_status_set(with_event(made[0], "The hardware is degraded") +
                                      with_event(made[1], "[Completed] The hardware is degraded"))));
    proxy_.next("DescribeInstanceStatus",
                instead(in_status_set(impaired_since(made[2], "2026-11-20T00:00:00.000Z") +
                                      impaired_since(made[3], rfc3339(SystemClock().now())))));
    const auto seen = provider_->describe(made);
    ASSERT_TRUE(seen);
    EXPECT_THAT(
        notices_of(*seen),
        UnorderedElementsAre(
            Pair(made[0],
                 "EC2 takes it back: instance-retirement: The hardware is degraded at 2026-12-01T00:00:00.000000Z"),
            Pair(made[2], "its instance status check has failed since 2026-11-20T00:00:00.000Z")));
    EXPECT_EQ(proxy_.server().calls_of("DescribeSpotInstanceRequests"), 0U) << "none of them is a spot machine";
}

// EC2's times are measured by EC2's clock: this host's may be days ahead, or may have been set since.
TEST_F(AwsProviderTest, AMachineIsImpairedForAsLongAsEc2sClockSays) {
    const auto made = list_of(ids(provider_->launch(order_).machines));
    auto status = instead(in_status_set(impaired_since(made[0], "2026-11-20T09:50:00.000Z") +
                                        impaired_since(made[1], "2026-11-20T09:59:00.000Z")));
    status.reply.date = "Fri, 20 Nov 2026 10:00:00 GMT";
    proxy_.next("DescribeInstanceStatus", Fault{});
    proxy_.next("DescribeInstanceStatus", status);
    EXPECT_THAT(notices_of(*provider_->describe(made)),
                ElementsAre(Pair(made[0], "its instance status check has failed since 2026-11-20T09:50:00.000Z")));
}

TEST_F(AwsProviderTest, ALaunchTemplateIsAsOldAsEc2sClockSays) {
    const auto says = [&](const char* date) {
        auto answer = answer_of("DescribeLaunchTemplates",
                                "<launchTemplates><item><launchTemplateId>lt-1</launchTemplateId>"
                                "<createTime>2026-11-20T09:50:00.000Z</createTime></item></launchTemplates>");
        answer.reply.date = date;
        proxy_.next("DescribeLaunchTemplates", answer);
        EXPECT_TRUE(provider_->list(order_.site));
        return proxy_.server().calls_of("DeleteLaunchTemplate");
    };
    EXPECT_EQ(says("Fri, 20 Nov 2026 10:00:00 GMT"), 0U) << "its launch may be under way";
    EXPECT_EQ(says("Fri, 20 Nov 2026 10:06:00 GMT"), 1U);
}

TEST_F(AwsProviderTest, TellsOfMachinesAlsoWhereNoticesCannotBeAskedFor) {
    order_.price_type = "spot";
    const auto made = list_of(ids(provider_->launch(order_).machines));
    proxy_.next("DescribeSpotInstanceRequests", refusal("UnauthorizedOperation", 403));
    proxy_.next("DescribeInstanceStatus", refusal("UnauthorizedOperation", 403));
    const auto seen = provider_->describe(made);
    ASSERT_TRUE(seen);
    EXPECT_EQ(ids(*seen).size(), 3U);
    EXPECT_TRUE(notices_of(*seen).empty());
}

TEST_F(AwsProviderTest, AReplyThatWasLostMakesNoSecondMachine) {
    proxy_.next("RunInstances", drop_reply);
    const auto first = provider_->launch(order_);
    ASSERT_TRUE(first.error);
    EXPECT_EQ(first.error->kind, unreachable);
    EXPECT_EQ(at_moto().size(), 3U) << "it took effect";
    const auto second = again();
    EXPECT_FALSE(second.error);
    EXPECT_EQ(ids(second.machines), at_moto());
    EXPECT_EQ(second.machines.size(), 3U);
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 1U);
}

TEST_F(AwsProviderTest, AnAnswerThatCannotBeReadIsNone) {
    for (const auto& fault : {truncate, cut_off}) {
        order_.token = unique("token");
        order_.repeated = false;
        proxy_.next("RunInstances", fault);
        const auto first = provider_->launch(order_);
        ASSERT_TRUE(first.error);
        EXPECT_EQ(first.error->kind, unreachable) << first.error->message;
        EXPECT_EQ(again().machines.size(), 3U);
        EXPECT_EQ(at_moto().size(), 3U);
    }
}

TEST_F(AwsProviderTest, ALaunchThatIsNotKnownToHaveFailedIsNotMadeAgainUnseen) {
    proxy_.next("RunInstances", refusal("InternalError", 500));
    const auto first = provider_->launch(order_);
    ASSERT_TRUE(first.error);
    EXPECT_EQ(first.error->kind, unreachable);
    proxy_.next("DescribeInstances", refusal("UnauthorizedOperation", 403));
    const auto blind = again();
    ASSERT_TRUE(blind.error);
    EXPECT_EQ(blind.error->kind, unreachable) << "the launch must stay open";
    EXPECT_EQ(again().machines.size(), 3U);
    EXPECT_EQ(at_moto().size(), 3U);
}

TEST_F(AwsProviderTest, ARequestThatNobodyGotIsMadeAgain) {
    proxy_.next("RunInstances", drop_request);
    EXPECT_EQ(provider_->launch(order_).error->kind, unreachable);
    EXPECT_TRUE(at_moto().empty());
    EXPECT_EQ(again().machines.size(), 3U);
    EXPECT_EQ(at_moto().size(), 3U);
}

TEST_F(AwsProviderTest, ThrottlingIsWaitedOut) {
    proxy_.next("RunInstances", refusal("RequestLimitExceeded", 503));
    proxy_.next("RunInstances", refusal("RequestLimitExceeded", 503));
    EXPECT_EQ(provider_->launch(order_).machines.size(), 3U);
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 3U);
}

TEST_F(AwsProviderTest, ThrottlingThatLastsIsTold) {
    for (int i = 0; i < 4; ++i) proxy_.next("RunInstances", refusal("RequestLimitExceeded", 503));
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, throttled);
    EXPECT_TRUE(at_moto().empty());
}

TEST_F(AwsProviderTest, WithoutCapacityTheNextTypeIsTriedAndTheFirstIsRemembered) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"c5.large", 1}, {"m5.large", 1}};
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    const auto result = provider_->launch(order_);
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_EQ(result.machines.size(), 3U);
    EXPECT_EQ(result.machines.at(0).instance_type, "m5.large");
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 3U) << "all, some, all of the next";

    order_.token = unique("token");
    EXPECT_EQ(provider_->launch(order_).machines.size(), 3U);
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 4U) << "the first was left alone";
}

TEST_F(AwsProviderTest, WhatAnOfferingHasIsTakenAndTheRestIsOfTheNext) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"c5.large", 1}, {"m5.large", 1}};
    proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    const auto result = provider_->launch(order_);
    ASSERT_FALSE(result.error) << result.error->message;
    std::vector<std::string> types;
    for (const auto& machine : result.machines) types.push_back(machine.instance_type);
    // Moto gives the smallest number that the call allows.
    EXPECT_EQ(types, (std::vector<std::string>{"c5.large", "m5.large", "m5.large"}));
    EXPECT_EQ(ids(result.machines), at_moto());
}

TEST_F(AwsProviderTest, UnitsAreFilledByTypesThatFit) {
    order_.counts = Counting::units;
    order_.count = 6;
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"m5.4xlarge", 4}, {"t3.micro", 1}};
    const auto fit = provider_->launch(order_);
    ASSERT_FALSE(fit.error) << fit.error->message;
    std::vector<std::string> types;
    for (const auto& machine : fit.machines) types.push_back(machine.instance_type);
    EXPECT_THAT(types, ElementsAre("m5.4xlarge", "t3.micro", "t3.micro"));

    order_.token = unique("token");
    order_.configuration["vmTypesPriority"] = ValueMap{{"t3.micro", 1}, {"m5.4xlarge", 2}};
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    const auto exceeding = provider_->launch(order_);
    EXPECT_FALSE(exceeding.error);
    EXPECT_EQ(ids(exceeding.machines), at_moto());
    EXPECT_EQ(at_moto().size(), 2U) << "where there is none of the small ones, the last large one exceeds the rest";
}

TEST_F(AwsProviderTest, AReplyThatWasLostOnTheSecondOfferingMakesNoSecondMachine) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"c5.large", 1}, {"m5.large", 1}};
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    proxy_.next("RunInstances", drop_reply);
    EXPECT_EQ(provider_->launch(order_).error->kind, unreachable);
    make();  // a new daemon, without any memory
    EXPECT_EQ(ids(again().machines), at_moto());
    EXPECT_EQ(at_moto().size(), 3U);
}

TEST_F(AwsProviderTest, WithoutAnyCapacityItTellsWhatWasTried) {
    order_.configuration["subnetId"] = ValueList{"subnet-a", "subnet-b"};
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500, "none left"));
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("Unsupported", 400, "not here"));
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, no_capacity);
    EXPECT_EQ(result.error->message,
              "0 of 3 machines came: t3.micro in subnet-a: RunInstances: InsufficientInstanceCapacity: none left "
              "[AWS request r-1]; t3.micro in subnet-b: RunInstances: Unsupported: not here [AWS request r-1]");

    // The next request makes no call, and has AWS's words nevertheless.
    order_.token = unique("token");
    const auto next = provider_->launch(order_);
    ASSERT_TRUE(next.error);
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 4U);
    EXPECT_EQ(next.error->message,
              "0 of 3 machines came: t3.micro in subnet-a: was unavailable a moment ago: RunInstances: "
              "InsufficientInstanceCapacity: none left [AWS request r-1]; t3.micro in subnet-b: was unavailable a "
              "moment ago: RunInstances: Unsupported: not here [AWS request r-1]");
}

// The prices at which machines were asked for, one after another.
std::vector<std::string> prices_asked(const FaultProxy& proxy) {
    std::vector<std::string> prices;
    for (const auto& request : proxy.server().requests()) {
        if (request.parameter("Action") != "RunInstances") continue;
        const auto market = request.parameter("InstanceMarketOptions.MarketType");
        prices.push_back(market.empty() ? "ondemand" : market);
    }
    return prices;
}

TEST_F(AwsProviderTest, AsksForSpotAloneWhileTheDeadlineIsFar) {
    order_.price_type = "heterogeneous";
    order_.begun_at = SystemClock().now();
    order_.deadline_at = order_.begun_at + 1h;
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("MaxSpotInstanceCountExceeded", 400));
    const auto early = provider_->launch(order_);
    ASSERT_TRUE(early.error);
    EXPECT_EQ(early.error->kind, no_capacity) << "it is to be asked again";
    EXPECT_THAT(early.error->message, HasSubstr("on demand shortly before the request's deadline"));
    EXPECT_THAT(prices_asked(proxy_), ElementsAre("spot", "spot"));
    EXPECT_TRUE(at_moto().empty());

    order_.token = unique("token");
    order_.deadline_at = order_.begun_at + 1min;
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    const auto late = provider_->launch(order_);
    ASSERT_FALSE(late.error) << late.error->message;
    EXPECT_EQ(ids(late.machines), at_moto());
    EXPECT_EQ(at_moto().size(), 3U);
    EXPECT_THAT(prices_asked(proxy_), ElementsAre("spot", "spot", "spot", "spot", "ondemand"));
}

TEST_F(AwsProviderTest, AMistakeOfTheTemplateIsToldWithItsField) {
    proxy_.next("RunInstances", refusal("InvalidAMIID.NotFound", 400));
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, invalid);
    EXPECT_THAT(result.error->message, HasSubstr("(template's imageId)"));
}

TEST_F(AwsProviderTest, AMissingRightIsToldWithItsAction) {
    proxy_.next("RunInstances", refusal("UnauthorizedOperation", 403));
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, unauthorized);
    EXPECT_THAT(result.error->message, HasSubstr("RunInstances is not allowed to us"));
}

TEST_F(AwsProviderTest, AMachineThatIsNotShownIsWaitedForBeforeItIsGone) {
    const std::vector<std::string> one{"i-0123456789abcdef0"};
    auto seen = provider_->describe(one);
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->size(), 1U);
    EXPECT_TRUE(seen->at(0).unknown_now);
    config_.missing_s = 1;
    make();
    const auto is_missing = [&] { return provider_->describe(one)->empty(); };
    EXPECT_FALSE(is_missing());
    EXPECT_TRUE(system_test::eventually(is_missing));
    for (int look = 0; look < 3; ++look) EXPECT_TRUE(is_missing()) << "what is missing stays missing, look by look";
}

TEST_F(AwsProviderTest, DescribesManyInOneCall) {
    order_.count = 150;
    const auto made = list_of(ids(provider_->launch(order_).machines));
    ASSERT_EQ(made.size(), 150U);
    EXPECT_EQ(provider_->describe(made)->size(), 150U);
    EXPECT_EQ(proxy_.server().calls_of("DescribeInstances"), 1U);
    EXPECT_TRUE(provider_->terminate(made, Ending::graceful));
}

// A way to make machines that needs more than one call.
struct Way {
    std::string api;
    std::string fleet_type;
    std::string call;  // the call that makes machines
};

void PrintTo(const Way& way, std::ostream* out) { *out << way.api << " " << way.fleet_type; }

constexpr auto fleet_role = "arn:aws:iam::123456789012:role/fleets";

class EveryWay : public AwsProviderTest, public ::testing::WithParamInterface<Way> {
protected:
    EveryWay() {
        order_.provider_api = GetParam().api;
        order_.configuration["subnetId"] = moto().subnets().at(0);
        if (GetParam().api == "SpotFleet") order_.configuration["fleetRole"] = fleet_role;
        if (!GetParam().fleet_type.empty()) order_.configuration["fleetType"] = GetParam().fleet_type;
    }
    ~EveryWay() override {
        EXPECT_TRUE(provider_->terminate(list_of(at_moto()), Ending::graceful));
        EXPECT_TRUE(at_moto().empty());
        EXPECT_EQ(moto().leftovers(), 0U);
    }
};

TEST_P(EveryWay, MakesJustWhatIsAskedForAndLeavesNothingElse) {
    const auto result = provider_->launch(order_);
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_EQ(result.machines.size(), 3U);
    EXPECT_EQ(ids(result.machines), at_moto());
    EXPECT_EQ(moto().leftovers(), 0U) << "the machines are there, and what made them is not";
    for (const auto& id : at_moto()) EXPECT_EQ(moto().tag_of(id, "team"), "blue");
}

TEST_P(EveryWay, MakesTheMachinesThatTheUnitsNeed) {
    order_.counts = Counting::units;
    order_.count = 5;
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"t3.micro", 2}};
    proxy_.next(GetParam().call, drop_reply);
    EXPECT_TRUE(provider_->launch(order_).error);
    const auto result = again();
    ASSERT_FALSE(result.error) << result.error->message;
    // moto's groups lower their target by a machine's number and not by its weight when one is detached, and may then
    // make one more. It is recorded like the others.
    const std::size_t most = GetParam().api == "ASG" ? 4 : 3;
    EXPECT_THAT(result.machines, SizeIs(AllOf(Ge(3U), Le(most)))) << "the last one exceeds what was asked for";
    EXPECT_EQ(ids(result.machines), at_moto());
}

// True for parameters that depend on the moment of the call.
bool is_of_the_moment(const std::string& parameter) {
    return parameter == "SpotFleetRequestConfig.ValidUntil" || parameter == "SpotFleetRequestConfig.ClientToken";
}

TEST_P(EveryWay, AsksForJustWhatItsPlanTells) {
    const auto plan = AwsType().plan(order_, to_map(config_));
    ASSERT_FALSE(provider_->launch(order_).error);
    const auto requests = proxy_.server().requests();
    auto sent = requests.begin();
    for (const auto& call : plan) {
        sent = std::find_if(sent, requests.end(),
                            [&](const auto& each) { return each.parameter("Action") == call.action; });
        ASSERT_NE(sent, requests.end()) << call.action;
        for (const auto& [name, value] : call.parameters) {
            if (is_of_the_moment(name)) continue;
            EXPECT_EQ(Value(sent->parameter(name)), value) << call.action << " " << name;
        }
        const auto fields = std::count(sent->body.begin(), sent->body.end(), '&') + 1;
        EXPECT_EQ(static_cast<std::size_t>(fields), call.parameters.size() + 2) << "besides its name and version";
    }
    EXPECT_EQ(plan.back().action, GetParam().call);
    EXPECT_EQ(plan.size(), GetParam().api == "RunInstances" ? 1U : 2U);
}

TEST_P(EveryWay, MakesMachinesWithOurOwnKeys) {
    order_.configuration["publicIp"] = true;
    order_.configuration["volumes"] = ValueList{ValueMap{{"device", "/dev/sdh"}, {"size", 7}}};
    order_.configuration["instanceName"] = "{{ template_id }} of {{ request_id }}";
    order_.configuration["userData"] = "#!/bin/sh\nhostname {{ name }}\n";
    order_.configuration["hostNameType"] = "ip-name";
    order_.configuration["capacityReservation"] = "open";
    const auto plan = AwsType().plan(order_, to_map(config_));
    const auto result = provider_->launch(order_);
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_EQ(result.machines.size(), 3U);
    for (const auto& id : at_moto()) EXPECT_EQ(moto().tag_of(id, "Name"), "small of req-1");
    const auto requests = proxy_.server().requests();
    const auto sent = std::find_if(requests.begin(), requests.end(),
                                   [&](const auto& each) { return each.parameter("Action") == plan.front().action; });
    ASSERT_NE(sent, requests.end());
    for (const auto& [name, value] : plan.front().parameters)
        EXPECT_TRUE(name.ends_with("UserData") || Value(sent->parameter(name)) == value) << name;
    const std::string prefix = GetParam().api == "RunInstances" ? "" : "LaunchTemplateData.";
    EXPECT_EQ(sent->parameter(prefix + "UserData"), base64("#!/bin/sh\nhostname small of req-1\n"));
    EXPECT_EQ(sent->parameter(prefix + "NetworkInterface.1.AssociatePublicIpAddress"), "true");
    EXPECT_EQ(sent->parameter(prefix + "BlockDeviceMapping.1.Ebs.VolumeSize"), "7");
}

TEST_P(EveryWay, AReplyThatWasLostMakesNoSecondMachine) {
    proxy_.next(GetParam().call, drop_reply);
    const auto first = provider_->launch(order_);
    ASSERT_TRUE(first.error);
    EXPECT_EQ(first.error->kind, unreachable) << first.error->message;
    make();
    const auto second = again();
    EXPECT_FALSE(second.error);
    EXPECT_EQ(second.machines.size(), 3U);
    EXPECT_EQ(ids(second.machines), at_moto());
    EXPECT_EQ(proxy_.server().calls_of(GetParam().call), 1U);
}

TEST_P(EveryWay, WhatNobodyWantsAnyMoreIsFoundForGood) {
    proxy_.next(GetParam().call, drop_reply);
    ASSERT_TRUE(provider_->launch(order_).error);
    const auto found = provider_->find(order_.token);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(ids(*found), at_moto());
    EXPECT_EQ(found->size(), 3U);
}

TEST_P(EveryWay, AMistakeIsToldWithItsField) {
    proxy_.next(GetParam().call, refusal("InvalidSubnetID.NotFound", 400));
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, invalid);
    EXPECT_THAT(result.error->message, HasSubstr("(template's subnetId)"));
}

INSTANTIATE_TEST_SUITE_P(Aws, EveryWay,
                         ::testing::Values(Way{"RunInstances", "", "RunInstances"}, Way{"EC2Fleet", "", "CreateFleet"},
                                           Way{"EC2Fleet", "request", "CreateFleet"},
                                           Way{"EC2Fleet", "maintain", "CreateFleet"},
                                           Way{"SpotFleet", "", "RequestSpotFleet"},
                                           Way{"SpotFleet", "maintain", "RequestSpotFleet"},
                                           Way{"ASG", "", "CreateAutoScalingGroup"}),
                         [](const auto& way) { return way.param.api + way.param.fleet_type; });

TEST_F(AwsProviderTest, AGroupThatCannotBeClosedKeepsTheLaunchOpen) {
    order_.provider_api = "ASG";
    order_.configuration["subnetId"] = moto().subnets().at(0);
    proxy_.next("SuspendProcesses", refusal("ResourceContention", 500));
    for (int i = 0; i < 3; ++i) proxy_.next("SuspendProcesses", refusal("ResourceContention", 500));
    const auto first = provider_->launch(order_);
    ASSERT_TRUE(first.error);
    EXPECT_EQ(first.error->kind, unreachable);
    EXPECT_EQ(again().machines.size(), 3U);
    EXPECT_EQ(at_moto().size(), 3U);
    EXPECT_EQ(moto().leftovers(), 0U);
}

// EC2's answer about a request that it could not cancel.
const auto not_cancelled =
    "<CancelSpotFleetRequestsResponse><unsuccessfulFleetRequestSet><item><error><code>unexpectedError</code>"
    "<message>try again</message></error><spotFleetRequestId>sfr-1</spotFleetRequestId></item>"
    "</unsuccessfulFleetRequestSet></CancelSpotFleetRequestsResponse>";

TEST_F(AwsProviderTest, ASpotFleetThatCannotBeCancelledKeepsTheLaunchOpen) {
    order_.provider_api = "SpotFleet";
    order_.configuration["fleetRole"] = fleet_role;
    proxy_.next("CancelSpotFleetRequests", instead(not_cancelled));
    const auto first = provider_->launch(order_);
    ASSERT_TRUE(first.error);
    EXPECT_EQ(first.error->kind, unreachable);
    EXPECT_THAT(first.error->message, HasSubstr("unexpectedError: try again"));
    EXPECT_EQ(moto().leftovers(), 2U) << "the fleet and its launch template";
    EXPECT_EQ(ids(again().machines), at_moto());
    EXPECT_EQ(at_moto().size(), 3U);
    EXPECT_EQ(moto().leftovers(), 0U);
}

TEST_F(AwsProviderTest, ASpotFleetIsFoundOnALaterPage) {
    order_.provider_api = "SpotFleet";
    order_.configuration["fleetRole"] = fleet_role;
    proxy_.next("RequestSpotFleet", drop_reply);
    ASSERT_TRUE(provider_->launch(order_).error);
    proxy_.next("DescribeSpotFleetRequests",
                answer_of("DescribeSpotFleetRequests", "<spotFleetRequestConfigSet/><nextToken>2</nextToken>"));
    EXPECT_EQ(provider_->find(order_.token)->size(), 3U);
    EXPECT_EQ(moto().leftovers(), 0U);
}

// Moto's Spot Fleets make all their machines at once, and have no history.
class VainSpotFleet : public AwsProviderTest {
protected:
    VainSpotFleet() {
        order_.provider_api = "SpotFleet";
        order_.configuration["fleetRole"] = fleet_role;
        config_.gather_s = 1;
        make();
        proxy_.next("RequestSpotFleet",
                    answer_of("RequestSpotFleet", "<spotFleetRequestId>sfr-1</spotFleetRequestId>"));
    }
};

TEST_F(VainSpotFleet, IsToldWithTheReasonsInItsHistory) {
    proxy_.next("DescribeSpotFleetRequestHistory",
                answer_of("DescribeSpotFleetRequestHistory",
                          "<historyRecordSet><item><eventType>information</eventType><eventInformation><eventSubType>"
                          "launchSpecTemporarilyBlacklisted</eventSubType><eventDescription>Max spot instance count "
                          "exceeded</eventDescription></eventInformation></item></historyRecordSet>"
                          "<nextToken>2</nextToken>"));
    proxy_.next(
        "DescribeSpotFleetRequestHistory",
        answer_of("DescribeSpotFleetRequestHistory",
                  "<historyRecordSet><item><eventType>error</eventType><eventInformation><eventSubType>"
                  "spotInstanceCountLimitExceeded</eventSubType></eventInformation></item></historyRecordSet>"));
    const auto before = SystemClock().now();
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, quota);
    EXPECT_EQ(result.error->message,
              "0 of 3 machines came within 1 s: launchSpecTemporarilyBlacklisted: Max spot instance count exceeded; "
              "spotInstanceCountLimitExceeded");
    const auto requests = proxy_.server().requests();
    const auto asked = std::find_if(requests.begin(), requests.end(), [](const auto& each) {
        return each.parameter("Action") == "DescribeSpotFleetRequestHistory";
    });
    ASSERT_NE(asked, requests.end());
    EXPECT_EQ(asked->parameter("SpotFleetRequestId"), "sfr-1");
    const auto since = parse_rfc3339(asked->parameter("StartTime"));
    ASSERT_TRUE(since);
    EXPECT_LT(*since, before);
    EXPECT_LT(before - *since, 6min);
    EXPECT_EQ(moto().leftovers(), 0U);
}

TEST_F(VainSpotFleet, IsToldAlsoWhereItsHistoryCannotBeRead) {
    proxy_.next("DescribeSpotFleetRequestHistory", refusal("UnauthorizedOperation", 403));
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, no_capacity);
    EXPECT_EQ(result.error->message, "0 of 3 machines came within 1 s");
}

TEST_F(AwsProviderTest, EveryPageOfAnAnswerIsRead) {
    const auto page = [](int machine, const std::string& next) {
        return answer_of("DescribeInstances",
                         fmt::format("<reservationSet><item><instancesSet><item><instanceId>i-{}</instanceId>"
                                     "<instanceState><name>running</name></instanceState>"
                                     "</item></instancesSet></item></reservationSet>{}",
                                     machine, next));
    };
    proxy_.next("DescribeInstances", page(1, "<nextToken>two</nextToken>"));
    proxy_.next("DescribeInstances", page(2, "<nextToken>three</nextToken>"));
    proxy_.next("DescribeInstances", page(3, ""));
    const auto found = provider_->list(order_.site);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(ids(*found), (std::set<std::string>{"i-1", "i-2", "i-3"}));
    std::vector<std::string> tokens;
    for (const auto& request : proxy_.server().requests())
        if (request.parameter("Action") == "DescribeInstances") tokens.push_back(request.parameter("NextToken"));
    EXPECT_THAT(tokens, ElementsAre("", "two", "three"));

    proxy_.next("DescribeInstances", page(1, "<nextToken>two</nextToken>"));
    proxy_.next("DescribeInstances", refusal("UnauthorizedOperation", 403));
    EXPECT_FALSE(provider_->list(order_.site)) << "a part is not all that there are";
}

TEST_F(AwsProviderTest, AServiceThatACloudDoesNotHaveHasMadeNothing) {
    ASSERT_EQ(provider_->launch(order_).machines.size(), 3U);
    proxy_.next("DescribeSpotFleetRequests", refusal("InvalidAction", 400));
    EXPECT_EQ(provider_->find(order_.token)->size(), 3U);
}

TEST_F(AwsProviderTest, WhatAWayToMakeMachinesNeedsIsSaidBeforeItIsCalled) {
    order_.provider_api = "ASG";
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, invalid);
    EXPECT_EQ(result.error->message, "the template: subnetId must be given for an ASG");
    EXPECT_THAT(findings(), ElementsAre("subnetId: must be given for an ASG"));
    EXPECT_EQ(proxy_.server().calls_of("CreateAutoScalingGroup"), 0U);
}

TEST_F(AwsProviderTest, AFleetChoosesByWhatATypeMustHave) {
    const auto made =
        moto().ec2().query("CreateLaunchTemplate", Form()
                                                       .add("LaunchTemplateName", order_.token)
                                                       .add("LaunchTemplateData.ImageId", moto().image())
                                                       .add("LaunchTemplateData.InstanceType", "t3.micro"));
    ASSERT_TRUE(made) << made.error().message;
    const std::string id = made->child("launchTemplate").child_value("launchTemplateId");
    order_.provider_api = "EC2Fleet";
    order_.configuration = {{"launchTemplateId", id},
                            {"abisInstanceRequirements",
                             ValueMap{{"VCpuCount", ValueMap{{"Min", 2}}}, {"MemoryMiB", ValueMap{{"Min", 1024}}}}}};
    const auto result = provider_->launch(order_);
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_EQ(ids(result.machines), at_moto());
    EXPECT_EQ(at_moto().size(), 3U);
    EXPECT_TRUE(provider_->terminate(list_of(at_moto()), Ending::graceful));
    EXPECT_TRUE(moto().ec2().query("DeleteLaunchTemplate", Form().add("LaunchTemplateId", id)));
}

TEST_F(AwsProviderTest, ASpotFleetWithoutARoleUsesTheAccountsOwn) {
    order_.provider_api = "SpotFleet";
    order_.configuration["subnetId"] = moto().subnets().at(0);
    order_.tags["job"] = "of {{ request_id }}";
    order_.configuration["nativeSpec"] = ValueMap{{"CreditSpecification", ValueMap{{"CpuCredits", "{{template_id}}"}}}};
    EXPECT_THAT(findings(), IsEmpty());
    const auto result = provider_->launch(order_);
    ASSERT_FALSE(result.error) << result.error->message;
    const auto requests = proxy_.server().requests();
    const auto sent = [&](const std::string& action, const std::string& name) {
        for (const auto& each : requests)
            if (each.parameter("Action") == action) return each.parameter(name);
        return std::string("it was not called");
    };
    EXPECT_EQ(sent("RequestSpotFleet", "SpotFleetRequestConfig.IamFleetRole"),
              "arn:aws:iam::123456789012:role/aws-service-role/spotfleet.amazonaws.com/AWSServiceRoleForEC2SpotFleet");
    EXPECT_EQ(sent("CreateLaunchTemplate", "LaunchTemplateData.CreditSpecification.CpuCredits"), "small");
    EXPECT_EQ(proxy_.server().calls_of("GetCallerIdentity"), 1U) << "the account stays the same";
    for (const auto& id : at_moto()) EXPECT_EQ(moto().tag_of(id, "job"), "of req-1");
    EXPECT_TRUE(provider_->terminate(list_of(at_moto()), Ending::graceful));
}

TEST_F(AwsProviderTest, AFleetOfAnotherTypeIsRefused) {
    order_.provider_api = "EC2Fleet";
    order_.configuration["fleetType"] = "slow";
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, invalid);
    order_.provider_api = "Balloon";
    EXPECT_THAT(provider_->launch(order_).error->message, HasSubstr("none of this provider's ways"));
}

TEST_F(AwsProviderTest, ChecksATemplateAgainstTheAccount) {
    order_.configuration["subnetId"] = moto().subnets().at(0);
    EXPECT_THAT(findings(), IsEmpty());
    order_.configuration["subnetId"] = "subnet-0000dead";
    order_.configuration["keyName"] = "nobodys";
    order_.configuration["securityGroupIds"] = "sg-0000dead";
    EXPECT_THAT(findings(), ElementsAre(HasSubstr("subnetId"), HasSubstr("securityGroupIds"), HasSubstr("keyName")));
}

TEST_F(AwsProviderTest, TriesATemplateOutWithoutLaunchingAnything) {
    const auto before = moto().instances({}).size();
    EXPECT_THAT(findings(), IsEmpty());
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 1U);
    EXPECT_EQ(moto().instances({}).size(), before);

    proxy_.next("RunInstances", refusal("UnauthorizedOperation", 403, "not authorized to perform: ec2:CreateTags"));
    EXPECT_THAT(findings(), ElementsAre(": RunInstances is not allowed to us: UnauthorizedOperation: not authorized "
                                        "to perform: ec2:CreateTags [AWS request r-1]"));
    proxy_.next("RunInstances", refusal("InvalidParameterValue", 400, "Value (x) for parameter iamInstanceProfile"));
    EXPECT_THAT(findings(), ElementsAre(StartsWith("instanceProfile: RunInstances: InvalidParameterValue")));
    proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    EXPECT_THAT(findings(), IsEmpty()) << "no mistake of the template's";
    proxy_.next("RunInstances", drop_request);
    const auto silent = provider_->validate(spec());
    ASSERT_FALSE(silent) << "it can't be known";
    EXPECT_EQ(silent.error().kind, unreachable);
}

TEST_F(AwsProviderTest, ASpotFleetNeedsNoRightOfOursToLaunch) {
    order_.provider_api = "SpotFleet";
    order_.configuration["fleetRole"] = fleet_role;
    proxy_.next("RunInstances", refusal("UnauthorizedOperation", 403));
    EXPECT_THAT(findings(), IsEmpty());
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), 1U);
}

TEST_F(AwsProviderTest, EndsWhatACloudHasLaunchedThatKnowsNoDryRuns) {
    const auto made = ids(provider_->launch(order_).machines);
    ASSERT_EQ(made.size(), 3U);
    proxy_.next(
        "RunInstances",
        answer_of("RunInstances",
                  fmt::format("<instancesSet><item><instanceId>{}</instanceId></item></instancesSet>", *made.begin())));
    EXPECT_THAT(findings(), IsEmpty());
    EXPECT_EQ(at_moto().count(*made.begin()), 0U);
    EXPECT_EQ(at_moto().size(), 2U);
}

TEST_F(AwsProviderTest, SaysWhatCannotFitWhereUnitsAreCounted) {
    auto units = spec();
    units.counts = Counting::units;
    units.max_number = 10;
    units.configuration.erase("vmType");
    units.configuration["vmTypes"] = ValueMap{{"t3.micro", 2}, {"t3.large", 16}};
    const auto notes = [&] {
        const auto check = provider_->validate(units);
        std::vector<std::string> words;
        if (!check) return words;
        EXPECT_THAT(check->findings, IsEmpty());
        for (const auto& [field, message] : check->notes) words.push_back(field + ": " + message);
        return words;
    };
    const std::string heavy =
        "vmTypes: one machine of t3.large (16) is worth more units than the max_number 10, and exceeds it alone";
    const std::string light =
        "vmTypes: the lightest type is worth 2 units: a request for fewer gets a whole machine of it";
    EXPECT_THAT(notes(), ElementsAre(heavy, light));
    units.max_number = -1;
    EXPECT_THAT(notes(), ElementsAre(light)) << "there is no limit";
    units.configuration["vmType"] = "t3.small";
    EXPECT_THAT(notes(), ElementsAre("vmTypes: without a weight, a machine of t3.small counts as one unit"));
    units.counts = Counting::machines;
    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(AwsProviderTest, KnowsWhatInstanceTypesHave) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"m5.2xlarge", 1}, {"c5.xlarge", 1}};
    EXPECT_EQ(provider_->validate(spec())->attributes, (ValueMap{{"ncores", 2}, {"ncpus", 2}, {"nram", 8192}}))
        << "the least";
    config_.ncpus = Cpus::threads;
    make();
    EXPECT_EQ(provider_->validate(spec())->attributes, (ValueMap{{"ncores", 2}, {"ncpus", 4}, {"nram", 8192}}));
    order_.configuration["nativeSpec"] = ValueMap{{"CpuOptions", ValueMap{{"CoreCount", 1}, {"ThreadsPerCore", 1}}}};
    EXPECT_EQ(provider_->validate(spec())->attributes, (ValueMap{{"nram", 8192}})) << "the template says otherwise";
}

TEST_F(AwsProviderTest, MachinesHaveTheirFurtherDisksAndAPublicAddress) {
    order_.count = 1;
    order_.configuration["publicIp"] = true;
    order_.configuration["volumes"] = ValueList{ValueMap{{"device", "/dev/sdh"}, {"size", 7}, {"encrypted", true}}};
    const auto launched = provider_->launch(order_);
    ASSERT_FALSE(launched.error) << launched.error->message;
    ASSERT_EQ(launched.machines.size(), 1U);
    EXPECT_FALSE(provider_->describe(list_of(at_moto()))->at(0).public_ip.empty());
    const auto disks = moto().ec2().query("DescribeVolumes", Form()
                                                                 .add("Filter.1.Name", "attachment.instance-id")
                                                                 .add("Filter.1.Value.1", launched.machines[0].id)
                                                                 .add("Filter.2.Name", "attachment.device")
                                                                 .add("Filter.2.Value.1", "/dev/sdh"));
    ASSERT_TRUE(disks);
    const auto disk = disks->child("volumeSet").child("item");
    EXPECT_STREQ(disk.child_value("size"), "7");
    EXPECT_STREQ(disk.child_value("encrypted"), "true");
    EXPECT_TRUE(provider_->terminate(list_of(at_moto()), Ending::graceful));
    const auto left = moto().ec2().query(
        "DescribeVolumes",
        Form().add("Filter.1.Name", "volume-id").add("Filter.1.Value.1", disk.child_value("volumeId")));
    ASSERT_TRUE(left);
    EXPECT_FALSE(left->child("volumeSet").child("item")) << "it ends with its machine";
}

TEST_F(AwsProviderTest, AMachineHasItsAdapters) {
    order_.count = 1;
    order_.configuration["efaCount"] = 2;
    order_.configuration["subnetId"] = moto().subnets().at(0);
    const auto launched = provider_->launch(order_);
    ASSERT_FALSE(launched.error) << launched.error->message;
    const auto interfaces = moto().ec2().query(
        "DescribeNetworkInterfaces",
        Form().add("Filter.1.Name", "attachment.instance-id").add("Filter.1.Value.1", launched.machines.at(0).id));
    ASSERT_TRUE(interfaces);
    const auto items = interfaces->child("networkInterfaceSet").children("item");
    EXPECT_EQ(std::distance(items.begin(), items.end()), 2);
}

TEST_F(AwsProviderTest, UserDataIsBoundedWithItsPlaceholdersFilled) {
    std::string text(16'300, '#');
    order_.configuration["instanceName"] = std::string(200, 'n');
    order_.configuration["userData"] = text + "{{ name }}";
    const auto result = provider_->launch(order_);
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, invalid);
    EXPECT_EQ(result.error->message,
              "user data has 16500 bytes with its placeholders filled; EC2 takes 16384 (template's userData)");
    EXPECT_THAT(findings(), ElementsAre(StartsWith("userData: user data has 16500 bytes")));
}

TEST_F(AwsProviderTest, ChecksReservationsSnapshotsAndDevices) {
    order_.configuration["capacityReservation"] = "cr-1";
    const auto reservation = [&](const char* type, const char* state) {
        proxy_.next("DescribeCapacityReservations",
                    answer_of("DescribeCapacityReservations",
                              fmt::format("<capacityReservationSet><item><instanceType>{}</instanceType>"
                                          "<state>{}</state></item></capacityReservationSet>",
                                          type, state)));
        return findings();
    };
    EXPECT_THAT(reservation("t3.micro", "active"), IsEmpty());
    EXPECT_THAT(reservation("t3.micro", "expired"), ElementsAre("capacityReservation: cr-1 is expired"));
    EXPECT_THAT(reservation("p5.48xlarge", "active"),
                ElementsAre("capacityReservation: cr-1 is for p5.48xlarge, which is none of the template's types"));
    proxy_.next("DescribeCapacityReservations", refusal("InvalidCapacityReservationIdNotFoundException", 400));
    EXPECT_THAT(findings(), ElementsAre(StartsWith("capacityReservation: ")));

    order_.configuration["capacityReservation"] = "none";
    order_.configuration["volumes"] = ValueList{ValueMap{{"device", "/dev/sdb"}, {"snapshotId", "snap-0000dead"}}};
    EXPECT_THAT(findings(), ElementsAre(StartsWith("volumes: DescribeSnapshots: InvalidSnapshot.NotFound")));
    Images images(moto().ec2(), moto().ec2());
    order_.configuration["volumes"] =
        ValueList{ValueMap{{"device", *images.root_device_of(moto().image())}, {"size", 9}}};
    EXPECT_THAT(findings(), IsEmpty()) << "it is said once";
    order_.configuration["volumeType"] = "gp3";
    EXPECT_THAT(findings(), ElementsAre(StartsWith("volumes[0].device: is the image's root device")));
}

TEST_F(AwsProviderTest, SaysWhichTypesHaveTheAdapters) {
    order_.configuration["efaCount"] = 2;
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"t3.micro", 1}, {"c5n.18xlarge", 1}, {"p4d.24xlarge", 1}};
    EXPECT_THAT(findings(), UnorderedElementsAre("efaCount: must be 0 with t3.micro, which takes no EFA",
                                                 "efaCount: must be at most 1 with c5n.18xlarge"));
}

TEST_F(AwsProviderTest, TellsWhetherItAnswers) {
    EXPECT_TRUE(provider_->health());
    proxy_.next("DescribeAvailabilityZones", refusal("AuthFailure", 401));
    const auto refused = provider_->health();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, credentials);
    EXPECT_THAT(refused.error().message, StartsWith("DescribeAvailabilityZones is not allowed"));
}

TEST_F(AwsProviderTest, LooksForALaunchOnlyWhereItCanHaveMadeSomething) {
    config_.autoscaling_endpoint = "http://127.0.0.1:1";
    make();
    proxy_.next("RunInstances", drop_reply);
    const auto lost = provider_->launch(order_);
    ASSERT_TRUE(lost.error);
    EXPECT_EQ(lost.error->kind, unreachable);
    // It is not known how a launch of an old store was begun, so it is looked for everywhere.
    EXPECT_FALSE(provider_->find(order_.token));
    order_.begun_by = "";
    const auto found = provider_->find_begun_by(order_.token, order_.begun_by);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(ids(*found), at_moto());
    const auto settled = again();
    EXPECT_FALSE(settled.error);
    EXPECT_EQ(ids(settled.machines).size(), 3U);
    EXPECT_EQ(ids(settled.machines), at_moto());
    EXPECT_EQ(proxy_.server().calls_of("DescribeTags") + proxy_.server().calls_of("DescribeSpotFleetRequests"), 0U)
        << "the search of the old store ended at Auto Scaling";
}

TEST_F(AwsProviderTest, ALaunchThatMayNotBeLookedForStaysOpenAndSaysSo) {
    proxy_.next("RunInstances", drop_reply);
    EXPECT_TRUE(provider_->launch(order_).error);
    proxy_.next("DescribeInstances", refusal("AuthFailure", 401));
    const auto refused = again();
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->kind, unreachable) << "it is not known what it has made";
    EXPECT_EQ(refused.error->refusal, credentials);
    EXPECT_EQ(ids(again().machines), at_moto());
}

Fault wrong_architecture(const std::string& type = {}) {
    return refusal("InvalidParameterValue", 400,
                   "The architecture 'arm64' of the specified instance type " + type +
                       " does not match the architecture 'x86_64' of the specified AMI.");
}

TEST_F(AwsProviderTest, OneWrongTypeOfAListIsPassedOver) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"a1.xlarge", 1}, {"t3.micro", 1}};
    proxy_.next("RunInstances", wrong_architecture());
    const auto launched = provider_->launch(order_);
    EXPECT_FALSE(launched.error);
    EXPECT_EQ(ids(launched.machines).size(), 3U);
    for (const auto& machine : launched.machines) EXPECT_EQ(machine.instance_type, "t3.micro");
}

TEST_F(AwsProviderTest, ALaunchFailsForGoodOnlyWhenAllItsOfferingsDo) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"a1.xlarge", 1}, {"t3.micro", 1}};
    proxy_.next("RunInstances", wrong_architecture());
    proxy_.next("RunInstances", wrong_architecture());
    auto failed = provider_->launch(order_);
    ASSERT_TRUE(failed.error);
    EXPECT_EQ(failed.error->kind, invalid);
    EXPECT_THAT(failed.error->message, ::testing::AllOf(HasSubstr("a1.xlarge: "), HasSubstr("t3.micro: ")));

    order_.token = unique("token");
    proxy_.next("RunInstances", wrong_architecture());
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    failed = provider_->launch(order_);
    ASSERT_TRUE(failed.error);
    EXPECT_EQ(failed.error->kind, no_capacity) << "the other one may come";

    order_.token = unique("token");
    const auto calls = proxy_.server().calls_of("RunInstances");
    proxy_.next("RunInstances", refusal("InvalidAMIID.NotFound", 400));
    failed = provider_->launch(order_);
    EXPECT_EQ(failed.error->kind, invalid);
    EXPECT_EQ(proxy_.server().calls_of("RunInstances"), calls + 1) << "all offerings have the image in common";
}

TEST_F(AwsProviderTest, AFleetThatIsRefusedForOneTypeIsMadeWithoutIt) {
    order_.configuration.erase("vmType");
    order_.configuration["vmTypes"] = ValueMap{{"a1.xlarge", 1}, {"t3.micro", 1}};
    order_.configuration["subnetId"] = moto().subnets().front();
    for (const auto* api : {"EC2Fleet", "ASG"}) {
        order_.provider_api = api;
        order_.token = unique("token");
        proxy_.next(order_.provider_api == "ASG" ? "CreateAutoScalingGroup" : "CreateFleet",
                    wrong_architecture("a1.xlarge"));
        const auto launched = provider_->launch(order_);
        EXPECT_FALSE(launched.error) << launched.error->message;
        EXPECT_EQ(ids(launched.machines).size(), 3U) << api;
    }
}

TEST_F(AwsProviderTest, WaitsForALaunchTemplateThatIsNotVisibleYet) {
    order_.provider_api = "EC2Fleet";
    proxy_.next("CreateFleet", refusal("InvalidLaunchTemplateName.NotFoundException", 400));
    const auto launched = provider_->launch(order_);
    EXPECT_FALSE(launched.error) << launched.error->message;
    EXPECT_EQ(ids(launched.machines).size(), 3U);

    order_.token = unique("token");
    for (int i = 0; i < 5; ++i) proxy_.next("CreateFleet", refusal("InvalidLaunchTemplateName.NotFoundException", 400));
    const auto failed = provider_->launch(order_);
    ASSERT_TRUE(failed.error);
    EXPECT_EQ(failed.error->kind, throttled) << "another launch may have more luck";
    EXPECT_THAT(failed.error->message, ::testing::Not(HasSubstr("launchTemplateId")));
}

TEST_F(AwsProviderTest, AFleetTakesOneSubnetOfEachZone) {
    const auto subnets = moto().subnets();
    ASSERT_GE(subnets.size(), 3U);
    const auto in_zone = [](const std::string& subnet, const char* zone) {
        return fmt::format("<item><subnetId>{}</subnetId><availabilityZone>{}</availabilityZone></item>", subnet, zone);
    };
    const auto zones =
        answer_of("DescribeSubnets", "<subnetSet>" + in_zone(subnets[0], "a") + in_zone(subnets[1], "a") +
                                         in_zone(subnets[2], "b") + "</subnetSet>");
    order_.provider_api = "EC2Fleet";
    order_.configuration["subnetId"] = ValueList{subnets[0], subnets[1], subnets[2]};
    proxy_.next("DescribeSubnets", zones);
    const auto launched = provider_->launch(order_);
    EXPECT_FALSE(launched.error) << launched.error->message;
    std::set<std::string> named;
    for (const auto& call : proxy_.server().requests())
        for (const auto* number : {"1", "2", "3"})
            if (call.parameter("Action") == "CreateFleet")
                named.insert(call.parameter(fmt::format("LaunchTemplateConfigs.1.Overrides.{}.SubnetId", number)));
    named.erase("");
    EXPECT_EQ(named.size(), 2U);
    EXPECT_EQ(named.count(subnets[2]), 1U);
    const auto check = provider_->validate(spec());
    ASSERT_TRUE(check);
    EXPECT_THAT(check->findings, IsEmpty()) << "it is valid";
    ASSERT_EQ(check->notes.size(), 1U);
    EXPECT_THAT(check->notes.front().message, HasSubstr(subnets[0] + ", " + subnets[1] + " are in a"));
}

TEST_F(AwsProviderTest, LeavesALaunchThatWaitsAndFindsItAgain) {
    config_.gather_s = 600;
    make();
    order_.provider_api = "EC2Fleet";
    order_.configuration["fleetType"] = "request";
    proxy_.otherwise([](const std::string& action) {
        return action == "DescribeInstances" ? answer_of(action, "<reservationSet/>") : Fault{};
    });
    LaunchResult left;
    std::thread launching([&] { left = provider_->launch(order_); });
    const auto patience = std::chrono::steady_clock::now() + 60s;
    while (proxy_.server().calls_of("DescribeInstances") == 0 && std::chrono::steady_clock::now() < patience)
        std::this_thread::yield();
    const auto before = std::chrono::steady_clock::now();
    provider_->leave();
    launching.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
    ASSERT_TRUE(left.error);
    EXPECT_EQ(left.error->kind, unreachable) << "it stays open";

    proxy_.otherwise([](const std::string&) { return Fault{}; });
    make();
    order_.begun_by = order_.provider_api;
    const auto found = again();
    EXPECT_FALSE(found.error);
    EXPECT_EQ(ids(found.machines).size(), 3U);
    EXPECT_EQ(ids(found.machines), at_moto());
}

TEST_F(AwsProviderTest, LeavesACallThatGetsNoAnswer) {
    proxy_.next("DescribeAvailabilityZones", hold);
    ProviderResult<void> left;
    std::thread asking([&] { left = provider_->health(); });
    ASSERT_TRUE(proxy_.wait_for_held());
    const auto before = std::chrono::steady_clock::now();
    provider_->leave();
    asking.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 25s) << "and not after its timeout of 30 s";
    EXPECT_FALSE(left);
}

}  // namespace
}  // namespace hf::aws::testing
