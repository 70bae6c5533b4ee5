// A view that begins with a state knows the same as one that has seen all events.
#include <gmock/gmock.h>

#include "client/wire.hpp"
#include "exporter/metrics.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;
using namespace hf::testing;

const std::optional<DaemonAnswer> no_answer;
const std::string history = "store-1";

std::string figures(const FleetView& view) {
    BoardStatus standing;
    standing.position = view.position();
    standing.complete = true;
    return as_text(metrics_of({view, no_answer, history, standing}));
}

std::map<std::string, std::string> rows(const FleetView& view) {
    std::map<std::string, std::string> rows;
    for (const auto* requests : {&view.open_rows(), &view.ended_rows()})
        requests->since(0, [&](const RequestRow& row) {
            rows[row.request_id.value] =
                fmt::format("{} {} {} {} {} of {} {}", row.template_id, row.provider, name_of(row.status),
                            row.succeeded_count, row.machine_count, row.failed_count, row.reason);
        });
    view.machine_rows().since(0, [&](const MachineRow& row) {
        rows[row.machine_id.value] =
            fmt::format("{} {} {} {}", row.template_id, row.request_id.value, name_of(row.status), row.reason);
    });
    return rows;
}

FleetView of_the_events(const Scenario& scenario) {
    FleetView view;
    for (const auto& recorded : scenario.store().read(0, 1'000'000, 1U << 30)) view.apply(recorded);
    return view;
}

TEST(FleetOfState, KnowsWhatTheEventsTold) {
    Given scenario({provider_registered(), template_created()});
    scenario.given({request_created("req-1", 3), request_started("req-1"), launch_requested("req-1", 3),
                    machine_launched("req-1", "m-1"), machine_launched("req-1", "m-2"),
                    machine_launched("req-1", "m-3"), launch_succeeded("req-1", 3)});
    scenario.later(3s).given({machine_started("req-1", "m-1")});
    scenario.later(40s).given({machine_started("req-1", "m-2")});
    scenario.given({machine_failed("req-1", "m-3")}).given(running_request("req-2", {"m-4", "m-5"}));
    scenario.given({request_created("req-3", 1)}).given({return_created("ret-1", {"m-1", "m-4"})});

    const auto view = of_the_events(scenario);
    const FleetView begun(scenario.state());
    EXPECT_EQ(figures(begun), figures(view));
    EXPECT_EQ(rows(begun), rows(view));
}

TEST(FleetOfState, GoesOnWithTheEventsAfterIt) {
    Given scenario({provider_registered(), template_created()});
    scenario.given(running_request("req-1", {"m-1"})).given({return_created("ret-1", {"m-1"})});
    FleetView begun(scenario.state());
    scenario.later(5s).given({machine_terminated("req-1", "m-1")});
    for (const auto& recorded : scenario.store().read(begun.position(), 1000, 1U << 30)) begun.apply(recorded);
    const auto view = of_the_events(scenario);
    EXPECT_EQ(figures(begun), figures(view));
    EXPECT_EQ(rows(begun), rows(view));
    EXPECT_EQ(begun.live_machines(), 0U);
}

}  // namespace
}  // namespace hf::exporter
