#include "exporter/fleet_view.hpp"

#include <gmock/gmock.h>

#include "tests/unit/exporter/story.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;
using namespace hf::testing;
using ::testing::ElementsAre;
using ::testing::Pair;
using enum RequestStatus;

constexpr auto acquire = RequestType::acquire;
constexpr auto give_back = RequestType::give_back;

Event completed(const std::string& id, std::uint32_t count) { return RequestCompleted{{RequestId{id}}, count, {}}; }

std::vector<std::string> ids(const Recent<RequestRow>& rows, Position since = 0) {
    std::vector<std::string> result;
    rows.since(since, [&](const RequestRow& row) { result.push_back(row.request_id.value); });
    return result;
}
RequestRow only(const Recent<RequestRow>& rows) {
    RequestRow result;
    rows.since(0, [&](const RequestRow& row) { result = row; });
    EXPECT_EQ(rows.size(), 1U);
    return result;
}
std::vector<FailureRow> failures(const FleetView& view) {
    std::vector<FailureRow> result;
    view.failure_rows().since(0, [&](const FailureRow& row) { result.push_back(row); });
    return result;
}

TEST(FleetView, FollowsARequestFromItsBeginningToItsEnd) {
    Story story;
    story.tell({template_created(), provider_registered(), request_created("req-1", 2)});
    EXPECT_EQ(story.view().requests(acquire, pending), 1U);
    EXPECT_EQ(story.view().open_requests(), 1U);
    story.tell({request_started("req-1"), launch_requested("req-1", 2), machine_launched("req-1", "m-1"),
                machine_launched("req-1", "m-2"), launch_succeeded("req-1", 2)});
    EXPECT_EQ(story.view().requests(acquire, in_progress), 1U);
    EXPECT_THAT(
        story.view().machines(),
        ElementsAre(Pair(FleetView::MachineKind("small", "local", MachineStatus::launching, PriceType::ondemand),
                         FleetView::Counted{2, 2})));

    story.at(3s).tell(machine_started("req-1", "m-1"));
    const auto row = only(story.view().open_rows());
    EXPECT_EQ(row.succeeded_count, 1U);
    EXPECT_EQ(row.first_machine_at->microseconds, row.created_at.microseconds + 3'000'000);

    story.at(8s).tell({machine_started("req-1", "m-2"), completed("req-1", 2)});
    const auto& view = story.view();
    EXPECT_EQ(view.requests(acquire, complete), 1U);
    EXPECT_EQ(view.requests(acquire, in_progress), 0U);
    EXPECT_EQ(view.created(acquire), 1U);
    EXPECT_EQ(view.open_requests(), 0U);
    EXPECT_EQ(view.open_rows().size(), 0U);
    EXPECT_EQ(only(view.ended_rows()).status, complete);
    EXPECT_EQ(view.time_to_complete(acquire).count(), 1U);
    EXPECT_DOUBLE_EQ(view.time_to_complete(acquire).sum(), 8);
    EXPECT_EQ(view.providers().at("local").time_to_first_machine.count(), 1U);
    EXPECT_DOUBLE_EQ(view.providers().at("local").time_to_first_machine.sum(), 3);
    EXPECT_EQ(view.machines(MachineStatus::running), 2U);
    EXPECT_EQ(view.machines_requested(), 2U);
    EXPECT_EQ(view.machines_delivered(), 2U);
}

TEST(FleetView, ShowsARedirectedRequestAtItsPresentProvider) {
    Story story;
    story.tell({template_created(), provider_registered(), provider_registered("other"), request_created("req-1", 2),
                RequestRedirected{{RequestId{"req-1"}}, {"local"}, {"other"}, 1, "none left"}});
    EXPECT_EQ(only(story.view().open_rows()).provider, "other");
}

TEST(FleetView, FollowsAReturn) {
    Story story;
    story.tell(running_request("req-1", {"m-1", "m-2", "m-3"})).tell(machine_failed("req-1", "m-3"));
    story.tell(return_created("ret-1", {"m-1", "m-2", "m-3"}));
    const auto returned = [&](std::string_view id) {
        std::optional<RequestRow> found;
        story.view().open_rows().since(0, [&](const RequestRow& row) {
            if (row.request_id.value == id) found = row;
        });
        return found;
    };
    EXPECT_EQ(returned("ret-1")->succeeded_count, 1U) << "one of them is gone already";

    story.tell({machine_return_requested("req-1", "m-1", "ret-1"), machine_terminated("req-1", "m-1")});
    EXPECT_EQ(returned("ret-1")->succeeded_count, 2U);
    story.tell({machine_terminated("req-1", "m-2"), completed("ret-1", 3)});
    EXPECT_FALSE(returned("ret-1"));
    EXPECT_EQ(story.view().requests(give_back, complete), 1U);
    EXPECT_EQ(story.view().live_machines(), 0U);
    EXPECT_TRUE(story.view().machines().empty()) << "what has none has no entry";
    EXPECT_EQ(story.view().providers().at("local").machines_terminated, 2U);
    EXPECT_EQ(story.view().providers().at("local").machines_failed, 1U);
}

