#include "core/domain/rules/moved_deadlines.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Timestamp new_deadline(const Events& events) {
    return std::get<RequestDeadlineMoved>(events.front()).deadline_at.value_or(Timestamp{});
}

class MovedDeadlinesTest : public ::testing::Test {
protected:
    Given scenario = given_small({request_created("req-a", 1, {.deadline_at = test_start + 30min})});
    const Request& request() { return scenario.request("req-a"); }
};

TEST_F(MovedDeadlinesTest, GoAlongWithTheClock) {
    const auto was = *request().deadline_at;
    EXPECT_EQ(new_deadline(move_deadlines(2h, scenario.state())), was + 2h);
    EXPECT_EQ(new_deadline(move_deadlines(-2h, scenario.state())), was + -2h);
    scenario.given(move_deadlines(2h, scenario.state()));
    EXPECT_EQ(request().deadline_at, was + 2h);
}

TEST_F(MovedDeadlinesTest, OfEndedRequestsStay) {
    scenario.given({request_started("req-a"), request_cancelled("req-a")});
    EXPECT_THAT(move_deadlines(2h, scenario.state()), IsEmpty());
}

TEST_F(MovedDeadlinesTest, AreBoundedAtAStart) {
    const auto made = request().created_at;
    const auto left = *request().deadline_at - made;
    EXPECT_THAT(bound_deadlines(made, scenario.state()), IsEmpty());
    EXPECT_THAT(bound_deadlines(made + 400 * 24h, scenario.state()), IsEmpty()) << "it was away, for all that is known";
    EXPECT_EQ(new_deadline(bound_deadlines(made + -24h, scenario.state())), made + -24h + left);
}

}  // namespace
}  // namespace hf::testing
