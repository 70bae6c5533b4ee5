#include "core/provisioning/commands/record_launch.hpp"

#include "core/provisioning/commands/record_unsettled_launch.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using enum MachineStatus;

RecordLaunch of_first_try(std::vector<ProviderMachine> machines, std::optional<ProviderError> problem = std::nullopt) {
    return {{"req-a"}, token_of("req-a", 1), {std::move(machines), std::move(problem)}};
}

Events asked_for(std::uint32_t count) {
    return {request_created("req-a", count), request_started("req-a"), launch_requested("req-a", count)};
}

Events too_late(const Event& ended) { return asked_for(2) + Events{ended}; }

TEST(RecordLaunch, NotesAllMachines) {
    auto scenario = given_small(asked_for(2));
    scenario.when(of_first_try({seen("m-1", pending), seen("m-2", launching)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "MachineLaunched", "LaunchSucceeded"));
    EXPECT_EQ(scenario.machine("m-1").status, pending);
    EXPECT_EQ(scenario.machine("m-2").status, launching);
    EXPECT_FALSE(scenario.request("req-a").launch);
    EXPECT_EQ(scenario.request("req-a").starting, 2U);
}

TEST(RecordLaunch, NotesWhatTheProviderTells) {
    auto scenario =
        given({provider_registered(),
               template_created("small", {.price_type = PriceType::spot, .tags = {{"os", "linux"}, {"who", "tmpl"}}}),
               request_created("req-a", 1, {.tags = {{"who", "request"}, {"job", "7"}}}), request_started("req-a"),
               launch_requested("req-a", 1)});
    auto machine = seen("i-1/zone", pending);
    machine.token = "a-1";
    machine.name = "host-1";
    machine.private_ip = "10.0.0.1";
    machine.public_ip = "192.0.2.1";
    machine.instance_type = "t3.small";
    machine.details = {{"zone", "a"}};
    scenario.when(of_first_try({machine}));
    EXPECT_EQ(text_of(scenario.machine("i-1/zone").spec),
              R"({machine_id: "i-1/zone", name: "host-1", request_id: "req-a", template_id: "small", )"
              R"(provider: "local", token: "a-1", private_ip: "10.0.0.1", public_ip: "192.0.2.1", )"
              R"(instance_type: "t3.small", price_type: "spot", tags: {job: "7", os: "linux", who: "request"}, )"
              R"(details: {zone: "a"}, units: 1})");
}

TEST(RecordLaunch, CallsAMachineWithoutANameByItsId) {
    auto scenario = given_small(asked_for(1));
    scenario.when(of_first_try({seen("m-1", pending)}));
    EXPECT_EQ(scenario.machine("m-1").spec.name, "m-1");
}

TEST(RecordLaunch, NotesMachinesThatRunAlready) {
    auto scenario = given_small(asked_for(2));
    scenario.when(of_first_try({seen("m-1", running), seen("m-2", running)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "MachineStarted", "MachineLaunched", "MachineStarted",
                                              "RequestCompleted", "LaunchSucceeded"));
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
    EXPECT_FALSE(scenario.request("req-a").launch);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 2U);
}

TEST(RecordLaunch, NotesMachinesThatAreDeadAlready) {
    auto scenario = given_small(asked_for(2));
    scenario.when(of_first_try({seen("m-1", failed, "exit status 3"), seen("m-2", terminated, "gone")}));
    EXPECT_THAT(scenario.types(),
                ElementsAre("MachineLaunched", "MachineFailed", "MachineLaunched", "MachineFailed", "LaunchSucceeded"));
    EXPECT_EQ(scenario.machine("m-1").status_reason, "exit status 3");
    EXPECT_EQ(scenario.request("req-a").shortfall(), 2U);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 2U);
}

TEST(RecordLaunch, NotesAnyOtherStateAsLaunching) {
    for (const auto status : {stopping, stopped, shutting_down}) {
        auto scenario = given_small(asked_for(1));
        scenario.when(of_first_try({seen("m-1", status)}));
        EXPECT_EQ(scenario.machine("m-1").status, launching) << name_of(status);
    }
}

