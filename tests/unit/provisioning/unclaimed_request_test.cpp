// What a lane makes of a request that nobody claims (ADR 31).
#include "core/commands/claim_requests.hpp"
#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class UnclaimedRequest : public LaneTest {
protected:
    std::string ask_unclaimed(std::uint32_t count, std::uint32_t seconds) {
        auto command = create_request(count);
        command.unclaimed_s = seconds;
        return accepted(site.tell(command));
    }
};

TEST_F(UnclaimedRequest, IsGivenBack) {
    const auto id = ask_unclaimed(2, 300);
    wait_for(id, RequestStatus::complete);
    EXPECT_THAT(cloud->living(), SizeIs(2));
    wait_until("its machines are gone", [&] { return cloud->living().empty() && live_in_the_books() == 0; });
    EXPECT_EQ(request(id).status, RequestStatus::complete);
    EXPECT_EQ(request(id).status_reason, "nobody has asked about the request within 300 s");
}

TEST_F(UnclaimedRequest, EndsWhileItWaitsForMachines) {
    cloud->limit_capacity(1);
    const auto id = ask_unclaimed(2, 300);
    wait_for(id, RequestStatus::cancelled);
    wait_until("its machine is gone", [&] { return cloud->living().empty(); });
}

TEST_F(UnclaimedRequest, StaysOnceItIsClaimed) {
    const auto id = ask_unclaimed(2, 300);
    const auto other = ask_unclaimed(1, 400);
    wait_for(id, RequestStatus::complete);
    wait_for(other, RequestStatus::complete);
    tell(ClaimRequests{{{id}}});
    wait_until("the other's machine is gone", [&] { return cloud->living().size() == 2; });
    EXPECT_TRUE(request(other).status_reason.starts_with("nobody"));
    EXPECT_EQ(request(id).status_reason, "");
}

// While the daemon was down nobody could ask.
TEST_F(UnclaimedRequest, HasItsTimeAgainAfterAStart) {
    const auto id = ask_unclaimed(2, 300);
    wait_for(id, RequestStatus::complete);
    site.stop();
    site.clock.advance(1h);
    site.start();
    const auto begun = site.clock.monotonic();
    wait_until("its machines are gone", [&] { return cloud->living().empty(); });
    EXPECT_GE(site.clock.monotonic() - begun, 300s);
}

}  // namespace
}  // namespace hf::testing
