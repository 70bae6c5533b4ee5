// ListMachines, CountMachines and GetMachineStatus.
#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

// m-1 and m-2 of "small" run, m-3 of "large" is launching, and the return of m-2 was requested.
Given three_machines() {
    auto launched = std::get<MachineLaunched>(machine_launched("req-b", "m-3", {.template_id = "large"}));
    launched.spec.price_type = PriceType::spot;
    return given(Events{provider_registered(), template_created("small"), template_created("large")} +
                 running_request("req-a", {"m-1", "m-2"}) +
                 Events{request_created("req-b", 1, {.template_id = "large"}), request_started("req-b"),
                        launch_requested("req-b", 1), launched, launch_succeeded("req-b", 1),
                        return_created("ret-a", {"m-2"})});
}

std::vector<std::string> listed(const Scenario& scenario, const std::function<void(ListMachines&)>& change) {
    ListMachines query;
    change(query);
    const auto answer = ask(scenario, query);
    EXPECT_EQ(answer.total, answer.items.size());
    return ids_of(answer);
}

TEST(ListMachines, TellsTheNewestFirst) {
    auto scenario = three_machines();
    EXPECT_THAT(listed(scenario, [](auto&) {}), ElementsAre("m-3", "m-2", "m-1"));
}

TEST(ListMachines, FiltersByWhatAMachineIs) {
    auto scenario = three_machines();
    EXPECT_THAT(listed(scenario, [](auto& q) { q.template_id = TemplateId{"small"}; }), ElementsAre("m-2", "m-1"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.status = MachineStatus::launching; }), ElementsAre("m-3"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.price_type = PriceType::spot; }), ElementsAre("m-3"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.provider = ProviderName{"local"}; }),
                ElementsAre("m-3", "m-2", "m-1"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.provider = ProviderName{"elsewhere"}; }), IsEmpty());
    EXPECT_THAT(listed(scenario, [](auto& q) { q.return_requested = true; }), ElementsAre("m-2"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.return_requested = false; }), ElementsAre("m-3", "m-1"));
    scenario.given({machine_terminated("req-a", "m-2", "gone"), machine_failed("req-b", "m-3", "died")});
    EXPECT_THAT(listed(scenario, [](auto& q) { q.live_only = true; }), ElementsAre("m-1"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.status = MachineStatus::launching; }), IsEmpty());
    EXPECT_THAT(listed(scenario, [](auto& q) { q.status = MachineStatus::failed; }), ElementsAre("m-3"));
}

TEST(ListMachines, OfARequestOrOfAReturn) {
    auto scenario = three_machines();
    EXPECT_THAT(listed(scenario, [](auto& q) { q.request_id = RequestId{"req-a"}; }), ElementsAre("m-2", "m-1"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.request_id = RequestId{"ret-a"}; }), ElementsAre("m-2"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.request_id = RequestId{"nobody"}; }), IsEmpty());
}

TEST(ListMachines, TheNamedOnesWithoutTheUnknown) {
    auto scenario = three_machines();
    using Words = std::vector<std::string>;
    EXPECT_THAT(listed(scenario,
                       [](auto& q) {
                           q.machine_ids = Words{"m-1", "m-3", "m-1", "no one"};
                       }),
                ElementsAre("m-3", "m-1"));
    EXPECT_THAT(listed(scenario,
                       [](auto& q) {
                           q.machine_ids = Words{"m-1"};
                           q.names = Words{"m-3", "m-1", "stranger"};
                       }),
                ElementsAre("m-3", "m-1"));
    EXPECT_THAT(listed(scenario,
                       [](auto& q) {
                           q.machine_ids = Words{"m-1", "m-3"};
                           q.request_id = RequestId{"req-a"};
                       }),
                ElementsAre("m-1"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.machine_ids = Words{}; }), IsEmpty());
}

