// Machines that die before they ever run are made again a few times, and not for ever.
#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

using FailedStartsTest = LaneTest;

TEST_F(FailedStartsTest, MachinesThatDieBeforeTheyRunAreNotMadeForEver) {
    cloud->fail_starts(true, "Server.InternalError: out of disks");
    const auto id = ask_for(10);
    wait_for(id, RequestStatus::failed);
    EXPECT_THAT(request(id).status_reason, HasSubstr("15 machines failed before they ran"));
    EXPECT_THAT(request(id).status_reason, HasSubstr("out of disks"));
    EXPECT_EQ(cloud->made(), 15U);

    // The template's next request begins with a pause, and with one machine.
    const auto next = ask_for(10);
    const auto begun = site.clock.monotonic();
    wait_until("the next try", [&] { return request(next).stillborn > 0; });
    EXPECT_EQ(cloud->made(), 16U);
    EXPECT_GE(site.clock.monotonic() - begun, 20s);
    EXPECT_THAT(request(next).status_reason, HasSubstr("failed before it ran"));
    cloud->fail_starts(false);
    wait_for(next, RequestStatus::complete);
    EXPECT_EQ(small().failed_starts, 0U);
    EXPECT_THAT(cloud->living(), SizeIs(10));
}

TEST_F(FailedStartsTest, AFewDeathsOfManyAreReplacedAtOnce) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    EXPECT_EQ(small().failed_starts, 0U);
    cloud->fail_starts(true, "no");
    const auto second = ask_for(1);
    wait_until("a failure", [&] { return request(second).stillborn == 1; });
    EXPECT_EQ(request(second).status, RequestStatus::in_progress);
    EXPECT_THAT(request(second).status_reason, HasSubstr("failed before it ran: no"));
    cloud->fail_starts(false);
    wait_for(second, RequestStatus::complete);
}

}  // namespace
}  // namespace hf::testing
