#include "core/queries/get_request_status.hpp"

#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Given two_requests() {
    return given_small(running_request("req-a", {"m-1", "m-2"}) + running_request("req-b", {"m-3"}));
}

GetRequestStatus of(std::vector<std::string> ids, bool include_machines = false) {
    return {std::nullopt, std::move(ids), include_machines};
}

TEST(GetRequestStatus, TellsOfOne) {
    auto scenario = two_requests();
    const auto told = ask(scenario, GetRequestStatus{RequestId{"req-a"}, {}, true});
    ASSERT_EQ(told.items.size(), 1U);
    EXPECT_EQ(told.items[0].request.status, RequestStatus::complete);
    ASSERT_EQ(told.items[0].machines->size(), 2U);
    EXPECT_EQ(told.items[0].machines->at(1).spec.machine_id.value, "m-2");
    EXPECT_THAT(told.unknown, IsEmpty());
    EXPECT_FALSE(ask(scenario, GetRequestStatus{RequestId{"req-a"}, {}, false}).items[0].machines);
}

TEST(GetRequestStatus, TellsOfManyInTheOrderAskedForAndWhichAreUnknown) {
    auto scenario = two_requests();
    const auto told = ask(scenario, of({"req-b", "req-x", "req-a", "no id at all", "req-b"}));
    EXPECT_THAT(ids_of(told), ElementsAre("req-b", "req-a"));
    EXPECT_THAT(told.unknown, ElementsAre("req-x", "no id at all"));
    EXPECT_THAT(ask(scenario, of({})).items, IsEmpty());
    EXPECT_THAT(ask(scenario, of({"req-x"})).unknown, ElementsAre("req-x"));
}

TEST(GetRequestStatus, OneThatIsUnknownIsAnError) {
    auto scenario = two_requests();
    EXPECT_EQ(refusal(scenario, GetRequestStatus{RequestId{"req-x"}, {}, false}).code, Code::request_not_found);
}

TEST(GetRequestStatus, WantsOneOrManyAndNotBoth) {
    auto scenario = two_requests();
    EXPECT_EQ(refusal(scenario, GetRequestStatus{}).code, Code::validation_error);
    EXPECT_EQ(refusal(scenario, GetRequestStatus{RequestId{"req-a"}, {{"req-b"}}, false}).code, Code::validation_error);
}

TEST(GetRequestStatus, TellsNoMoreMachinesAtATimeThanTheSiteAllows) {
    auto scenario = two_requests();
    const Limits two{.scanned_items = 2};
    const auto too_many = refusal(scenario, of({"req-a", "req-b"}, true), two);
    EXPECT_EQ(too_many.code, Code::limit_exceeded);
    EXPECT_EQ(too_many.details.at("allowed"), Value(2));
    EXPECT_GT(too_many.details.at("candidates").as_integer(), 2);
    EXPECT_EQ(ask(scenario, of({"req-a", "req-b"}, false), two).items.size(), 2U);
    // A single request cannot be asked for in parts.
    EXPECT_EQ(ask(scenario, of({"req-a"}, true), {.scanned_items = 1}).items[0].machines->size(), 2U);
}

}  // namespace
}  // namespace hf::testing