TEST(ListMachines, FindsNamesAndSortsByThem) {
    auto scenario = three_machines();
    scenario.given({machine_started("req-b", "m-3", "Alpha.example")});
    for (const auto* text : {"alpha", "lp", "Ph"})
        EXPECT_THAT(listed(scenario, [&](auto& q) { q.page.q = text; }), ElementsAre("m-3")) << text;
    EXPECT_THAT(listed(scenario, [](auto& q) { q.page.sort = "name"; }), ElementsAre("m-3", "m-1", "m-2"));
    EXPECT_THAT(listed(scenario, [](auto& q) { q.page.sort = "template_id"; }), ElementsAre("m-3", "m-1", "m-2"));
}

TEST(ListMachines, TellsWhatNarrowsWhatMustBeScanned) {
    auto scenario = three_machines();
    ListMachines query;
    query.page.sort = "name";
    const auto refused = refusal(scenario, query, {.scanned_items = 2});
    EXPECT_EQ(refused.code, Code::limit_exceeded);
    EXPECT_THAT(refused.message, AllOf(HasSubstr("3 machines"), HasSubstr("live_only"), HasSubstr("price_type")));
}

TEST(CountMachines, CountsTheLiveOnesByWhatIsAsked) {
    auto scenario = three_machines();
    const auto counted = [&](MachineGrouping by, bool live_only = true) {
        const auto answer = ask(scenario, CountMachines{by, live_only});
        std::uint64_t sum = 0;
        for (const auto& [value, count] : answer.counts) sum += count;
        EXPECT_EQ(answer.total, sum);
        return answer.counts;
    };
    EXPECT_EQ(counted(MachineGrouping::template_), (Counts{{"large", 1}, {"small", 2}}));
    EXPECT_EQ(counted(MachineGrouping::provider), (Counts{{"local", 3}}));
    EXPECT_EQ(counted(MachineGrouping::price_type), (Counts{{"ondemand", 2}, {"spot", 1}}));
    scenario.given({machine_failed("req-b", "m-3", "died")});
    EXPECT_EQ(counted(MachineGrouping::template_), (Counts{{"small", 2}}));
    EXPECT_EQ(counted(MachineGrouping::status), (Counts{{"running", 2}}));
    EXPECT_EQ(counted(MachineGrouping::status, false), (Counts{{"failed", 1}, {"running", 2}}));
    EXPECT_EQ(counted(MachineGrouping::template_, false), (Counts{{"large", 1}, {"small", 2}}));
}

TEST(CountMachines, OfNothingIsNothing) {
    auto scenario = given_small();
    const auto counted = ask(scenario, CountMachines{});
    EXPECT_THAT(counted.counts, IsEmpty());
    EXPECT_EQ(counted.total, 0U);
}

TEST(CountMachines, GoesThroughNoMoreValuesThanTheSiteAllows) {
    auto scenario = three_machines();
    EXPECT_EQ(refusal(scenario, CountMachines{MachineGrouping::template_, true}, {.scanned_items = 1}).code,
              Code::limit_exceeded);
}

TEST(GetMachineStatus, TellsOfEachMachineAndCountsThem) {
    auto scenario = three_machines();
    scenario.given({machine_failed("req-a", "m-1", "signal 9")});
    const auto told = ask(scenario, GetMachineStatus{RequestId{"req-a"}});
    ASSERT_EQ(told.items.size(), 2U);
    EXPECT_EQ(text_of(told.items[0]),
              R"({machine_id: "m-1", name: "m-1", status: "failed", status_reason: "signal 9"})");
    EXPECT_EQ(told.items[1].status, MachineStatus::running);
    EXPECT_THAT(told.counts, ElementsAre(Pair("failed", 1), Pair("running", 1)));
}

TEST(GetMachineStatus, OfAReturnTellsOfWhatItGivesBack) {
    auto scenario = three_machines();
    const auto told = ask(scenario, GetMachineStatus{RequestId{"ret-a"}});
    ASSERT_EQ(told.items.size(), 1U);
    EXPECT_EQ(told.items[0].machine_id.value, "m-2");
    EXPECT_EQ(refusal(scenario, GetMachineStatus{RequestId{"ret-b"}}).code, Code::request_not_found);
}

}  // namespace
}  // namespace hf::testing