TEST(FleetView, CountsLaunchFailuresByReason) {
    Story story;
    story.tell({provider_registered(), request_created("req-1", 2), request_started("req-1"),
                launch_requested("req-1", 2), launch_failed("req-1", 2, 0), launch_requested("req-1", 2, 2),
                launch_failed("req-1", 2, 0, {.attempt = 2, .error = ProviderErrorKind::quota})});
    // A provider's own word would be a label of its own, and there is no end of words.
    story.tell({launch_requested("req-1", 2, 3),
                launch_failed("req-1", 2, 0, {.attempt = 3, .error = ProviderErrorKind::other})});
    const auto& figures = story.view().providers().at("local");
    EXPECT_EQ(figures.launches, 3U);
    EXPECT_THAT(figures.launch_failures, ElementsAre(Pair("no_capacity", 1), Pair("other", 1), Pair("quota", 1)));
    EXPECT_EQ(failures(story.view()).size(), 3U);
    EXPECT_EQ(failures(story.view()).front().message, "none left");
}

TEST(FleetView, TellsWhichRequestsEndedBadly) {
    Story story;
    story.tell({provider_registered(), request_created("req-1", 1), request_timed_out("req-1"),
                request_created("req-2", 1), request_cancelled("req-2")});
    ASSERT_EQ(failures(story.view()).size(), 1U) << "to cancel is no failure";
    EXPECT_EQ(failures(story.view()).front().kind, FailureKind::request);
    EXPECT_EQ(failures(story.view()).front().reason, "timeout");
    EXPECT_EQ(story.view().time_to_complete(acquire).count(), 0U) << "neither is complete";
}

TEST(FleetView, KeepsOnlyTheLastOfWhatHasEnded) {
    Story story({.open_requests = 3, .ended_requests = 2, .machines = 2, .failures = 2});
    for (int i = 0; i < 50; ++i) {
        const auto id = fmt::format("req-{:02}", i);
        const auto machine = fmt::format("m-{:02}", i);
        story.tell(running_request(id, {machine})).tell(machine_failed(id, machine)).tell(completed(id, 1));
    }
    const auto& view = story.view();
    EXPECT_EQ(view.requests(acquire, complete), 50U);
    EXPECT_EQ(view.providers().at("local").machines_failed, 50U);
    EXPECT_THAT(ids(view.ended_rows()), ElementsAre("req-48", "req-49"));
    EXPECT_EQ(view.machine_rows().size(), 2U);
    EXPECT_EQ(view.failure_rows().size(), 2U);
    EXPECT_EQ(view.live_machines(), 0U);
    EXPECT_GT(view.ended_rows().forgotten(), 0U);
}

TEST(FleetView, AProviderThatIsRemovedTakesItsFiguresWithIt) {
    Story story;
    story.tell(
        {provider_registered("local"), provider_registered("other"), ProviderRemoved{{ProviderName{"other"}}, {}}});
    EXPECT_TRUE(story.view().providers().contains("local"));
    EXPECT_FALSE(story.view().providers().contains("other"));
}

TEST(FleetView, PassesOverWhatItCantReadOrDoesntKnow) {
    Story story;
    story.tell_unknown();
    story.tell({machine_started("req-9", "m-9"), machine_terminated("req-9", "m-9"), completed("req-9", 1),
                request_started("req-9"), template_deleted("never-made")});
    EXPECT_EQ(story.view().unreadable(), 1U);
    EXPECT_EQ(story.view().position(), story.position());
    EXPECT_EQ(story.view().created(acquire), 0U);
    EXPECT_EQ(story.view().templates(), 0U);
    EXPECT_EQ(story.view().live_machines(), 0U);
}

TEST(FleetView, CutsLongTexts) {
    Story story;
    Tags tags;
    for (int i = 0; i < 50; ++i) tags.emplace(fmt::format("tag-{:02}", i), std::string(1000, 'x'));
    story.tell(request_created("req-1", 1, {.tags = tags}));
    const auto row = only(story.view().open_rows());
    EXPECT_EQ(row.tags.size(), most_tags);
    for (const auto& [key, value] : row.tags) EXPECT_LE(value.size(), longest_text + 3);
}

}  // namespace
}  // namespace hf::exporter
