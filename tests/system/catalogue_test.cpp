// The catalogue's later commands and queries, through the sockets of the built daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CatalogueWire : public ::testing::Test {
protected:
    explicit CatalogueWire(const std::string& settings = {})
        : daemon_({.settings = settings}), client_(daemon_.client()) {}

    template <class C>
    typename C::Result told(const C& command, const CallOptions& options = {}) {
        auto reply = client_.command(command, options);
        EXPECT_TRUE(reply) << C::describe.name << ": " << reply.error().error.message;
        return reply ? std::move(reply->result) : typename C::Result{};
    }
    template <class C>
    Code refused(const C& command, const CallOptions& options = {}) {
        const auto reply = client_.command(command, options);
        EXPECT_FALSE(reply) << C::describe.name << " was accepted";
        if (reply) return Code::internal;
        last_ = reply.error().error;
        return last_.code;
    }
    template <class Q>
    typename Q::Result asked(const Q& query) {
        auto reply = client_.query(query);
        EXPECT_TRUE(reply) << Q::describe.name << ": " << reply.error().error.message;
        return reply ? std::move(reply->result) : typename Q::Result{};
    }
    template <class Q>
    Code unanswered(const Q& query) {
        const auto reply = client_.query(query);
        EXPECT_FALSE(reply) << Q::describe.name << " was answered";
        return reply ? Code::internal : reply.error().error.code;
    }
    std::vector<std::string> history_of(const std::string& stream) {
        std::vector<std::string> types;
        for (const auto& event : asked(GetHistory{stream, {}, {}, 1000}).items) types.push_back(event.type);
        return types;
    }
    RequestId two_machines() {
        const auto id = request_machines(client_, "small", 2);
        EXPECT_EQ(end_of(client_, id), RequestStatus::complete);
        return id;
    }
    std::vector<MachineId> machines_of(const RequestId& id) { return asked(GetRequest{id}).machine_ids; }
    MachineStatus status_of(const MachineId& id) { return asked(GetMachine{id}).status; }

    RunningDaemon daemon_;
    Client client_;
    Error last_;
};

TEST_F(CatalogueWire, ARetiredTemplateGoesWithItsLastMachine) {
    told(template_called("small"));
    const auto id = two_machines();
    EXPECT_EQ(refused(DeleteTemplate{{"small"}, {}, false}), Code::invalid_state);
    EXPECT_TRUE(told(DeleteTemplate{{"small"}, "old", true}).retired);
    EXPECT_TRUE(asked(GetTemplate{{"small"}}).retired);
    CreateRequest another;
    another.template_id = {"small"};
    another.machine_count = 1;
    EXPECT_EQ(refused(another), Code::invalid_state);
    EXPECT_THAT(asked(ListTemplates{}).items, IsEmpty());
    ReturnMachines all;
    all.template_id = TemplateId{"small"};
    told(all);
    EXPECT_TRUE(eventually([&] { return !client_.query(GetTemplate{{"small"}}); }));
    EXPECT_THAT(history_of("small"), ElementsAre("TemplateCreated", "TemplateRetired", "TemplateDeleted"));
}

TEST_F(CatalogueWire, ATemplateIsValidatedByItsRulesAndThenByItsProvider) {
    auto tmpl = template_called("small");
    tmpl.spec.configuration["command"] = Value(ValueList{Value("/no/such/program")});
    told(tmpl);
    EXPECT_TRUE(asked(QueryTemplateValidity{TemplateId{"small"}, {}}).valid) << "the rules alone can't know";
    EXPECT_EQ(told(ValidateTemplate{{"small"}}).validity, Validity::checking);
    EXPECT_TRUE(eventually([&] { return asked(GetTemplate{{"small"}}).validity == Validity::invalid; }));
    const auto findings = asked(GetTemplate{{"small"}}).findings;
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings.front().field, "configuration.command[0]");

    told(template_called("plain"));
    told(ValidateTemplate{{"plain"}});
    EXPECT_TRUE(eventually([&] { return asked(GetTemplate{{"plain"}}).validity == Validity::valid; }));
    EXPECT_EQ(refused(ValidateTemplate{{"nothing"}}), Code::template_not_found);

    auto wrong = template_called("other").spec;
    wrong.provider = {"nowhere"};
    const auto report = asked(QueryTemplateValidity{{}, wrong});
    EXPECT_FALSE(report.valid);
    EXPECT_EQ(report.findings.front().field, "provider");
    EXPECT_EQ(unanswered(QueryTemplateValidity{}), Code::validation_error);
    EXPECT_EQ(unanswered(QueryTemplateValidity{TemplateId{"nothing"}, {}}), Code::template_not_found);
}

