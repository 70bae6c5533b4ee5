// Every command, query and error code, through the sockets of the built daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <set>
#include <zmq.hpp>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/wire/envelope.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;

class Wire : public ::testing::Test {
protected:
    // The error's code, or "ok".
    template <class M>
    std::string told(const M& command, const CallOptions& options = {}) {
        const auto reply = client_.command(command, options);
        if (!reply) last_ = reply.error().error;
        return reply ? "ok" : std::string(name_of(last_.code));
    }
    template <class M>
    std::string asked(const M& query) {
        const auto reply = client_.query(query);
        if (!reply) last_ = reply.error().error;
        return reply ? "ok" : std::string(name_of(last_.code));
    }
    std::string told_raw(const std::string& type, const ValueMap& body, const CallOptions& options = {}) {
        const auto reply = client_.command(type, Encoded{codec_.encode(type_of<ValueMap>, &body)}, options);
        if (!reply) last_ = reply.error().error;
        return reply ? "ok" : std::string(name_of(last_.code));
    }

    RunningDaemon daemon_;
    Client client_ = daemon_.client();
    MsgpackCodec codec_;
    Error last_;
};

TEST_F(Wire, CreateTemplateAnswersWithItsVersionAndGetTemplateShowsItsDefaults) {
    auto command = template_called("small", 7);
    command.spec.tags["team"] = "a";
    const auto created = client_.command(command);
    ASSERT_TRUE(created);
    EXPECT_EQ(created->result.version, 1U);

    const auto shown = client_.query(GetTemplate{TemplateId{"small"}});
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->result.spec.max_number, 7);
    EXPECT_EQ(shown->result.spec.name, "small");
    EXPECT_EQ(shown->result.spec.attributes.at("ncpus"), Value(1));
    EXPECT_EQ(shown->result.spec.attributes.at("type"), Value("X86_64"));
    EXPECT_EQ(shown->result.spec.tags.at("team"), "a");
    EXPECT_TRUE(shown->result.spec.active);
}

TEST_F(Wire, CreateTemplateRefusesWhatIsWrongWithIt) {
    EXPECT_EQ(told(template_called("small")), "ok");
    EXPECT_EQ(told(template_called("small")), "already_exists");

    auto elsewhere = template_called("other");
    elsewhere.spec.provider = ProviderName{"locla"};
    EXPECT_EQ(told(elsewhere), "provider_not_found");
    EXPECT_THAT(last_.message, HasSubstr("did you mean \"local\"?"));

    auto misspelt = template_called("other");
    misspelt.spec.configuration["comand"] = Value(ValueList{Value("sleep")});
    EXPECT_EQ(told(misspelt), "validation_error");
    EXPECT_THAT(last_.field.value_or(""), HasSubstr("configuration.comand"));
    EXPECT_THAT(last_.message, HasSubstr("command"));

    auto weak = template_called("other");
    weak.spec.attributes["ncpus"] = Value("many");
    EXPECT_EQ(told(weak), "validation_error");
    EXPECT_EQ(last_.field, "attributes.ncpus");

    EXPECT_EQ(told_raw("CreateTemplate", {{"template_id", "x y"}, {"provider", "local"}, {"max_number", 1}}),
              "validation_error");
    EXPECT_EQ(last_.field, "template_id");
    EXPECT_EQ(told_raw("CreateTemplate", {{"template_id", "x"}, {"provider", "local"}}), "validation_error");
    EXPECT_EQ(last_.field, "max_number");
    EXPECT_EQ(told_raw("CreateTemplate", {{"template_id", "x"}, {"provider", "local"}, {"max_number", -2}}),
              "validation_error");
    EXPECT_EQ(told_raw("CreateTemplate", {{"template_id", "x"}, {"provider", "local"}, {"max_number", "3"}}),
              "validation_error");
    EXPECT_EQ(
        told_raw("CreateTemplate", {{"template_id", "x"}, {"provider", "local"}, {"max_number", 3}, {"colour", "red"}}),
        "validation_error");
    EXPECT_EQ(last_.field, "colour");
}