TEST(RecordLaunch, NotesAPartAndWhyItIsNoMore) {
    auto scenario = given_small(asked_for(3));
    scenario.when(of_first_try({seen("m-1", launching)}, ProviderError{ProviderErrorKind::quota, "only one left"}));
    EXPECT_EQ(texts_of(scenario.events()).back(),
              text_of(launch_failed(
                  "req-a", 3, 1,
                  {.error = ProviderErrorKind::quota, .message = "only one left", .final = true, .hopeless = true})));
    EXPECT_EQ(scenario.request("req-a").shortfall(), 2U);
    EXPECT_EQ(scenario.request("req-a").last_problem.value_or(""), "only one left");
}

TEST(RecordLaunch, SaysHowMuchIsMissingWhenTheProviderDoesNot) {
    given_small(asked_for(3))
        .when(of_first_try({}))
        .then({launch_failed("req-a", 3, 0,
                             {.error = ProviderErrorKind::no_capacity, .message = "gave 0 of 3 machines"})});
}

TEST(RecordLaunch, EndsTheRequestWhenNoFurtherTryWouldHelp) {
    auto scenario = given_small(asked_for(2));
    const ProviderError invalid{ProviderErrorKind::invalid, "no such image"};
    scenario.when(of_first_try({}, invalid))
        .then({launch_failed(
                   "req-a", 2, 0,
                   {.error = ProviderErrorKind::invalid, .message = "no such image", .final = true, .hopeless = true}),
               RequestFailed{{{"req-a"}}, "no such image"}});
}

TEST(RecordLaunch, TriesAnErrorThatNobodyKnowsAFewTimes) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a")});
    for (std::uint32_t attempt = 1; attempt <= most_unknown_errors; ++attempt) {
        scenario.given({launch_requested("req-a", 2, attempt)});
        scenario.when(
            RecordLaunch{{"req-a"}, token_of("req-a", attempt), {{}, {{ProviderErrorKind::other, "novelty"}}}});
        EXPECT_EQ(std::get<LaunchFailed>(scenario.events().front()).hopeless, attempt == most_unknown_errors);
    }
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::failed);
    EXPECT_EQ(scenario.request("req-a").status_reason, "novelty");
}

TEST(RecordLaunch, ACredentialsProblemEndsNoRequest) {
    auto scenario = given_small({request_created("req-a", 2), request_started("req-a")});
    for (std::uint32_t attempt = 1; attempt <= 10; ++attempt) {
        scenario.given({launch_requested("req-a", 2, attempt)});
        const ProviderError expired{ProviderErrorKind::credentials, "expired"};
        scenario.when(RecordLaunch{{"req-a"}, token_of("req-a", attempt), {{}, expired}});
        EXPECT_THAT(scenario.types(), ElementsAre("LaunchFailed"));
    }
    EXPECT_TRUE(scenario.request("req-a").needs_launch());
}