TEST_F(CatalogueWire, TemplatesAreImportedAllOrNone) {
    told(template_called("small"));
    ImportTemplates import;
    import.templates = {template_called("small", 5).spec, template_called("new").spec};
    import.dry_run = true;
    EXPECT_EQ(told(import).templates.at(1).outcome, ImportOutcome::created);
    EXPECT_EQ(unanswered(GetTemplate{{"new"}}), Code::template_not_found);
    import.dry_run = false;
    import.templates.push_back(template_called("bad").spec);
    import.templates.back().provider = {"nowhere"};
    EXPECT_EQ(refused(import), Code::validation_error);
    EXPECT_EQ(last_.field, "templates[2]");
    EXPECT_EQ(unanswered(GetTemplate{{"new"}}), Code::template_not_found);
    import.templates.pop_back();
    EXPECT_EQ(told(import).templates.at(0).outcome, ImportOutcome::changed);
    EXPECT_EQ(asked(GetTemplate{{"small"}}).spec.max_number, 5);
    EXPECT_EQ(told(import).templates.at(1).outcome, ImportOutcome::same);
}

TEST_F(CatalogueWire, RequestMachinesFindsTheTemplateByItsName) {
    auto tmpl = template_called("small");
    tmpl.spec.name = "The small ones";
    told(tmpl);
    const auto requested = told(RequestMachines{"The small ones", 1, "alice", {}});
    EXPECT_EQ(requested.template_id.value, "small");
    EXPECT_EQ(requested.status, RequestStatus::pending);
    EXPECT_EQ(end_of(client_, requested.request_id), RequestStatus::complete);
    EXPECT_EQ(asked(GetRequest{requested.request_id}).user_id, "alice");
    EXPECT_EQ(refused(RequestMachines{"The smal ones", 1, {}, {}}), Code::template_not_found);
    EXPECT_THAT(last_.message, HasSubstr("did you mean \"The small ones\"?"));
}

class Overriding : public CatalogueWire {
protected:
    Overriding() : CatalogueWire("limits: {overridable: [command]}\n") {}
};

TEST_F(Overriding, ARequestOverridesWhatTheSiteAllows) {
    told(template_called("small"));
    CreateRequest request;
    request.template_id = {"small"};
    request.machine_count = 1;
    request.configuration["environment"] = ValueMap{{"A", "b"}};
    EXPECT_EQ(refused(request), Code::validation_error);
    EXPECT_EQ(last_.field, "configuration.environment");
    request.configuration = {{"command", ValueList{"/bin/sh", "-c", "echo overridden; exec sleep 1000"}}};
    const auto id = told(request).request_id;
    EXPECT_EQ(end_of(client_, id), RequestStatus::complete);
    const auto log = daemon_.machines_directory() / machines_of(id).front().value / "log";
    EXPECT_TRUE(eventually([&] {
        std::ifstream file(log);
        std::string line;
        return std::getline(file, line) && line == "overridden";
    }));
}

