// Templates that count units: a machine is worth several, and everything counts by that (ADR 30).
#include "core/commands/retry_request.hpp"
#include "core/commands/update_request_status.hpp"
#include "core/messages/convert.hpp"
#include "core/provisioning/commands/begin_launch.hpp"
#include "core/provisioning/commands/expire_request.hpp"
#include "core/provisioning/commands/record_audit.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "core/queries/plan_request.hpp"
#include "tests/unit/support/asking.hpp"
#include "tests/unit/support/virtual_site.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using enum MachineStatus;

TemplateOptions worth(std::uint32_t units, std::int32_t max_number = 10) {
    return {.max_number = max_number, .configuration = {{"units", units}}, .counts = Counting::units};
}
Event units_asked(std::string id, std::uint32_t count, std::uint32_t excess) {
    return request_created(std::move(id), count, {.counts = Counting::units, .excess = excess});
}
// A request for units whose first launch is open.
Events first_launch(const std::string& id, std::uint32_t count, std::uint32_t excess) {
    return {units_asked(id, count, excess), request_started(id), launch_requested(id, count)};
}
std::vector<ProviderMachine> machines(std::uint32_t from, std::uint32_t to, MachineStatus status = running) {
    std::vector<ProviderMachine> list;
    for (auto i = from; i <= to; ++i) list.push_back(seen(fmt::format("m-{}", i), status));
    return list;
}
RecordLaunch came(std::vector<ProviderMachine> list, std::uint32_t attempt = 1) {
    return {{"req-a"}, token_of("req-a", attempt), {std::move(list), {}}};
}

TEST(Units, ARequestSaysThatItCountsThemAndWhatItMayExceed) {
    auto scenario = given_small({}, worth(4));
    scenario.when(create_request(10));
    const auto& created = std::get<RequestCreated>(scenario.events().front());
    EXPECT_EQ(created.counts, Counting::units);
    EXPECT_EQ(created.excess, 3U);
    EXPECT_EQ(scenario.request(created.request_id.value).counts, Counting::units);
}

TEST(Units, TenOfThemAreFiveMachinesOfTwo) {
    auto scenario = given_small(first_launch("req-a", 10, 1), worth(2));
    EXPECT_EQ(scenario.request("req-a").shortfall(), 10U);
    scenario.when(came(machines(1, 5)));
    const auto& request = scenario.request("req-a");
    EXPECT_EQ(request.status, RequestStatus::complete);
    EXPECT_EQ(request.succeeded_count, 10U);
    EXPECT_EQ(request.machine_ids.size(), 5U);
    EXPECT_EQ(scenario.machine("m-1").spec.units, 2U);
    EXPECT_EQ(text_of(scenario.events().back()),
              text_of(Event(LaunchSucceeded{{{"req-a"}}, 1, {"local"}, token_of("req-a", 1), 10, 10})));
    EXPECT_EQ(scenario.tmpl().machines_in_use, 10U);
    EXPECT_EQ(scenario.state().find(ProviderName{"local"})->live_machines, 5U) << "of a provider machines are counted";
}

// A type whose machines are worth what their instance type is.
class WeighingType final : public ProviderType {
public:
    [[nodiscard]] std::uint32_t units_of(const TemplateSpec&, std::string_view instance_type) const override {
        return instance_type == "large" ? 3 : 1;
    }
    [[nodiscard]] Capabilities capabilities() const override { return {}; }
    [[nodiscard]] tl::expected<ValueMap, std::vector<Finding>> complete(const ValueMap& config) const override {
        return config;
    }
    [[nodiscard]] std::vector<Finding> check_template(const TemplateSpec&) const override { return {}; }
    [[nodiscard]] LaneSettings lane_settings(const ValueMap&) const override { return {}; }
    [[nodiscard]] std::vector<PlannedCall> plan(const LaunchSpec&, const ValueMap&) const override { return {}; }
    [[nodiscard]] tl::expected<std::shared_ptr<Provider>, std::string> make(const ProviderName&,
                                                                            const ValueMap&) const override {
        return tl::make_unexpected("there is none");
    }
};