TEST_F(Wire, ARefusalTellsAllThatIsWrongAtOnce) {
    const auto fields = [this] {
        std::vector<std::string> found;
        for (const auto& finding : *last_.details.at("findings").as<ValueList>())
            found.push_back(*finding.as<ValueMap>()->at("field").as<std::string>());
        return found;
    };
    // Findings by the declaration of the message.
    EXPECT_EQ(told_raw("CreateTemplate", {{"template_id", "x y"},
                                          {"max_number", ValueList{ValueMap{{"deep", 1}}}},
                                          {"tagz", ValueMap{{"team", "a"}}},
                                          {"price_type", "sopt"},
                                          {"description", std::string(5000, 'x')}}),
              "validation_error");
    EXPECT_EQ(fields(),
              (std::vector<std::string>{"description", "max_number", "price_type", "tagz", "template_id", "provider"}));
    EXPECT_EQ(last_.field, "description");
    EXPECT_THAT(last_.message, HasSubstr("tagz is not known here; did you mean \"tags\"?; template_id may only"));
    // Findings by the rules of templates and of their provider.
    auto weak = template_called("other");
    weak.spec.attributes["ncpus"] = Value("many");
    weak.spec.attributes["nram"] = Value(0);
    weak.spec.configuration["comand"] = Value(ValueList{Value("sleep")});
    weak.spec.configuration["grace_s"] = Value("long");
    EXPECT_EQ(told(weak), "validation_error");
    EXPECT_EQ(fields(), (std::vector<std::string>{"attributes.ncpus", "attributes.nram", "configuration.comand",
                                                  "configuration.grace_s"}));
}

TEST_F(Wire, UpdateTemplateChangesWhatIsGivenAndNothingElse) {
    auto command = template_called("small", 7);
    command.spec.description = "as it was";
    ASSERT_EQ(told(command), "ok");
    EXPECT_EQ(told_raw("UpdateTemplate", {{"template_id", "small"}, {"max_number", 9}}), "ok");
    const auto shown = client_.query(GetTemplate{TemplateId{"small"}});
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->result.spec.max_number, 9);
    EXPECT_EQ(shown->result.spec.description, "as it was");
    EXPECT_EQ(shown->result.version, 2U);

    CallOptions expecting;
    expecting.expected_version = 1;
    EXPECT_EQ(told_raw("UpdateTemplate", {{"template_id", "small"}, {"max_number", 8}}, expecting), "conflict");
    EXPECT_EQ(last_.details.at("version"), Value(2));
    EXPECT_EQ(told_raw("UpdateTemplate", {{"template_id", "smal"}, {"max_number", 8}}), "template_not_found");
}

TEST_F(Wire, DeleteTemplateOnlyWhenNothingIsMadeOfIt) {
    ASSERT_EQ(told(template_called("small")), "ok");
    const auto id = request_machines(client_, "small", 1);
    EXPECT_EQ(told(DeleteTemplate{TemplateId{"small"}, ""}), "invalid_state");
    EXPECT_EQ(end_of(client_, id), RequestStatus::complete);
    return_everything(client_);
    EXPECT_EQ(told(DeleteTemplate{TemplateId{"small"}, "enough"}), "ok");
    EXPECT_EQ(told(DeleteTemplate{TemplateId{"small"}, ""}), "template_not_found");
    EXPECT_EQ(asked(GetTemplate{TemplateId{"small"}}), "template_not_found");
}

