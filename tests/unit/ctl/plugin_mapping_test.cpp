#include "ctl/plugin/mapping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ctl/cell.hpp"

namespace hf::plugin {
namespace {

Machine machine(MachineStatus status, std::string id = "i-0721bb06651cad7f1") {
    Machine m;
    m.spec.machine_id.value = std::move(id);
    m.spec.name = "ip-10-0-57-22.ec2.internal";
    m.spec.private_ip = "10.0.57.22";
    m.spec.instance_type = "r5n.2xlarge";
    m.status = status;
    m.created_at = {1'734'619'900'000'000};
    m.started_at = Timestamp{1'734'619'942'999'999};
    return m;
}

Request request(RequestStatus status, RequestType type = RequestType::acquire) {
    Request r;
    r.request_id.value = "req-1";
    r.status = status;
    r.request_type = type;
    return r;
}

std::string text(const Value& map, std::string_view key) {
    const auto* found = ctl::member(map, key).as<std::string>();
    return found ? *found : "(none)";
}

std::string result(MachineStatus status, RequestType type, RequestStatus of_request) {
    return text(to_machine(machine(status), request(of_request, type)), "result");
}

TEST(PluginMapping, AMachineHasAllThatTheContractNames) {
    EXPECT_EQ(to_machine(machine(MachineStatus::running), request(RequestStatus::complete)),
              Value(ValueMap{{"machineId", "i-0721bb06651cad7f1"},
                             {"name", "ip-10-0-57-22.ec2.internal"},
                             {"result", "succeed"},
                             {"status", "running"},
                             {"privateIpAddress", "10.0.57.22"},
                             {"publicIpAddress", Value()},
                             {"instanceType", "r5n.2xlarge"},
                             {"priceType", "ondemand"},
                             {"instanceTags", ""},
                             {"cloudHostId", Value()},
                             {"launchtime", 1'734'619'942},
                             {"message", ""}}));
}

TEST(PluginMapping, ResultsOfAnAcquire) {
    using enum MachineStatus;
    const auto of = [](MachineStatus status) {
        return result(status, RequestType::acquire, RequestStatus::in_progress);
    };
    EXPECT_EQ(of(pending), "executing");
    EXPECT_EQ(of(launching), "executing");
    EXPECT_EQ(of(running), "succeed");
    for (const auto status : {stopping, stopped, shutting_down, terminated, failed}) EXPECT_EQ(of(status), "fail");
}

TEST(PluginMapping, ResultsOfAReturn) {
    using enum MachineStatus;
    const auto of = [](MachineStatus status) {
        return result(status, RequestType::give_back, RequestStatus::in_progress);
    };
    EXPECT_EQ(of(terminated), "succeed");
    EXPECT_EQ(of(failed), "succeed");
    for (const auto status : {pending, launching, running, stopping, stopped, shutting_down})
        EXPECT_EQ(of(status), "executing");
    EXPECT_EQ(result(running, RequestType::give_back, RequestStatus::cancelled), "fail");
}

TEST(PluginMapping, AFailureHasAMessage) {
    auto failed = machine(MachineStatus::failed);
    EXPECT_EQ(text(to_machine(failed, request(RequestStatus::failed)), "message"), "the machine is failed");
    failed.status_reason = "exited with status 3";
    EXPECT_EQ(text(to_machine(failed, request(RequestStatus::failed)), "message"), "exited with status 3");
}

TEST(PluginMapping, AMachineThatIsBeingGivenBackIsNotOffered) {
    auto leaving = machine(MachineStatus::running);
    leaving.return_requested = true;
    EXPECT_EQ(text(to_machine(leaving, request(RequestStatus::cancelled)), "result"), "fail");
}

TEST(PluginMapping, KnowsNoStatusThatHostFactoryDoesNot) {
    for (std::size_t i = 0; i < enum_names<MachineStatus>.size(); ++i) {
        const auto status =
            text(to_machine(machine(static_cast<MachineStatus>(i)), request(RequestStatus::complete)), "status");
        EXPECT_TRUE(status == "running" || status == "stopped" || status == "terminated" || status == "shutting-down" ||
                    status == "stopping" || status == "pending")
            << status;
    }
}

TEST(PluginMapping, StatusesOfRequests) {
    using enum RequestStatus;
    EXPECT_EQ(to_status(pending), "running");
    EXPECT_EQ(to_status(in_progress), "running");
    EXPECT_EQ(to_status(complete), "complete");
    for (const auto status : {partial, failed, cancelled, timeout}) {
        EXPECT_EQ(to_status(status), "complete_with_error");
        EXPECT_NE(text(to_request({request(status), {}}), "message"), "");
    }
}

TEST(PluginMapping, AnUnknownRequestIsAFinalAnswer) {
    const auto answer = to_unknown_request("req-x", "request req-x does not exist");
    EXPECT_EQ(text(answer, "requestId"), "req-x");
    EXPECT_EQ(text(answer, "status"), "complete_with_error");
    EXPECT_NE(text(answer, "message"), "");
}

Template some_template() {
    Template t;
    t.spec.template_id.value = "OnDemand-Minimal";
    t.spec.max_number = 10;
    t.spec.attributes = {{"type", "X86_64"}, {"ncpus", 1}, {"ncores", 1}, {"nram", 1024}};
    t.spec.tags = {{"company", "abc"}, {"team", "xyz"}};
    t.spec.configuration = {{"vmTypes", ValueMap{{"m3.medium", 1}}}, {"onDemandCapacity", 0}};
    t.machines_in_use = 3;
    return t;
}

TEST(PluginMapping, ATemplateIsTheContractsExample) {
    EXPECT_EQ(to_template(some_template(), std::vector<std::string>{"ip-10-0-57-7.ec2.internal"}),
              Value(ValueMap{{"templateId", "OnDemand-Minimal"},
                             {"maxNumber", 10},
                             {"availableNumber", 7},
                             {"requestedMachines", ValueList{"ip-10-0-57-7.ec2.internal"}},
                             {"attributes", ValueMap{{"type", ValueList{"String", "X86_64"}},
                                                     {"ncpus", ValueList{"Numeric", "1"}},
                                                     {"ncores", ValueList{"Numeric", "1"}},
                                                     {"nram", ValueList{"Numeric", "1024"}}}},
                             {"priceType", "ondemand"},
                             {"onDemandCapacity", 0},
                             {"vmTypes", ValueMap{{"m3.medium", 1}}},
                             {"instanceTags", "company=abc;team=xyz"}}));
}

TEST(PluginMapping, WithoutALimitThereIsNoNumberLeft) {
    auto unlimited = some_template();
    unlimited.spec.max_number = -1;
    EXPECT_TRUE(ctl::member(to_template(unlimited, std::nullopt), "availableNumber").is_null());
    EXPECT_TRUE(ctl::member(to_template(unlimited, std::nullopt), "requestedMachines").is_null());
    auto lowered = some_template();
    lowered.spec.max_number = 1;
    EXPECT_EQ(ctl::member(to_template(lowered, std::nullopt), "availableNumber"), Value(0));
}

// User data may hold secrets, and is up to 16 KB in every poll.
TEST(PluginMapping, WhatIsForTheProviderAloneStaysHere) {
    auto tmpl = some_template();
    for (const auto* key :
         {"userData", "userDataScript", "user_data", "nativeSpec", "command", "environment", "keyName",
          "securityGroupIds", "subnetId", "instanceProfile", "fleetRole", "imageId", "ofTheSites"})
        tmpl.spec.configuration[key] = "secret";
    EXPECT_EQ(to_template(tmpl, std::nullopt), to_template(some_template(), std::nullopt));
}

TEST(PluginMapping, ASettingCannotPoseAsOneOfOurs) {
    auto posing = some_template();
    posing.spec.configuration["templateId"] = "other";
    EXPECT_EQ(text(to_template(posing, std::nullopt), "templateId"), "OnDemand-Minimal");
}

// The name of a machine that is gone may belong to another machine by now, which must not be affected.
TEST(KnownMachines, WhereThereIsAnIdItAloneCounts) {
    KnownMachines known;
    known.add(machine(MachineStatus::running, "i-1"));
    EXPECT_TRUE(known.find({"i-1", "whatever"}));
    EXPECT_FALSE(known.find({"i-unknown", "ip-10-0-57-22.ec2.internal"}));
    EXPECT_TRUE(known.find({"", "ip-10-0-57-22.ec2.internal"}));
    EXPECT_FALSE(known.find({"i-unknown", "elsewhere"}));
    EXPECT_FALSE(known.find({"i-unknown", ""}));
}

TEST(KnownMachines, ANameMeansTheLiveMachine) {
    for (const bool live_first : {true, false}) {
        KnownMachines known;
        if (live_first) known.add(machine(MachineStatus::running, "i-live"));
        known.add(machine(MachineStatus::terminated, "i-gone"));
        if (!live_first) known.add(machine(MachineStatus::running, "i-live"));
        EXPECT_EQ(known.find({"", "ip-10-0-57-22.ec2.internal"})->spec.machine_id.value, "i-live");
    }
}

TEST(PluginMapping, WhatTheProviderTookBack) {
    EXPECT_FALSE(taken_back(machine(MachineStatus::running)));
    EXPECT_TRUE(taken_back(machine(MachineStatus::failed)));
    EXPECT_TRUE(taken_back(machine(MachineStatus::terminated)));
    EXPECT_TRUE(taken_back(machine(MachineStatus::shutting_down)));
    auto returned = machine(MachineStatus::shutting_down);
    returned.return_requested = true;
    EXPECT_TRUE(taken_back(returned));
    returned.return_request_id = RequestId{"ret-1"};
    EXPECT_FALSE(taken_back(returned));
}

TEST(PluginMapping, WhatStaysThoughItIsUnknownIsNamed) {
    EXPECT_EQ(taken_back_message(0, {}), "No machines are taken back.");
    EXPECT_EQ(taken_back_message(2, {}), "Machines are taken back.");
    EXPECT_EQ(taken_back_message(0, {"a", "b"}),
              "No machines are taken back. Nothing is known of 2 of the machines, which stay as they are: a, b.");
    const auto many = taken_back_message(0, std::vector<std::string>(10'000, "host"));
    EXPECT_LT(many.size(), 1000U);
    EXPECT_THAT(many, ::testing::HasSubstr("10000"));
    EXPECT_THAT(in_quarantine_message("is a copy"), ::testing::HasSubstr("since its store is a copy"));
}

TEST(PluginMapping, TheMessageOfAReturnTellsWhatBecameOfEach) {
    EXPECT_EQ(return_message(2, 1, {}), "Delete VM success.");
    EXPECT_EQ(return_message(2, 0, {}), "The machines are gone already.");
    EXPECT_EQ(return_message(1, 1, {"a", "b"}), "Delete VM success. Nothing is known of: a, b.");
    EXPECT_EQ(return_message(0, 0, {"a"}), "Nothing is known of: a.");
}

}  // namespace
}  // namespace hf::plugin