TEST(Units, AMachineIsWorthWhatItsInstanceTypeIs) {
    Given scenario(Events{provider_registered(), template_created("small", worth(1))} + first_launch("req-a", 4, 2),
                   Site{.types = {{"process", std::make_shared<WeighingType>()}}});
    auto list = machines(1, 2);
    list[1].instance_type = "large";
    scenario.when(came(std::move(list)));
    EXPECT_EQ(scenario.machine("m-1").spec.units, 1U);
    EXPECT_EQ(scenario.machine("m-2").spec.units, 3U);
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
}

TEST(Units, TheLastMachineMayExceedWhatIsMissing) {
    auto scenario = given_small(first_launch("req-a", 5, 3), worth(4));
    scenario.when(came(machines(1, 2)));
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
    EXPECT_EQ(scenario.request("req-a").succeeded_count, 8U);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 8U);
}

TEST(Units, WhatIsMissingIsAskedForInUnits) {
    auto scenario = given_small(first_launch("req-a", 10, 1), worth(2));
    scenario.when(came(machines(1, 3)));
    EXPECT_EQ(scenario.request("req-a").shortfall(), 4U);
    EXPECT_EQ(scenario.request("req-a").last_problem.value_or({}), "gave 6 of 10 units");
    scenario.when(BeginLaunch{{"req-a"}, {"local"}, 100});
    EXPECT_EQ(texts_of(scenario.events()),
              texts_of({LaunchRequested{{{"req-a"}}, 2, {"local"}, token_of("req-a", 2), 4, ""}}));
}

TEST(Units, ARetryAsksForThoseThatWereMissing) {
    auto scenario = given_small(first_launch("req-a", 10, 1), worth(2));
    scenario.when(came(machines(1, 3)));
    scenario.when(UpdateRequestStatus{{"req-a"}, RequestStatus::partial, "enough"});
    scenario.when(RetryRequest{{"req-a"}});
    EXPECT_EQ(scenario.result<RequestRetried>().machine_count, 4U);
}

TEST(Units, AMachineThatFailsIsMissedWithAllThatItIsWorth) {
    auto scenario = given_small(first_launch("req-a", 10, 1), worth(2));
    scenario.when(came(machines(1, 5, MachineStatus::launching)));
    scenario.given({machine_failed("req-a", "m-1")});
    EXPECT_EQ(scenario.request("req-a").failed_count, 2U);
    EXPECT_EQ(scenario.request("req-a").shortfall(), 2U);
}

TEST(Units, MaxNumberCountsThem) {
    auto scenario = given_small(first_launch("req-a", 6, 1), worth(2));
    scenario.when(came(machines(1, 3)));
    scenario.when(create_request(5))
        .then(refused(Code::limit_exceeded, "allows 10 units, 4 of them are left, 5 were asked for"));
    scenario.when(create_request(4));
    EXPECT_TRUE(scenario.accepted());
    scenario.given({machine_return_requested("req-a", "m-1"), machine_terminated("req-a", "m-1")});
    EXPECT_EQ(scenario.tmpl().machines_in_use, 4U + 4U + 1U) << "a machine that is gone gives back what it was worth";
}

// Two requests may both exceed what was asked for; only one may exceed the template's limit.
TEST(Units, WhatOneRequestMayExceedIsNotLeftForAnother) {
    auto scenario = given_small({}, worth(4));
    scenario.when(create_request(6));
    EXPECT_EQ(scenario.tmpl().machines_in_use, 9U);
    scenario.when(create_request(2)).then(refused(Code::limit_exceeded, "1 of them are left"));
    scenario.when(create_request(1));
    EXPECT_TRUE(scenario.accepted());
    EXPECT_EQ(scenario.tmpl().machines_in_use, 13U);
}

// A machine that fails before it runs is replaced by one that may be heavier.
TEST(Units, WhatARequestMayExceedCountsUntilItIsOver) {
    auto scenario = given_small(first_launch("req-a", 5, 3), worth(4));
    scenario.when(came(machines(1, 2, MachineStatus::launching)));
    EXPECT_EQ(scenario.request("req-a").shortfall(), 0U);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 8U);
    scenario.given({machine_failed("req-a", "m-1")});
    EXPECT_EQ(scenario.tmpl().machines_in_use, 8U);
    scenario.given({request_cancelled("req-a"), machine_terminated("req-a", "m-2")});
    EXPECT_EQ(scenario.tmpl().machines_in_use, 0U);
}