TEST_F(Wire, ARequestGoesToCompleteAndItsMachinesAreRealProcesses) {
    ASSERT_EQ(told(template_called("small")), "ok");
    CreateRequest command;
    command.template_id = TemplateId{"small"};
    command.machine_count = 3;
    command.tags["job"] = "42";
    command.priority = 7;
    command.user_id = "ada";
    const auto accepted = client_.command(command);
    ASSERT_TRUE(accepted);
    const auto id = accepted->result.request_id;
    EXPECT_THAT(id.value, ::testing::MatchesRegex("req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    EXPECT_EQ(end_of(client_, id), RequestStatus::complete);

    const auto reports = client_.query(GetRequestStatus{id, {}, true});
    ASSERT_TRUE(reports);
    const auto& report = reports->result.items.at(0);
    const auto& request = report.request;
    EXPECT_EQ(request.succeeded_count, 3U);
    EXPECT_EQ(request.priority, 7);
    EXPECT_EQ(request.user_id, "ada");
    EXPECT_TRUE(request.completed_at && request.deadline_at);
    ASSERT_EQ(report.machines->size(), 3U);
    for (const auto& machine : *report.machines) {
        EXPECT_EQ(machine.status, MachineStatus::running);
        EXPECT_EQ(machine.spec.tags.at("job"), "42");
        const auto pid = machine.spec.details.at("pid").as_integer();
        ASSERT_TRUE(pid);
        EXPECT_EQ(::kill(static_cast<pid_t>(*pid), 0), 0);
    }
    EXPECT_EQ(daemon_.machines().size(), 3U);
    EXPECT_FALSE(client_.query(GetRequestStatus{id, {}, false})->result.items.at(0).machines);
}

TEST_F(Wire, CreateRequestRefusals) {
    ASSERT_EQ(told(template_called("small", 4)), "ok");
    CreateRequest command;
    command.template_id = TemplateId{"smal"};
    command.machine_count = 1;
    EXPECT_EQ(told(command), "template_not_found");
    EXPECT_THAT(last_.message, HasSubstr("did you mean \"small\"?"));
    command.template_id = TemplateId{"small"};
    command.machine_count = 0;
    EXPECT_EQ(told(command), "validation_error");
    command.machine_count = 101;
    EXPECT_EQ(told(command), "validation_error");
    EXPECT_EQ(last_.field, "machine_count");
    command.machine_count = 5;
    EXPECT_EQ(told(command), "limit_exceeded");
    EXPECT_EQ(last_.details.at("available"), Value(4));
    EXPECT_FALSE(last_.retryable);  // under another id it may succeed; under this one the outcome is final
    command.machine_count = 1;
    command.priority = 10;
    EXPECT_EQ(told(command), "validation_error");
    EXPECT_EQ(told_raw("UpdateTemplate", {{"template_id", "small"}, {"active", false}}), "ok");
    command.priority = 1;
    EXPECT_EQ(told(command), "invalid_state");
    CallOptions expecting;
    expecting.expected_version = 1;
    EXPECT_EQ(told(command, expecting), "validation_error");
}

TEST_F(Wire, ReturnMachinesByIdNameAndRequest) {
    ASSERT_EQ(told(template_called("small")), "ok");
    const auto id = request_machines(client_, "small", 4);
    ASSERT_EQ(end_of(client_, id), RequestStatus::complete);
    ListMachines all;
    all.request_id = id;
    const auto machines = client_.query(all)->result.items;
    ASSERT_EQ(machines.size(), 4U);

    ReturnMachines some;
    some.machine_ids = {machines[0].spec.machine_id, machines[0].spec.machine_id};
    some.names = {machines[1].spec.name};
    const auto returned = client_.command(some);
    ASSERT_TRUE(returned);
    EXPECT_EQ(returned->result.machine_count, 2U);
    EXPECT_THAT(returned->result.request_id.value, ::testing::StartsWith("ret-"));
    EXPECT_EQ(end_of(client_, returned->result.request_id), RequestStatus::complete);
    EXPECT_EQ(daemon_.machines().size(), 2U);
    const auto gone = client_.query(GetMachine{machines[0].spec.machine_id});
    EXPECT_EQ(gone->result.status, MachineStatus::terminated);
    EXPECT_EQ(gone->result.return_request_id, returned->result.request_id);

    ReturnMachines rest;
    rest.request_id = id;
    const auto rest_returned = client_.command(rest);
    ASSERT_TRUE(rest_returned);
    EXPECT_EQ(end_of(client_, rest_returned->result.request_id), RequestStatus::complete);
    EXPECT_TRUE(daemon_.machines().empty());

    // Machines that are already gone are given back at once.
    const auto again = client_.command(rest);
    ASSERT_TRUE(again);
    EXPECT_EQ(client_.query(GetRequest{again->result.request_id})->result.status, RequestStatus::complete);
}

TEST_F(Wire, ReturnMachinesRefusals) {
    EXPECT_EQ(told(ReturnMachines{}), "validation_error");
    ReturnMachines unknown;
    unknown.machine_ids = {MachineId{"nobody"}};
    EXPECT_EQ(told(unknown), "machine_not_found");
    unknown.ignore_unknown = true;
    const auto accepted = client_.command(unknown);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->result.unknown, std::vector<std::string>{"nobody"});
    ReturnMachines of_nothing;
    of_nothing.request_id = RequestId{"req-none"};
    EXPECT_EQ(told(of_nothing), "request_not_found");
}

TEST_F(Wire, CancelRequestGivesBackWhatItHas) {
    auto slow = template_called("slow");
    slow.spec.configuration["command"] = Value(ValueList{Value("/bin/sleep"), Value("1000")});
    ASSERT_EQ(told(slow), "ok");
    const auto id = request_machines(client_, "slow", 5);
    const auto cancelled = client_.command(CancelRequest{id, "changed my mind"});
    // The machines may already run: then the request cannot be cancelled.
    if (cancelled) {
        EXPECT_EQ(end_of(client_, id), RequestStatus::cancelled);
        EXPECT_EQ(client_.query(GetRequest{id})->result.status_reason, "changed my mind");
        EXPECT_TRUE(eventually([&] { return daemon_.machines().empty() && live_machines(client_) == 0; }));
    }
    EXPECT_EQ(told(CancelRequest{id, ""}), "invalid_state");
    EXPECT_EQ(told(CancelRequest{RequestId{"req-none"}, ""}), "request_not_found");
}

TEST_F(Wire, ACommandThatCanNotRunFailsTheRequestInWords) {
    auto broken = template_called("broken");
    broken.spec.configuration["command"] = Value(ValueList{Value("/no/such/program")});
    ASSERT_EQ(told(broken), "ok");
    const auto id = request_machines(client_, "broken", 2);
    EXPECT_EQ(end_of(client_, id), RequestStatus::failed);
    EXPECT_THAT(client_.query(GetRequest{id})->result.status_reason, HasSubstr("/no/such/program"));
    // The keepers that reported the failure are about to end.
    EXPECT_TRUE(eventually([&] { return daemon_.machines().empty(); }));
}

TEST_F(Wire, AMachineThatDiesByItselfIsFailedWithItsStatusOrSignal) {
    auto brief = template_called("brief");
    brief.spec.configuration["command"] = Value(ValueList{Value("/bin/sh"), Value("-c"), Value("sleep 0.2; exit 3")});
    ASSERT_EQ(told(brief), "ok");
    ASSERT_EQ(told(template_called("small")), "ok");
    const auto exits = request_machines(client_, "brief", 1);
    const auto killed = request_machines(client_, "small", 1);
    ASSERT_EQ(end_of(client_, killed), RequestStatus::complete);
    // The other one may be over before it was ever seen to run.
    EXPECT_FALSE(is_open(end_of(client_, exits)));
    const auto of = [&](const RequestId& id) {
        return client_.query(GetRequestStatus{id, {}, true})->result.items.at(0).machines->at(0);
    };
    ::kill(static_cast<pid_t>(*of(killed).spec.details.at("pid").as_integer()), SIGKILL);

    ASSERT_TRUE(eventually([&] { return of(killed).status == MachineStatus::failed; }));
    EXPECT_THAT(of(killed).status_reason, HasSubstr("signal 9"));
    ASSERT_TRUE(eventually([&] { return of(exits).status == MachineStatus::failed; }));
    EXPECT_THAT(of(exits).status_reason, HasSubstr("exit status 3"));
}

TEST_F(Wire, ARequestThatGetsNoMachineByItsDeadlineTimesOutInWords) {
    ASSERT_EQ(told(template_called("small")), "ok");
    // No machine can be made while a file stands in place of the provider's directory.
    std::filesystem::remove_all(daemon_.machines_directory());
    std::ofstream(daemon_.machines_directory()) << "in the way";
    CreateRequest command;
    command.template_id = TemplateId{"small"};
    command.machine_count = 2;
    command.timeout_s = 1;
    const auto accepted = client_.command(command);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(end_of(client_, accepted->result.request_id), RequestStatus::timeout);
    const auto request = client_.query(GetRequest{accepted->result.request_id})->result;
    EXPECT_THAT(request.status_reason, HasSubstr("0 of 2 machines came up by the deadline; the last problem:"));
}

TEST_F(Wire, ListsFilterPageAndCount) {
    ASSERT_EQ(told(template_called("a")), "ok");
    ASSERT_EQ(told(template_called("b")), "ok");
    std::vector<RequestId> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(request_machines(client_, "a", 1));
    ids.push_back(request_machines(client_, "b", 1));
    for (const auto& id : ids) ASSERT_EQ(end_of(client_, id), RequestStatus::complete);

    ListRequests query;
    query.page.limit = 2;
    auto listed = client_.query(query);
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->result.total, 4U);
    ASSERT_EQ(listed->result.items.size(), 2U);
    EXPECT_EQ(listed->result.items[0].request_id, ids[3]);  // the newest first
    query.page.offset = 3;
    EXPECT_EQ(client_.query(query)->result.items.at(0).request_id, ids[0]);
    query.page = {};
    query.template_id = TemplateId{"b"};
    EXPECT_EQ(client_.query(query)->result.total, 1U);
    query.template_id.reset();
    query.status = RequestStatus::pending;
    EXPECT_EQ(client_.query(query)->result.total, 0U);
    query.status.reset();
    query.request_type = RequestType::give_back;
    EXPECT_EQ(client_.query(query)->result.total, 0U);
    query.page.limit = 1001;
    EXPECT_EQ(asked(query), "validation_error");
    query.page.limit = 0;
    EXPECT_EQ(asked(query), "validation_error");

    ListMachines machines;
    machines.template_id = TemplateId{"a"};
    EXPECT_EQ(client_.query(machines)->result.total, 3U);
    ListTemplates templates;
    EXPECT_EQ(client_.query(templates)->result.total, 2U);
    const auto providers = client_.query(ListProviders{});
    ASSERT_EQ(providers->result.items.size(), 1U);
    EXPECT_EQ(providers->result.items[0].name.value, "local");
    EXPECT_EQ(providers->result.items[0].type, "process");
}