TEST_F(CatalogueWire, AnOperatorHasTheLastWordOnRequestsAndMachines) {
    told(template_called("small"));
    const auto id = two_machines();
    EXPECT_EQ(refused(UpdateRequestStatus{id, RequestStatus::failed, "no"}), Code::invalid_state);
    EXPECT_EQ(refused(UpdateRequestStatus{{"req-x"}, RequestStatus::failed, "no"}), Code::request_not_found);

    const auto machine = machines_of(id).front();
    EXPECT_EQ(refused(UpdateMachineStatus{machine, MachineStatus::pending, "no"}), Code::invalid_state);
    EXPECT_EQ(refused(UpdateMachineStatus{{"m-x"}, MachineStatus::failed, "no"}), Code::machine_not_found);
    CallOptions of_version_99;
    of_version_99.expected_version = 99;
    EXPECT_EQ(refused(UpdateMachineStatus{machine, MachineStatus::failed, "no"}, of_version_99), Code::conflict);
    told(UpdateMachineStatus{machine, MachineStatus::failed, "it smokes"});
    EXPECT_EQ(asked(GetMachine{machine}).status_reason, "it smokes");
    const auto notices = asked(GetReturnNotices{}).items;
    ASSERT_THAT(notices, SizeIs(1));
    EXPECT_EQ(notices.front().machine_id, machine);
    EXPECT_EQ(notices.front().kind, NoticeKind::ended);
    return_everything(client_);
}

TEST_F(CatalogueWire, ARequestThatFailedIsRetriedOnce) {
    auto tmpl = template_called("broken");
    tmpl.spec.configuration["command"] = Value(ValueList{Value("/no/such/program")});
    told(tmpl);
    const auto id = request_machines(client_, "broken", 1);
    EXPECT_EQ(end_of(client_, id), RequestStatus::failed);
    const auto failures = asked(GetHistory{id.value, {}, {}, 1000}).items;
    EXPECT_TRUE(std::any_of(failures.begin(), failures.end(), [](const auto& e) { return e.type == "LaunchFailed"; }));

    auto mended = tmpl.spec;
    mended.configuration = {};
    told(ImportTemplates{{mended}, false});
    const auto retried = told(RetryRequest{id});
    EXPECT_EQ(retried.machine_count, 1U);
    EXPECT_EQ(end_of(client_, retried.request_id), RequestStatus::complete);
    EXPECT_EQ(asked(GetRequest{id}).retried_by, retried.request_id);
    EXPECT_EQ(asked(GetRequest{retried.request_id}).retry_of, id);
    EXPECT_EQ(refused(RetryRequest{id}), Code::invalid_state);
}

TEST_F(CatalogueWire, MachinesStopAndStart) {
    told(template_called("small"));
    const auto id = machines_of(two_machines()).front();
    told(StopMachines{{{id}, {}}, "night"});
    EXPECT_TRUE(eventually([&] { return status_of(id) == MachineStatus::stopped; }));
    EXPECT_EQ(refused(StopMachines{{{{"m-x"}}, {}}, {}}), Code::machine_not_found);
    EXPECT_EQ(refused(StartMachines{}), Code::validation_error);

    daemon_.kill_hard();
    daemon_.start();
    EXPECT_EQ(status_of(id), MachineStatus::stopped);
    told(StartMachines{{{id}, {}}, "morning"});
    EXPECT_TRUE(eventually([&] { return status_of(id) == MachineStatus::running; }));
    EXPECT_FALSE(asked(GetMachine{id}).wanted_status);
    EXPECT_THAT(history_of(id.value), ::testing::IsSupersetOf({"MachineStopRequested", "MachineStartRequested"}));
}

TEST_F(CatalogueWire, AForcedReturnWaitsForNobody) {
    auto tmpl = template_called("stubborn");
    tmpl.spec.configuration = {
        {"command", ValueList{"/bin/sh", "-c", "trap '' TERM; touch up; while :; do sleep 1; done"}},
        {"grace_s", 3600}};
    told(tmpl);
    const auto id = request_machines(client_, "stubborn", 1);
    EXPECT_EQ(end_of(client_, id), RequestStatus::complete);
    const auto up = daemon_.machines_directory() / machines_of(id).front().value / "work" / "up";
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(up); })) << "before, it would end at the first word";
    ReturnMachines all;
    all.request_id = id;
    const auto gentle = told(all).request_id;
    EXPECT_TRUE(eventually([&] { return status_of(machines_of(id).front()) == MachineStatus::shutting_down; }));
    all.force = true;
    told(all);
    EXPECT_EQ(end_of(client_, gentle), RequestStatus::complete);
    EXPECT_TRUE(asked(GetMachine{machines_of(id).front()}).return_forced);
}

