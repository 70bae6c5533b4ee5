#include "core/queries/get_return_notices.hpp"

#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> told(const Listing<ReturnNotice>& notices) {
    std::vector<std::string> lines;
    for (const auto& notice : notices.items)
        lines.push_back(fmt::format("{} {} {}", notice.machine_id.value, name_of(notice.kind), notice.reason));
    return lines;
}

Event noticed(const std::string& machine, const std::string& reason) {
    return MachineReclaimNoticed{{MachineId{machine}, RequestId{"req-a"}}, reason, std::nullopt};
}

TEST(GetReturnNotices, TellsWhatProvidersTakeBackTheLatestFirst) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2", "m-3"}));
    EXPECT_THAT(ask(scenario, GetReturnNotices{}).items, IsEmpty());
    scenario.given({noticed("m-1", "the price")}).given({machine_failed("req-a", "m-2")});
    const auto notices = ask(scenario, GetReturnNotices{});
    EXPECT_EQ(notices.total, 2U);
    EXPECT_THAT(told(notices),
                ElementsAre("m-2 ended " + scenario.machine("m-2").status_reason, "m-1 reclaim the price"));
}

TEST(GetReturnNotices, SaysOnceOfAMachineThatItWillGoAndIsGone) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.given({noticed("m-1", "the price")}).given({machine_failed("req-a", "m-1")});
    EXPECT_THAT(told(ask(scenario, GetReturnNotices{})),
                ElementsAre("m-1 ended " + scenario.machine("m-1").status_reason));
}

TEST(GetReturnNotices, SaysNothingOfAMachineThatIsGivenBack) {
    auto scenario = given_small(running_request("req-a", {"m-1"}));
    scenario.given({noticed("m-1", "the price")}).given({return_created("ret-a", {"m-1"})});
    EXPECT_THAT(ask(scenario, GetReturnNotices{}).items, IsEmpty());
}

TEST(GetReturnNotices, LooksAtTheLatestOnly) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2", "m-3"}));
    for (const auto* id : {"m-1", "m-2", "m-3"}) scenario.given({machine_failed("req-a", id)});
    EXPECT_EQ(ask(scenario, GetReturnNotices{}).total, 3U);
    Limits limits;
    limits.scanned_items = 2;
    const auto notices = ask(scenario, GetReturnNotices{}, limits);
    EXPECT_EQ(notices.total, 2U);
    EXPECT_EQ(notices.items.back().machine_id.value, "m-2");
}

}  // namespace
}  // namespace hf::testing