TEST_F(Wire, QueriesOfWhatIsNotThere) {
    EXPECT_EQ(asked(GetTemplate{TemplateId{"x"}}), "template_not_found");
    EXPECT_EQ(asked(GetRequest{RequestId{"x"}}), "request_not_found");
    EXPECT_EQ(asked(GetRequestStatus{RequestId{"x"}, {}, true}), "request_not_found");
    EXPECT_EQ(asked(GetMachine{MachineId{"x"}}), "machine_not_found");
}

TEST_F(Wire, ReadEventsGivesAllThatEverHappenedInPages) {
    ASSERT_EQ(told(template_called("a")), "ok");
    ASSERT_EQ(told(template_called("b")), "ok");
    ReadEvents query;
    query.limit = 2;
    const auto first = client_.query(query);
    ASSERT_TRUE(first);
    ASSERT_EQ(first->result.events.size(), 2U);
    EXPECT_TRUE(first->result.has_more);
    EXPECT_EQ(first->position, 3U);
    query.after = 2;
    const auto rest = client_.query(query);
    ASSERT_EQ(rest->result.events.size(), 1U);
    EXPECT_FALSE(rest->result.has_more);
    EXPECT_EQ(rest->result.events[0].type, "TemplateCreated");
    EXPECT_EQ(rest->result.events[0].category_position, 2U);
    query.after = 1'000'000;
    EXPECT_EQ(client_.query(query).error().error.field, "after");
}