TEST_F(CatalogueWire, AProviderLivesItsLife) {
    RegisterProvider extra{{"extra"}, "process", {{"directory", (daemon_.directory() / "extra").string()}}};
    EXPECT_EQ(told(extra).version, 1U);
    EXPECT_EQ(refused(extra), Code::already_exists);
    EXPECT_EQ(refused(RegisterProvider{{"other"}, "proces", {}}), Code::validation_error);
    EXPECT_EQ(refused(RegisterProvider{{"other"}, "process", {{"directory", "/x"}, {"grace", 1}}}),
              Code::validation_error);
    EXPECT_EQ(last_.field, "config.grace");

    auto tmpl = template_called("there");
    tmpl.spec.provider = {"extra"};
    told(tmpl);
    const auto id = request_machines(client_, "there", 1);
    EXPECT_EQ(end_of(client_, id), RequestStatus::complete);
    EXPECT_EQ(asked(GetProvider{{"extra"}}).live_machines, 1U);
    EXPECT_EQ(told(UpdateProvider{{"extra"}, {{"grace_s", 1}}}).version, 2U);
    EXPECT_EQ(asked(GetProvider{{"extra"}}).config.at("grace_s"), Value(1));

    // The provider knows its machines with the new settings, also after a restart.
    daemon_.kill_hard();
    daemon_.start();
    told(CheckProvider{{"extra"}});
    EXPECT_TRUE(eventually([&] { return asked(GetProviderHealth{{"extra"}}).checked_at.has_value(); }));
    EXPECT_EQ(asked(GetProviderHealth{{"extra"}}).health, ProviderHealth::healthy);
    EXPECT_TRUE(asked(GetProviderCapabilities{{"extra"}}).capabilities.stop_and_start);

    told(DisableProvider{{"extra"}, "maintenance"});
    CreateRequest more;
    more.template_id = {"there"};
    more.machine_count = 1;
    EXPECT_EQ(refused(more), Code::invalid_state);
    told(EnableProvider{{"extra"}});
    EXPECT_EQ(end_of(client_, told(more).request_id), RequestStatus::complete);

    EXPECT_EQ(refused(RemoveProvider{{"extra"}, {}}), Code::invalid_state);
    return_everything(client_);
    told(DeleteTemplate{{"there"}, {}, false});
    told(RemoveProvider{{"extra"}, "not needed"});
    EXPECT_EQ(unanswered(GetProvider{{"extra"}}), Code::provider_not_found);
    EXPECT_EQ(unanswered(GetProviderHealth{{"extra"}}), Code::provider_not_found);
    EXPECT_EQ(unanswered(GetProviderCapabilities{{"extra"}}), Code::provider_not_found);
    EXPECT_EQ(unanswered(GetProviderAudit{{"extra"}}), Code::provider_not_found);
    EXPECT_EQ(refused(CheckProvider{{"extra"}}), Code::provider_not_found);
    EXPECT_EQ(refused(AuditProvider{{"extra"}}), Code::provider_not_found);
    EXPECT_EQ(refused(UpdateProvider{{"local"}, {{"grace_s", 1}}}), Code::invalid_state) << "the file's";
}

TEST_F(CatalogueWire, AProviderThatCannotBeSetUpDoesNotAnswer) {
    told(RegisterProvider{{"extra"}, "process", {{"directory", "/proc/nowhere"}}});
    told(CheckProvider{{"extra"}});
    EXPECT_TRUE(eventually([&] { return asked(GetProviderHealth{{"extra"}}).health == ProviderHealth::unreachable; }));
    EXPECT_THAT(asked(GetProviderHealth{{"extra"}}).health_reason, HasSubstr("/proc/nowhere"));
    told(RemoveProvider{{"extra"}, {}});
}