TEST(RecordLaunch, CountsWhatAComparisonHasRecordedWhileItWasUnsettled) {
    auto scenario = given_small(asked_for(2));
    scenario.given({launch_unsettled("req-a", "no route"), machine_launched("req-a", "m-1")});
    scenario.when(of_first_try({seen("m-1", launching), seen("m-2", launching)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "LaunchSucceeded"));
    EXPECT_FALSE(scenario.request("req-a").unsettled);
}

TEST(RecordUnsettledLaunch, WritesItOnce) {
    auto scenario = given_small(asked_for(2));
    const RecordUnsettledLaunch unsettled{{"req-a"}, token_of("req-a", 1), "no route"};
    scenario.when(unsettled).then({launch_unsettled("req-a", "no route")});
    EXPECT_EQ(scenario.request("req-a").unsettled.value_or(""), "no route");
    scenario.when(unsettled).then_nothing();
    scenario.when(RecordUnsettledLaunch{{"req-a"}, token_of("req-a", 2), "no route"})
        .then(refused(Code::invalid_state));
    scenario.given({request_cancelled("req-a")});
    EXPECT_EQ(scenario.request("req-a").unsettled.value_or(""), "no route") << "its machines may run on";
}

TEST(RecordLaunch, NotesMachinesThatCameDespiteAnError) {
    auto scenario = given_small(asked_for(2));
    scenario.when(of_first_try({seen("m-1", launching), seen("m-2", launching)},
                               ProviderError{ProviderErrorKind::throttled, "slow down"}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "MachineLaunched", "LaunchSucceeded"));
}

TEST(RecordLaunch, GivesBackWhatComesAfterACancellation) {
    auto scenario = given_small(too_late(request_cancelled("req-a")));
    scenario.when(of_first_try({seen("m-1", launching), seen("m-2", running)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "MachineReturnRequested", "MachineLaunched",
                                              "MachineReturnRequested", "MachineStarted", "LaunchSucceeded"));
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::cancelled);
    EXPECT_EQ(scenario.tmpl().machines_in_use, 2U);
    EXPECT_TRUE(scenario.machine("m-2").return_requested);
}

TEST(RecordLaunch, GivesBackWhatComesAfterTheDeadline) {
    auto scenario = given_small(too_late(request_timed_out("req-a")));
    scenario.when(of_first_try({seen("m-1", launching)}));
    EXPECT_TRUE(scenario.machine("m-1").return_requested);
    EXPECT_EQ(scenario.machine("m-1").status_reason, "came too late for its request");
}

TEST(RecordLaunch, GivesBackWhatIsMoreThanWasAskedFor) {
    auto scenario = given_small(asked_for(1));
    scenario.when(of_first_try({seen("m-1", running), seen("m-2", running)}));
    EXPECT_EQ(scenario.request("req-a").status, RequestStatus::complete);
    EXPECT_FALSE(scenario.machine("m-1").return_requested);
    EXPECT_TRUE(scenario.machine("m-2").return_requested);
}

TEST(RecordLaunch, IsRefusedWhenTheLaunchIsNotOpen) {
    const auto not_open = refused(Code::invalid_state, "launch a-1 is not open");
    given_small().when(of_first_try({})).then(not_open);
    given_small({request_created("req-a", 1)}).when(of_first_try({})).then(not_open);

    auto scenario = given_small(asked_for(2));
    scenario.when(of_first_try({seen("m-1", launching)}));
    scenario.when(of_first_try({seen("m-1", launching)})).then(not_open);
    scenario.given({launch_requested("req-a", 1, 2)});
    scenario.when(of_first_try({seen("m-2", launching)})).then(not_open);
    EXPECT_EQ(scenario.state().machines().size(), 1U);
}

TEST(RecordLaunch, LeavesMachinesAloneThatAreKnownAlready) {
    auto scenario = given_small(running_request("req-b", {"m-1"}) + asked_for(2));
    scenario.when(of_first_try({seen("m-1", launching), seen("m-2", launching)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "LaunchFailed"));
    EXPECT_EQ(scenario.machine("m-1").spec.request_id, RequestId{"req-b"});
    EXPECT_EQ(scenario.request("req-a").last_problem.value_or(""), "gave 1 of 2 machines");
}

TEST(RecordLaunch, CountsAMachineOnceThatTheProviderTellsTwice) {
    auto scenario = given_small(asked_for(2));
    scenario.when(of_first_try({seen("m-1", launching), seen("m-1", running)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "LaunchFailed"));
    EXPECT_EQ(scenario.request("req-a").live, 1U);
}

TEST(RecordLaunch, LeavesOutWhatHasNoUsableId) {
    auto scenario = given_small(asked_for(3));
    scenario.when(of_first_try({seen("", launching), seen("no spaces", launching), seen("m-1", launching)}));
    EXPECT_THAT(scenario.types(), ElementsAre("MachineLaunched", "LaunchFailed"));
    EXPECT_EQ(scenario.state().machines().size(), 1U);
}

}  // namespace
}  // namespace hf::testing