TEST_F(Wire, ReadEventsFiltersAndSaysHowFarItHasLooked) {
    for (const auto* id : {"a", "b", "c"}) ASSERT_EQ(told(template_called(id)), "ok");
    const auto read = client_.query(ReadEvents{.after = 1, .limit = 1, .categories = {{Category::template_}}});
    ASSERT_TRUE(read);
    ASSERT_EQ(read->result.events.size(), 1U);
    EXPECT_EQ(read->result.events[0].stream, "a");
    EXPECT_EQ(read->result.position, 2U);
    EXPECT_TRUE(read->result.has_more);
    EXPECT_EQ(read->result.store_id, client_.query(GetStatus{})->result.store_id);
    const auto stream = client_.query(ReadEvents{.types = {{"TemplateCreated"}}, .stream = "c", .max_bytes = 1});
    ASSERT_TRUE(stream);
    ASSERT_EQ(stream->result.events.size(), 1U);
    EXPECT_EQ(stream->result.events[0].stream, "c");

    const auto ask = [&](const ValueMap& body) {
        return client_.query("ReadEvents", Encoded{client_.codec().encode(body)});
    };
    for (const auto& [wrong, field] : std::vector<std::pair<ValueMap, std::string>>{
             {{{"after", 0}, {"limit", 0}}, "limit"},
             {{{"after", 0}, {"limit", 10'001}}, "limit"},
             {{{"after", 0}, {"max_bytes", 0}}, "max_bytes"},
             {{{"after", 0}, {"categories", ValueList{}}}, "categories"},
             {{{"after", 0}, {"categories", ValueList{"machines"}}}, "categories[0]"},
             {{{"after", 0}, {"types", ValueList{"TemplateCreatd"}}}, "types[0]"},
             {{{"after", 0}, {"stream", ""}}, "stream"},
             {{{"after", 5}}, "after"}}) {
        const auto refused = ask(wrong);
        ASSERT_FALSE(refused) << field;
        EXPECT_EQ(refused.error().error.code, Code::validation_error) << field;
        EXPECT_EQ(refused.error().error.field, field);
    }
}

TEST_F(Wire, UnknownTypesNameTheOneThatWasMeant) {
    EXPECT_EQ(told_raw("CreateRequst", {}), "handler_not_found");
    EXPECT_THAT(last_.message, HasSubstr("CreateRequest"));
    EXPECT_EQ(told_raw("GetRequest", {}), "handler_not_found");
    const auto query = client_.query("CreateRequest", Encoded{"\x80"});
    ASSERT_FALSE(query);
    EXPECT_EQ(query.error().error.code, Code::handler_not_found);
}

TEST_F(Wire, StatusTellsWhatTheDaemonDoes) {
    ASSERT_EQ(told(template_called("a")), "ok");
    const auto status = client_.query(GetStatus{});
    ASSERT_TRUE(status);
    EXPECT_EQ(status->result.position, 2U);
    EXPECT_EQ(status->result.category_positions.at("template"), 1U);
    EXPECT_EQ(status->result.templates, 1U);
    EXPECT_EQ(status->result.counters.at("commands").at("accepted"), 1U);
    EXPECT_FALSE(status->result.store_id.empty());
}

TEST(WirePartial, ARequestThatGetsOnlySomeIsPartialInWords) {
    // One a second, so that there is more than a minute for what comes next.
    RunningDaemon daemon({.lane = "machines_per_call: 1, calls_per_second: 1, poll_ms: 1000"});
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    const auto id = request_machines(client, "small", 100);
    ASSERT_TRUE(eventually([&] { return client.query(GetRequest{id})->result.succeeded_count >= 3; }));
    UpdateTemplate breaking;
    breaking.spec.template_id = TemplateId{"small"};
    breaking.spec.configuration["command"] = Value(ValueList{Value("/no/such/program")});
    breaking.given = 1U | 1U << 10U;
    ASSERT_TRUE(client.command(breaking));
    EXPECT_EQ(end_of(client, id), RequestStatus::partial);
    const auto request = client.query(GetRequest{id})->result;
    EXPECT_GE(request.succeeded_count, 3U);
    EXPECT_LT(request.succeeded_count, 100U);
    EXPECT_THAT(request.status_reason, HasSubstr("of 100 machines came up"));
    EXPECT_THAT(request.status_reason, HasSubstr("/no/such/program"));
    EXPECT_EQ(live_machines(client), request.succeeded_count);
}

TEST(WireLimits, MessagesAboveTheLimitAreTooLarge) {
    RunningDaemon daemon({.settings = "limits: {message_bytes: 4096}"});
    auto client = daemon.client();
    auto command = template_called("small");
    for (int i = 0; i < 40; ++i) command.spec.tags[fmt::format("tag{}", i)] = std::string(200, 'x');
    const auto reply = client.command(command);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().error.code, Code::too_large);
}

// Sends far more than the daemon keeps replies for, and reads only then.
TEST(WireLimits, WhoReadsLateIsToldOfAllThatWasCarriedOut) {
    constexpr std::size_t many = 5000;
    RunningDaemon daemon;
    auto client = daemon.client();
    zmq::context_t context;
    zmq::socket_t dealer(context, zmq::socket_type::dealer);
    dealer.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::rcvhwm, 10);
    dealer.set(zmq::sockopt::sndhwm, 0);
    dealer.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
    dealer.connect(daemon.endpoints().commands);
    const MsgpackCodec codec;
    for (std::size_t i = 0; i < many; ++i) {
        CommandEnvelope command;
        command.common.v = protocol_version;
        command.common.id.value = fmt::format("c-{}", i);
        command.common.type = "CreateTemplate";
        command.common.body.msgpack = codec.encode(template_called(fmt::format("t-{}", i)));
        dealer.send(zmq::buffer(codec.encode(command)), zmq::send_flags::none);
    }
    const auto counters = [&] { return client.query(GetStatus{})->result.counters; };
    const auto known = [&](auto all) { return all["commands"]["accepted"] + all["socket.commands"]["busy"]; };
    ASSERT_TRUE(eventually([&] { return known(counters()) == many; }));
    const auto accepted = counters()["commands"]["accepted"];
    std::set<std::string> told;
    while (told.size() < accepted) {
        zmq::message_t bytes;
        ASSERT_TRUE(dealer.recv(bytes)) << told.size() << " of " << accepted;
        Reply reply;
        ASSERT_FALSE(codec.decode(bytes.to_string_view(), reply));
        if (reply.status == ReplyStatus::ok)
            told.insert(reply.id);
        else
            EXPECT_EQ(reply.error->code, Code::busy) << reply.error->message;
    }
    EXPECT_EQ(client.query(GetStatus{})->result.templates, accepted);
}

TEST(WireLimits, AChosenRoutingIdIsRefusedInWords) {
    const RunningDaemon daemon;
    zmq::context_t context;
    for (const auto& endpoint : {daemon.endpoints().commands, daemon.endpoints().queries}) {
        zmq::socket_t req(context, zmq::socket_type::req);
        req.set(zmq::sockopt::linger, 0);
        req.set(zmq::sockopt::routing_id, "alice");
        req.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
        req.connect(endpoint);
        QueryEnvelope query{protocol_version, {"q-1"}, "GetStatus", {"\x80"}, {}, {}, {}, {}, {}};
        req.send(zmq::buffer(MsgpackCodec{}.encode(query)), zmq::send_flags::none);
        zmq::message_t bytes;
        ASSERT_TRUE(req.recv(bytes));
        Reply reply;
        ASSERT_FALSE(MsgpackCodec{}.decode(bytes.to_string_view(), reply));
        EXPECT_EQ(reply.id, "q-1");
        EXPECT_EQ(reply.error->code, Code::malformed);
        EXPECT_THAT(reply.error->message, HasSubstr("ZMQ_ROUTING_ID"));
    }
}

TEST(WireLimits, TheDaemonSpeaksTcpAsWell) {
    RunningDaemon daemon({.settings = "query: {workers: 3}", .tcp = true});
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    EXPECT_EQ(end_of(client, request_machines(client, "small", 1)), RequestStatus::complete);
}

}  // namespace
}  // namespace hf::system_test