TEST_F(CatalogueWire, WhatOneSourceCannotGiveTheNextIsAskedFor) {
    auto tmpl = template_called("small");
    const ValueMap broken{{"command", ValueList{Value("/no/such/program")}}};
    tmpl.spec.sources = {{{"local"}, 1, {}, {}, broken}, {{"local"}, 1, {}, {}, {}}};
    told(tmpl);
    const auto id = two_machines();
    EXPECT_THAT(history_of(id.value),
                ElementsAre("RequestCreated", "RequestStarted", "LaunchRequested", "LaunchFailed", "RequestRedirected",
                            "LaunchRequested", "RequestCompleted", "LaunchSucceeded"));
    return_everything(client_);
}

TEST_F(CatalogueWire, ASourceThatDoesNotAnswerIsLeftOut) {
    told(RegisterProvider{{"extra"}, "process", {{"directory", "/proc/nowhere"}}});
    told(CheckProvider{{"extra"}});
    EXPECT_TRUE(eventually([&] { return asked(GetProviderHealth{{"extra"}}).health == ProviderHealth::unreachable; }));
    auto tmpl = template_called("small");
    tmpl.spec.provider = {"extra"};
    tmpl.spec.sources = {{{"extra"}, 1, {}, {}, {}}, {{"local"}, 1, {}, {}, {}}};
    told(tmpl);
    EXPECT_EQ(asked(GetRequest{two_machines()}).provider, ProviderName{"local"});
    return_everything(client_);
}

TEST_F(CatalogueWire, APlanTellsWhatEachSourceWouldBeAskedFor) {
    auto tmpl = template_called("small", 10);
    const ValueMap sleeps{{"command", ValueList{Value("sleep"), Value("60")}}};
    tmpl.spec.sources = {{{"local"}, 1, {}, {}, sleeps}, {{"local"}, 1, {}, {}, {}}};
    told(tmpl);
    const auto plan = asked(PlanRequest{{"small"}, 3, {}, {}, {}});
    ASSERT_THAT(plan.sources, SizeIs(2));
    ASSERT_THAT(plan.sources[0].calls, SizeIs(1));
    EXPECT_EQ(plan.sources[0].calls[0].parameters.at("command"), sleeps.at("command"));
    EXPECT_EQ(plan.sources[1].source, 1);
    EXPECT_EQ(unanswered(PlanRequest{{"small"}, 11, {}, {}, {}}), Code::limit_exceeded);
    EXPECT_THAT(asked(ListRequests{}).items, IsEmpty()) << "nothing was ordered";
}

TEST_F(CatalogueWire, OpenRequestsOfADisabledProviderWaitForIt) {
    told(template_called("small"));
    told(DisableProvider{{"local"}, "maintenance"});
    daemon_.kill_hard();
    daemon_.start();
    EXPECT_FALSE(asked(GetProvider{{"local"}}).enabled) << "what an operator said stays";
    told(EnableProvider{{"local"}});
    two_machines();
}

TEST_F(CatalogueWire, AHistoryIsReadInPagesFromItsEnd) {
    told(template_called("small"));
    for (const int most : {5, 6, 7}) told(ImportTemplates{{template_called("small", most).spec}, false});
    auto page = asked(GetHistory{"small", {}, {}, 3});
    ASSERT_THAT(page.items, SizeIs(3));
    EXPECT_EQ(page.items.front().stream_version, 2U);
    EXPECT_EQ(page.items.back().stream_version, 4U);
    ASSERT_TRUE(page.before);
    page = asked(GetHistory{"small", Category::template_, page.before, 3});
    ASSERT_THAT(page.items, SizeIs(1));
    EXPECT_EQ(page.items.front().type, "TemplateCreated");
    EXPECT_FALSE(page.before);
    told(DeleteTemplate{{"small"}, {}, false});
    EXPECT_THAT(history_of("small"), SizeIs(5)) << "what is gone keeps its history";

    auto same = template_called("local");
    told(same);
    EXPECT_EQ(unanswered(GetHistory{"local", {}, {}, 10}), Code::validation_error) << "a template and a provider";
    EXPECT_THAT(asked(GetHistory{"local", Category::provider, {}, 10}).items, SizeIs(1));
    EXPECT_EQ(unanswered(GetHistory{"nothing", {}, {}, 10}), Code::request_not_found);
}

}  // namespace
}  // namespace hf::system_test