TEST(Units, AnOrphanIsAdoptedWithWhatItIsWorth) {
    auto scenario = given_small(first_launch("req-a", 5, 1), worth(2));
    scenario.when(came(machines(1, 1)));
    RecordAudit audit;
    audit.provider = {"local"};
    audit.orphans = machines(2, 4);
    for (auto& machine : audit.orphans) machine.token = token_of("req-a", 1);
    audit.adopt = true;
    scenario.when(audit);
    EXPECT_EQ(scenario.request("req-a").succeeded_count, 6U) << "two, for the three units that were missing";
    EXPECT_FALSE(scenario.state().find(MachineId{"m-4"}));
}

TEST(Units, AreNamedWhereAPersonReads) {
    auto scenario =
        given_small({request_created("req-a", 5, {.deadline_at = test_start, .counts = Counting::units, .excess = 1}),
                     request_started("req-a")},
                    worth(2));
    scenario.when(ExpireRequest{{"req-a"}, ""});
    EXPECT_THAT(scenario.request("req-a").status_reason, HasSubstr("0 of 5 units came up by the deadline"));
}

// A site may have its template count otherwise while machines of it run.
TEST(Units, ARequestCountsAsItHasBegun) {
    auto scenario = given_small({request_created("req-a", 4), request_started("req-a"), launch_requested("req-a", 4)},
                                {.configuration = {{"units", 2}}});
    scenario.given({template_updated("small", worth(2))});
    scenario.when(came(machines(1, 2)));
    EXPECT_EQ(scenario.request("req-a").shortfall(), 2U);
    EXPECT_EQ(scenario.machine("m-1").spec.units, 1U);
    scenario.when(UpdateRequestStatus{{"req-a"}, RequestStatus::partial, "enough"});
    scenario.when(RetryRequest{{"req-a"}})
        .then(refused(Code::invalid_state, "has counted machines, and template \"small\" counts units by now"));
}

TEST(Units, ArePlannedAsTheyWouldBeAskedFor) {
    auto scenario = given_small({}, worth(2));
    const auto plan = ask(scenario, PlanRequest{{"small"}, 10, {}, {}, {}});
    EXPECT_EQ(plan.counts, Counting::units);
    EXPECT_EQ(plan.sources.front().calls.front().purpose, "10 units");
}

TEST(Units, OfAnOldEventAMachineIsWorthOne) {
    MachineLaunched old;
    ASSERT_FALSE(from_map({{"machine_id", "m-1"},
                           {"name", "m-1"},
                           {"request_id", "req-a"},
                           {"template_id", "small"},
                           {"provider", "local"},
                           {"token", "t"},
                           {"status", "pending"}},
                          old));
    EXPECT_EQ(old.spec.units, 1U);
}

class UnitsAtAProvider : public ::testing::Test {
protected:
    UnitsAtAProvider() {
        site.tell(create_template("weighty", worth(2, -1)));
        site.connect("local", cloud);
        site.start();
    }
    [[nodiscard]] bool rests() const { return site.state().open_requests().empty(); }

    std::shared_ptr<InMemoryProvider> cloud = std::make_shared<InMemoryProvider>();
    VirtualSite site;
};

TEST_F(UnitsAtAProvider, OnlyTheMachinesThatAreNeededAreMade) {
    site.tell(create_request(10, "weighty"));
    EXPECT_TRUE(site.run_until([&] { return rests(); }));
    EXPECT_THAT(cloud->living(), SizeIs(5));
    EXPECT_EQ(cloud->last_order().counts, Counting::units);
}

TEST_F(UnitsAtAProvider, ALostAnswerMakesNoFurtherMachine) {
    cloud->lose_answers(2);
    site.tell(create_request(5, "weighty"));
    EXPECT_TRUE(site.run_until([&] { return rests(); }));
    EXPECT_THAT(cloud->living(), SizeIs(3));
}

TEST_F(UnitsAtAProvider, ALargeRequestIsAskedForInParts) {
    site.stop();
    site.settings.machines_per_call = 5;
    site.start();
    site.tell(create_request(10, "weighty"));
    EXPECT_TRUE(site.run_until([&] { return rests(); }));
    EXPECT_THAT(cloud->living(), SizeIs(5)) << "three machines for the first five units, and two for the other four";
}

}  // namespace
}  // namespace hf::testing
