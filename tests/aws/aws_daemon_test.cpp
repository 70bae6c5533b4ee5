// The whole way: the built hostfactoryd with a provider of type `aws`, which reaches moto through a proxy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/providers/aws/ec2/tags.hpp"
#include "tests/aws/daemon_at_moto.hpp"

namespace hf::aws::testing {
namespace {

using system_test::eventually;

// Moto has no interruptions; the answer has the form of the API reference.
std::string interrupted(const std::string& id) {
    return fmt::format(
        "<DescribeSpotInstanceRequestsResponse><spotInstanceRequestSet><item>"
        "<status><code>marked-for-termination</code><updateTime>2026-11-25T10:00:00.000Z</updateTime>"
        "<message>there is too much demand</message></status>"
        "<instanceId>{}</instanceId></item></spotInstanceRequestSet></DescribeSpotInstanceRequestsResponse>",
        id);
}

class AwsDaemon : public DaemonAtMoto {
protected:
    AwsDaemon() {
        config_.lane.poll_ms = 200;
        register_provider(cloud_);
        create_every_way();
    }

    std::set<std::string> in_store(Client& client) {
        ListMachines query;
        query.live_only = true;
        query.page.limit = 1000;
        std::set<std::string> ids;
        const auto machines = client.query(query);
        EXPECT_TRUE(machines) << machines.error().error.message;
        if (machines)
            for (const auto& machine : machines->result.items) ids.insert(machine.spec.machine_id.value);
        return ids;
    }
    std::vector<RecordedEvent> events(Client& client, const std::string& type) {
        ReadEvents query;
        query.types = {type};
        return client.query(query)->result.events;
    }
    void know_no_machine() {
        proxy_.otherwise([](const std::string& action) {
            return action == "DescribeInstances" ? answer_of(action, "<reservationSet/>") : Fault{};
        });
    }
    void expect_ten(Client& client, const RequestId& id) {
        EXPECT_EQ(system_test::end_of(client, id), RequestStatus::complete);
        EXPECT_EQ(moto_.instances().size(), 10U);
        EXPECT_EQ(in_store(client), moto_.instances());
        for (const auto& instance : moto_.instances()) EXPECT_EQ(moto_.tag_of(instance, tag::request), id.value);
    }
    void expect_none_after_return(Client& client) {
        system_test::return_everything(client);
        EXPECT_TRUE(moto_.instances({"pending", "running", "stopping", "stopped"}).empty());
    }
};

TEST_F(AwsDaemon, TenMachinesComeAndGo) {
    auto client = daemon_.client();
    for (const auto& way : every_way) {
        SCOPED_TRACE(way.name);
        expect_ten(client, system_test::request_machines(client, way.name, 10));
        expect_none_after_return(client);
        EXPECT_EQ(moto_.leftovers(), 0U);
    }
}

TEST_F(AwsDaemon, AReplyThatWasLostMakesNoSecondMachine) {
    auto client = daemon_.client();
    proxy_.next("RunInstances", drop_reply);
    expect_ten(client, system_test::request_machines(client, "RunInstances", 10));
    EXPECT_EQ(moto_.instances({}).size(), 10U) << "ended ones included";
    expect_none_after_return(client);
}

TEST_F(AwsDaemon, KilledBetweenTheCallAndItsRecordItMakesNoSecondMachine) {
    for (const auto& [api, call] : {std::pair{"RunInstances", "RunInstances"},
                                    {"EC2Fleet-instant", "CreateFleet"},
                                    {"EC2Fleet-maintain", "CreateFleet"},
                                    {"SpotFleet-maintain", "RequestSpotFleet"},
                                    {"ASG", "CreateAutoScalingGroup"}}) {
        SCOPED_TRACE(api);
        proxy_.next(call, hold);
        const auto before = moto_.instances({}).size();
        auto client = daemon_.client();
        const auto id = system_test::request_machines(client, api, 10);
        ASSERT_TRUE(proxy_.wait_for_held());
        daemon_.kill_hard();
        EXPECT_EQ(moto_.instances().size(), 10U) << "the call took effect";
        daemon_.start();
        auto again = daemon_.client();
        expect_ten(again, id);
        EXPECT_EQ(moto_.instances({}).size() - before, 10U) << "ended ones included";
        expect_none_after_return(again);
        EXPECT_EQ(moto_.leftovers(), 0U);
        proxy_.let_go();
    }
}

// As systemd stops it, which kills it two minutes later (TimeoutStopSec).
TEST_F(AwsDaemon, StoppedWithinACallItEndsSoonAndFindsTheLaunchAgain) {
    for (const auto& [api, call] : {std::pair{"RunInstances", "RunInstances"}, {"EC2Fleet-maintain", "CreateFleet"}}) {
        SCOPED_TRACE(api);
        proxy_.next(call, hold);
        const auto before = moto_.instances({}).size();
        auto client = daemon_.client();
        const auto id = system_test::request_machines(client, api, 10);
        ASSERT_TRUE(proxy_.wait_for_held());
        const auto asked = std::chrono::steady_clock::now();
        EXPECT_EQ(daemon_.stop(), 0);
        EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::minutes{1});
        EXPECT_EQ(moto_.instances().size(), 10U) << "the call took effect";
        daemon_.start();
        auto again = daemon_.client();
        expect_ten(again, id);
        EXPECT_EQ(moto_.instances({}).size() - before, 10U) << "ended ones included";
        expect_none_after_return(again);
        proxy_.let_go();
    }
}

TEST_F(AwsDaemon, AMachineThatIsTerminatedFromOutsideIsNoticed) {
    auto client = daemon_.client();
    expect_ten(client, system_test::request_machines(client, "RunInstances", 10));
    const auto victim = *moto_.instances().begin();
    ASSERT_TRUE(moto_.ec2().query("TerminateInstances", Form().add("InstanceId.1", victim)));
    EXPECT_TRUE(eventually([&] { return in_store(client).count(victim) == 0; }));
    EXPECT_EQ(in_store(client).size(), 9U);
    expect_none_after_return(client);
}

// EC2 forgets a machine about an hour after its end, so a daemon that was down for longer finds nothing of it.
TEST_F(AwsDaemon, AMachineThatEc2DoesNotKnowAnyMoreIsGone) {
    auto client = daemon_.client();
    const auto id = system_test::request_machines(client, "RunInstances", 1);
    ASSERT_EQ(system_test::end_of(client, id), RequestStatus::complete);
    know_no_machine();
    EXPECT_TRUE(eventually([&] { return in_store(client).empty(); }));
    EXPECT_TRUE(events(client, "ProviderHeld").empty());
}

// An endpoint that answers rightly and knows none of our machines: another account's, another region's.
TEST_F(AwsDaemon, AnEndpointThatKnowsNoMachineIsHeldForAsLongAsItKnowsNone) {
    auto client = daemon_.client();
    expect_ten(client, system_test::request_machines(client, "RunInstances", 10));
    know_no_machine();
    ASSERT_TRUE(eventually([&] { return !events(client, "ProviderHeld").empty(); }));
    // Looks for longer than missing_s.
    const auto looks = proxy_.server().calls_of("DescribeInstances");
    ASSERT_TRUE(eventually([&] { return proxy_.server().calls_of("DescribeInstances") > looks + 10; }));
    EXPECT_TRUE(events(client, "ProviderReleased").empty());
    EXPECT_EQ(events(client, "ProviderHeld").size(), 1U);
    EXPECT_EQ(in_store(client), moto_.instances());

    proxy_.otherwise([](const std::string&) { return Fault{}; });
    EXPECT_TRUE(eventually([&] { return !events(client, "ProviderReleased").empty(); }));
    expect_none_after_return(client);
}

TEST_F(AwsDaemon, AMachineThatEc2TakesBackIsANotice) {
    auto spot = template_of("spot");
    spot.spec.price_type = PriceType::spot;
    create(spot);
    auto client = daemon_.client();
    expect_ten(client, system_test::request_machines(client, "spot", 10));
    EXPECT_EQ(client.query(GetReturnNotices{})->result.total, 0U);
    const auto victim = *moto_.instances().begin();
    proxy_.next("DescribeSpotInstanceRequests", instead(interrupted(victim)));
    EXPECT_TRUE(eventually([&] { return client.query(GetReturnNotices{})->result.total == 1; }));
    const auto notice = client.query(GetReturnNotices{})->result.items.front();
    EXPECT_EQ(notice.machine_id.value, victim);
    EXPECT_EQ(notice.kind, NoticeKind::reclaim);
    EXPECT_TRUE(notice.reclaim_at);
    expect_none_after_return(client);
}

TEST_F(AwsDaemon, WhatSpotCannotGiveIsOnDemandShortlyBeforeTheDeadline) {
    const ProviderName patient{"patient"};
    config_.on_demand_before_s = 110;
    register_provider(patient);
    auto mixed = template_of("mixed");
    mixed.spec.provider = patient;
    mixed.spec.price_type = PriceType::heterogeneous;
    create(mixed);
    for (int i = 0; i < 2; ++i) proxy_.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
    CreateRequest order;
    order.template_id = mixed.spec.template_id;
    order.machine_count = 10;
    order.timeout_s = 120;
    auto client = daemon_.client();
    const auto accepted = client.command(order);
    ASSERT_TRUE(accepted) << accepted.error().error.message;
    expect_ten(client, accepted->result.request_id);
    ReadEvents failures;
    failures.types = {"LaunchFailed"};
    EXPECT_FALSE(client.query(failures)->result.events.empty()) << "at first there was spot alone";
    std::vector<std::string> markets;
    for (const auto& request : proxy_.server().requests())
        if (request.parameter("Action") == "RunInstances")
            markets.push_back(request.parameter("InstanceMarketOptions.MarketType"));
    EXPECT_EQ(markets, (std::vector<std::string>{"spot", "spot", ""}));
    expect_none_after_return(client);
}

TEST_F(AwsDaemon, ACheckedTemplateTellsSchedulersWhatItsMachinesHave) {
    auto client = daemon_.client();
    auto tmpl = template_of("sized");
    tmpl.spec.attributes = {{"nram", 4000}};
    tmpl.spec.configuration["vmType"] = "m5.2xlarge";
    ASSERT_TRUE(client.command(tmpl));
    const auto shown = [&] { return client.query(GetTemplate{TemplateId{"sized"}})->result; };
    EXPECT_EQ(shown().spec.attributes.at("ncpus"), Value(1)) << "what is reported where nobody knows";
    ASSERT_TRUE(client.command(ValidateTemplate{TemplateId{"sized"}}));
    EXPECT_TRUE(eventually([&] { return shown().validity == Validity::valid; }));
    EXPECT_EQ(shown().spec.attributes.at("ncpus"), Value(4)) << "its cores, and not its eight threads";
    EXPECT_EQ(shown().spec.attributes.at("ncores"), Value(4));
    EXPECT_EQ(shown().spec.attributes.at("nram"), Value(4000)) << "its maker has the last word";
    const auto listed = client.query(ListTemplates{});
    ASSERT_EQ(listed->result.items.front().tmpl.spec.template_id.value, "sized");
    EXPECT_EQ(listed->result.items.front().tmpl.spec.attributes.at("ncpus"), Value(4));
}

TEST_F(AwsDaemon, AnOrderThatIsRefusedForGoodIsTold) {
    auto client = daemon_.client();
    const auto id = system_test::request_machines(client, "RunInstances", 10);
    expect_ten(client, id);
    proxy_.next("StopInstances", refusal("UnauthorizedOperation", 403));
    const auto machine = *moto_.instances().begin();
    ASSERT_TRUE(client.command(StopMachines{{{MachineId{machine}}, {}}, "night"}));
    ReadEvents failures;
    failures.types = {"MachineOrderFailed"};
    EXPECT_TRUE(eventually([&] { return !client.query(failures)->result.events.empty(); }));
    EXPECT_EQ(moto_.instances({"running"}).size(), 10U);
    expect_none_after_return(client);
}

TEST_F(AwsDaemon, AProviderThatIsSilentIsTold) {
    auto client = daemon_.client();
    for (int i = 0; i < 100; ++i) proxy_.next("DescribeAvailabilityZones", drop_request);
    CheckProvider check;
    check.name = cloud_;
    ReadEvents changes;
    changes.types = {"ProviderHealthChanged"};
    // A single missing answer does not change the health.
    EXPECT_TRUE(eventually([&] {
        EXPECT_TRUE(client.command(check));
        return !client.query(changes)->result.events.empty();
    }));
}

TEST_F(AwsDaemon, KeepsNoSecretInItsStore) {
    auto client = daemon_.client();
    ReadEvents everything;
    everything.limit = 1000;
    const auto events = client.query(everything);
    ASSERT_TRUE(events);
    for (const auto& event : events->result.events)
        EXPECT_EQ(event.data.msgpack.find("wJalrXUtnFEMI"), std::string::npos);
    EXPECT_EQ(daemon_.log().find("wJalrXUtnFEMI"), std::string::npos);
}

}  // namespace
}  // namespace hf::aws::testing
