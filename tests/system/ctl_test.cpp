// hostfactoryctl from the users' side: the built program against the built daemon.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "core/describe.hpp"
#include "core/messages/convert.hpp"
#include "ctl/cell.hpp"
#include "ctl/short_id.hpp"
#include "ctl/value_text.hpp"
#include "ctl/verbs.hpp"
#include "tests/system/support/ctl_process.hpp"

namespace hf::system_test {
namespace {

using ctl::member;
using ctl::value_from_text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto npos = std::string::npos;

std::string text_of(const Value& value) { return ctl::cell(value, nullptr, {}); }

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

class Ctl : public ::testing::Test {
protected:
    // Runs a verb that must succeed.
    std::string run(const std::vector<std::string>& words) {
        const auto result = system_test::ctl(daemon_, words);
        EXPECT_EQ(result.status, 0) << words.front() << ": " << result.errors;
        return result.output;
    }
    Value json(std::vector<std::string> words) {
        words.insert(words.end(), {"-o", "json"});
        return value_from_text(run(words));
    }
    CtlResult try_to(const std::vector<std::string>& words) { return system_test::ctl(daemon_, words); }

    void make_template(const std::string& id, const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"template", "create", id, "--provider", "local", "--max-number", "5"};
        words.insert(words.end(), more.begin(), more.end());
        run(words);
    }
    Position head() { return static_cast<Position>(member(json({"status"}), "position").as_integer().value_or(-1)); }

    RunningDaemon daemon_;
};

TEST_F(Ctl, EveryVerbDoesItsWork) {
    make_template("small");
    EXPECT_THAT(run({"template", "list"}), HasSubstr("small"));
    EXPECT_THAT(run({"template", "update", "small", "--name", "Small ones"}), HasSubstr("version"));
    EXPECT_THAT(run({"template", "get", "small"}), HasSubstr("Small ones"));

    const auto created = try_to({"request", "create", "small", "2", "--wait", "-o", "json"});
    ASSERT_EQ(created.status, 0) << created.errors;
    EXPECT_THAT(created.errors, HasSubstr("complete, 2 of 2 up"));
    const auto request = text_of(member(value_from_text(created.output), "request_id"));
    EXPECT_THAT(run({"request", "list"}), HasSubstr(request));
    EXPECT_THAT(run({"request", "get", request, "--wait"}), HasSubstr("complete"));

    const auto machines = lines_of(run({"machine", "list", "--live-only", "-o", "name"}));
    ASSERT_EQ(machines.size(), 2U);
    EXPECT_THAT(run({"machine", "get", machines[0]}), HasSubstr("running"));
    EXPECT_THAT(run({"provider", "list"}), HasSubstr("local"));
    const auto status = run({"status"});
    EXPECT_THAT(status, AllOf(HasSubstr("store id"), HasSubstr("machines:        2 running\n")));
    EXPECT_LE(lines_of(status).size(), 10U) << status;
    EXPECT_THAT(run({"status", "--counters"}), HasSubstr("socket.commands:"));
    EXPECT_TRUE(member(member(json({"status"}), "counters"), "feed").as<ValueMap>());
    EXPECT_THAT(run({"events"}), AllOf(HasSubstr("TemplateCreated"), HasSubstr("RequestCompleted")));
    EXPECT_EQ(run({"events", "--last", "2", "-o", "name"}), fmt::format("{}\n{}\n", head() - 1, head()));

    run({"machine", "return", machines[0], "--wait"});
    run({"machine", "return", "--request-id", request, "--wait"});
    make_template("slow", {"--configuration", "command=[\"/nonexistent\"]"});
    const auto doomed = lines_of(run({"request", "create", "slow", "1", "-o", "name"})).at(0);
    EXPECT_THAT(try_to({"request", "cancel", doomed}).status, ::testing::AnyOf(0, 1)) << "it may be over already";
    EXPECT_EQ(try_to({"request", "get", doomed, "--wait"}).status, 5);
    // A launch that was under way when its request was cancelled must first be settled.
    CtlResult deleted{};
    EXPECT_TRUE(eventually([&] {
        deleted = try_to({"template", "delete", "slow", "-o", "name"});
        return deleted.status == 0;
    })) << deleted.errors;
    EXPECT_EQ(deleted.output, "slow\n") << "an answer that says nothing: what it was about";
}

TEST_F(Ctl, TheEndOfAnIdIsEnough) {
    make_template("small");
    run({"request", "create", "small", "2", "--wait"});
    CtlProcess on_a_terminal(daemon_, {"machine", "list"}, CtlProcess::Terminal::yes);
    EXPECT_EQ(on_a_terminal.wait(), 0);
    const auto machine = lines_of(run({"machine", "list", "-o", "name"})).at(0);
    const auto shown = ctl::short_id(machine);
    EXPECT_THAT(on_a_terminal.output(), AllOf(HasSubstr(shown), Not(HasSubstr(machine))));

    EXPECT_THAT(run({"machine", "get", shown}), HasSubstr(machine));
    EXPECT_THAT(run({"describe", "machine", shown}), HasSubstr(machine));
    EXPECT_THAT(run({"history", "..." + machine.substr(machine.size() - 16)}), HasSubstr("MachineStarted"));
    EXPECT_THAT(try_to({"machine", "get", "...nothing"}).errors, HasSubstr("no machine's id ends in nothing"));
    EXPECT_THAT(try_to({"machine", "get", "...-"}).errors, HasSubstr("no machine's id ends in -"));
    run({"machine", "return", shown, "--wait"});
    EXPECT_THAT(run({"status"}), HasSubstr("machines:        1 running, 1 terminated\n"));
}

TEST_F(Ctl, AFileOfTemplatesIsTakenOver) {
    const auto file = (daemon_.directory() / "templates.json").string();
    std::ofstream(file)
        << R"({"templates": [{"templateId": "Big", "maxNumber": 3, "attributes": {"ncpus": ["Numeric", "8"]}}]})";
    EXPECT_EQ(run({"template", "import", file}), "Big: new\n");
    EXPECT_EQ(run({"template", "import", file}), "Big: same\n");
}

TEST_F(Ctl, AFileOfTemplatesIsTakenOverWithoutWhatIsWrongInIt) {
    const auto file = (daemon_.directory() / "templates.json").string();
    std::ofstream(file) << R"({"templates": [{"templateId": "Good", "maxNumber": 3, "_comment": "x"}, {"maxNumber": 1},
        {"templateId": "Bad", "maxNumber": "many"}, {"templateId": "Elsewhere", "maxNumber": 1, "provider": "nowhere"},
        {"templateId": "Pod", "maxNumber": 1, "providerType": "k8s"}]})";
    EXPECT_EQ(try_to({"template", "import", file}).status, 1);
    EXPECT_EQ(try_to({"template", "get", "Good"}).status, 6);
    const auto done = try_to({"template", "import", "--skip-wrong", file});
    EXPECT_EQ(done.status, 0) << done.errors;
    EXPECT_THAT(lines_of(done.output),
                ElementsAre("templates[1]: wrong: templateId is missing", HasSubstr("Bad: wrong: max_number"),
                            HasSubstr("Pod: wrong: the file means a provider of type kubernetes"), "Good: new",
                            HasSubstr("Elsewhere: wrong: provider \"nowhere\" is not configured")));
    EXPECT_THAT(done.errors, AllOf(HasSubstr("maxNumber: max_number"), HasSubstr("_comment is left out")));
    EXPECT_EQ(try_to({"template", "get", "Good"}).status, 0);
}

TEST_F(Ctl, DescribeShowsAThingWithWhatBelongsToIt) {
    make_template("small");
    const auto request = text_of(member(json({"request", "create", "small", "2", "--wait"}), "request_id"));

    const auto whole = json({"describe", "request", request});
    EXPECT_EQ(text_of(member(whole, "status")), "complete");
    ASSERT_EQ(member(whole, "machines").as<ValueList>()->size(), 2U);
    const auto machine = text_of(member(member(whole, "machines").as<ValueList>()->front(), "machine_id"));
    EXPECT_EQ(text_of(member(member(whole, "events").as<ValueList>()->front(), "type")), "RequestCreated");
    const auto& events = *member(whole, "events").as<ValueList>();
    EXPECT_TRUE(std::any_of(events.begin(), events.end(),
                            [](const auto& event) { return text_of(member(event, "type")) == "RequestCompleted"; }));

    EXPECT_THAT(run({"describe", "template", "small"}),
                AllOf(HasSubstr(request), HasSubstr(machine), HasSubstr("TemplateCreated")));
    EXPECT_THAT(run({"describe", "machine", machine}),
                AllOf(HasSubstr("events:\nPOSITION"), HasSubstr("MachineStarted")));
    EXPECT_THAT(run({"describe", "provider", "local"}), AllOf(HasSubstr("small"), HasSubstr(machine)));
    for (const auto* noun : {"template", "request", "machine", "provider"})
        EXPECT_EQ(try_to({"describe", noun, "nothing"}).status, 6) << noun;
}

// The test also covers rows that are added later.
TEST_F(Ctl, EveryVerbHasItsHelpAndEveryListEveryFormat) {
    make_template("small");
    run({"request", "create", "small", "1", "--wait"});
    for (const auto& row : ctl::verbs()) {
        const auto& fields = row.message.body->fields;
        // A field that may be given as a positional names what the verb is about.
        const bool askable = row.positionals.empty() && std::none_of(fields.begin(), fields.end(),
                                                                     [](const auto& field) { return field.required; });
        std::vector<std::string> words;
        if (!row.noun.empty()) words.emplace_back(row.noun);
        words.emplace_back(row.verb);
        auto help = words;
        help.emplace_back("--help");
        EXPECT_THAT(run(help), HasSubstr("Exit status"));
        if (row.is_command || !askable) continue;
        const auto in = [&](const std::string& format) {
            auto with = words;
            with.insert(with.end(), {"-o", format});
            return run(with);
        };
        const auto table = in("table");
        EXPECT_THAT(table, Not(IsEmpty())) << ctl::in_words(row);
        EXPECT_GE(lines_of(in("wide")).at(0).size(), lines_of(table).at(0).size()) << ctl::in_words(row);
        EXPECT_TRUE(value_from_text(in("json")).as<ValueMap>()) << ctl::in_words(row);
        EXPECT_THAT(in("yaml"), HasSubstr(":")) << ctl::in_words(row);
        if (row.columns.empty()) continue;
        std::string ids;
        const auto list = value_from_text(in("json"));
        for (const auto& item : *member(list, "items").as<ValueList>())
            ids += text_of(member(item, row.columns.front().field)) + "\n";
        EXPECT_EQ(in("name"), ids) << ctl::in_words(row);
    }
}

TEST_F(Ctl, ExitStatusesTellHowItWent) {
    make_template("small", {"--configuration", "command=[\"/nonexistent\"]"});
    EXPECT_EQ(try_to({"template", "get", "small"}).status, 0);
    EXPECT_EQ(try_to({"request", "create", "small", "50"}).status, 1);
    EXPECT_EQ(try_to({"request", "create", "small", "none"}).status, 2);
    EXPECT_EQ(try_to({"request", "frobnicate"}).status, 2);
    EXPECT_EQ(try_to({"template", "list", "-o", "xml"}).status, 2);
    EXPECT_EQ(try_to({"request", "create", "small", "1", "--wait"}).status, 5);
    for (const auto& words : std::vector<std::vector<std::string>>{{"template", "get", "smal"},
                                                                   {"request", "get", "req-1"},
                                                                   {"machine", "get", "i-1"},
                                                                   {"request", "create", "smal", "1"},
                                                                   {"explain", "Nonsense"},
                                                                   {"explain", "--remote", "Nonsense"}})
        EXPECT_EQ(try_to(words).status, 6) << words[0] << ' ' << words[1];

    // A provider without room for machines is asked again and again.
    std::filesystem::remove_all(daemon_.machines_directory());
    std::ofstream(daemon_.machines_directory()) << "no directory";
    EXPECT_EQ(try_to({"request", "create", "small", "1", "--wait", "--timeout", "0.5"}).status, 4);
    daemon_.stop();
    EXPECT_EQ(try_to({"status"}).status, 3);
}

TEST_F(Ctl, AnErrorTellsItsCodeAndWhatToDo) {
    make_template("small");
    const auto missing = try_to({"template", "get", "smal"});
    EXPECT_THAT(missing.errors, AllOf(StartsWith("hostfactoryctl: template_not_found: "), HasSubstr("\"small\""),
                                      HasSubstr("hostfactoryctl template list")));
    EXPECT_THAT(missing.output, IsEmpty());
    run({"template", "update", "small", "--name", "x"});
    const auto outdated = try_to({"template", "update", "small", "--name", "y", "--expected-version", "1"});
    EXPECT_EQ(outdated.status, 1);
    EXPECT_THAT(outdated.errors, AllOf(StartsWith("hostfactoryctl: conflict: "), HasSubstr("--expected-version 2")));
    EXPECT_THAT(try_to({"request", "create", "small", "6"}).errors,
                AllOf(StartsWith("hostfactoryctl: limit_exceeded: "), HasSubstr("ask for at most 5")));
    const auto stranger = try_to({"template", "create", "x", "--provider", "locl", "--max-number", "1"});
    EXPECT_EQ(stranger.status, 6);
    EXPECT_THAT(stranger.errors, HasSubstr("hostfactoryctl provider list"));
}

TEST_F(Ctl, ADryRunSendsNothing) {
    make_template("small");
    const auto before = head();
    const auto sent =
        value_from_text(run({"request", "create", "small", "2", "--dry-run", "-o", "json", "--command-id", "c-9"}));
    EXPECT_EQ(text_of(member(sent, "type")), "CreateRequest");
    EXPECT_EQ(text_of(member(sent, "id")), "c-9");
    EXPECT_EQ(member(member(sent, "body"), "machine_count"), Value(2));
    EXPECT_THAT(run({"request", "create", "small", "2", "--dry-run", "--wait"}), HasSubstr("machine count: 2"));
    EXPECT_EQ(try_to({"request", "create", "small", "0", "--dry-run"}).status, 2) << "checked all the same";
    EXPECT_EQ(head(), before);
    daemon_.stop();
    run({"request", "create", "small", "2", "--dry-run"});
}

TEST_F(Ctl, WatchShowsItAgainWhenItChanged) {
    make_template("small");
    CtlProcess watching(daemon_, {"template", "list", "--watch", "-o", "json"});
    ASSERT_TRUE(eventually([&] { return watching.output().find("small") != npos; })) << watching.errors();
    make_template("large");
    ASSERT_TRUE(eventually([&] { return watching.output().find("large") != npos; })) << watching.errors();
    EXPECT_EQ(watching.interrupt(), 0);
    const auto lines = lines_of(watching.output());
    ASSERT_EQ(lines.size(), 2U) << "a line of JSON each, and none for what did not change";
    EXPECT_EQ(member(value_from_text(lines[1]), "total"), Value(2));
}

TEST_F(Ctl, WatchGoesOnWhenTheDaemonIsBack) {
    make_template("small");
    CtlProcess watching(daemon_, {"template", "get", "small", "-w", "-o", "name"});
    CtlProcess by_the_clock(daemon_, {"template", "get", "small", "--watch=0.1", "-o", "yaml"});
    ASSERT_TRUE(
        eventually([&] { return watching.output() == "small\n" && by_the_clock.output().find("version: 1") != npos; }));
    daemon_.kill_hard();
    ASSERT_TRUE(eventually([&] { return by_the_clock.errors().find("hostfactoryd") != npos; }));
    daemon_.start();
    run({"template", "update", "small", "--name", "x"});
    EXPECT_TRUE(eventually([&] { return watching.output() == "small\n\nsmall\n"; }))
        << watching.output() << watching.errors();
    EXPECT_TRUE(eventually([&] { return by_the_clock.output().find("---\n") != npos; })) << by_the_clock.output();
    EXPECT_EQ(watching.interrupt(), 0);
    EXPECT_EQ(by_the_clock.interrupt(), 0);
}

TEST_F(Ctl, OnATerminalWatchDrawsAnew) {
    make_template("small");
    CtlProcess watching(daemon_, {"template", "list", "--watch"}, CtlProcess::Terminal::yes);
    ASSERT_TRUE(eventually([&] { return watching.output().find("small") != npos; }));
    EXPECT_THAT(watching.output(), StartsWith("\x1b[H"));
    EXPECT_EQ(watching.interrupt(), 0) << "Ctrl-C";
}

TEST_F(Ctl, WatchEndsWithWhatIsWatched) {
    make_template("small");
    CtlProcess watching(daemon_, {"template", "get", "small", "--watch", "-o", "name"});
    ASSERT_TRUE(eventually([&] { return watching.output() == "small\n"; }));
    run({"template", "delete", "small"});
    EXPECT_EQ(watching.wait(), 6);
    EXPECT_EQ(try_to({"template", "get", "nothing", "--watch"}).status, 6);
    EXPECT_EQ(try_to({"template", "list", "--watch=often"}).status, 2);
    EXPECT_EQ(try_to({"template", "delete", "small", "--watch"}).status, 2) << "a command is done once";
}

TEST_F(Ctl, FollowingEventsEndsWell) {
    CtlProcess following(daemon_, {"events", "--follow", "-o", "name"});
    make_template("small");
    ASSERT_TRUE(eventually([&] { return following.output().find(fmt::format("{}\n", head())) != npos; }));
    EXPECT_EQ(following.interrupt(), 0);
}

TEST_F(Ctl, EventsAreFilteredByTheDaemon) {
    make_template("small");
    make_template("large");
    const auto created = run({"events", "--from", "1", "--type", "TemplateCreated", "-o", "name"});
    EXPECT_EQ(lines_of(created).size(), 2U);
    EXPECT_EQ(run({"events", "--from", "1", "--category", "template", "-o", "name"}), created);
    EXPECT_EQ(run({"events", "--from", "1", "--stream", "large", "-o", "name"}), fmt::format("{}\n", head()));
    EXPECT_EQ(run({"events", "--from", fmt::format("{}", head()), "-o", "name"}), fmt::format("{}\n", head()));
    EXPECT_EQ(run({"events", "--from", "1", "--category", "machine"}), "");
    const auto unknown = try_to({"events", "--type", "TemplateCreatd"});
    EXPECT_EQ(unknown.status, 1);
    EXPECT_THAT(unknown.errors, HasSubstr("did you mean \"TemplateCreated\"?"));
    const auto line = run({"events", "--last", "1", "-o", "json"});
    EXPECT_EQ(lines_of(line).size(), 1U);
    EXPECT_THAT(line, HasSubstr("\"type\":\"TemplateCreated\""));
}

TEST_F(Ctl, FollowingGoesOnWithADaemonThatIsRestarted) {
    make_template("first");
    CtlProcess following(daemon_, {"events", "--follow", "--from", "1", "--type", "TemplateCreated", "-o", "name"});
    std::string expected = fmt::format("{}\n", head());
    const auto shows_all = [&] { return following.output() == expected; };
    ASSERT_TRUE(eventually(shows_all)) << following.output();
    for (const auto* id : {"second", "third"}) {
        daemon_.kill_hard();
        ASSERT_TRUE(eventually([&] { return following.errors().find("no hostfactoryd answers") != npos; }));
        daemon_.start();
        make_template(id);
        expected += fmt::format("{}\n", head());
        ASSERT_TRUE(eventually(shows_all)) << following.output();
    }
    run({"template", "delete", "second"});
    make_template("fourth");
    expected += fmt::format("{}\n", head());
    ASSERT_TRUE(eventually(shows_all)) << following.output();
    EXPECT_EQ(following.interrupt(), 0);
}

TEST_F(Ctl, EventsHaveColoursOnATerminalOnly) {
    make_template("small");
    EXPECT_EQ(run({"events"}).find('\x1b'), npos);
    CtlProcess shown(daemon_, {"events"}, CtlProcess::Terminal::yes);
    EXPECT_EQ(shown.wait(), 0);
    EXPECT_NE(shown.output().find('\x1b'), npos);
}

TEST_F(Ctl, ExplainIsWhatTheDaemonDescribes) {
    auto client = daemon_.client();
    const auto described = client.query(Describe{});
    ASSERT_TRUE(described) << described.error().error.message;
    const auto here = every_description();
    ASSERT_EQ(described->result.items.size(), here.size());
    for (std::size_t i = 0; i < here.size(); ++i)
        EXPECT_EQ(to_map(described->result.items[i]), to_map(here[i])) << here[i].name;

    for (const auto* name : {"CreateRequest", "ListMachines", "RequestCompleted", "limit_exceeded"}) {
        EXPECT_EQ(run({"explain", name}), run({"explain", name, "--remote"})) << name;
        EXPECT_EQ(text_of(member(json({"explain", name}), "name")), name);
    }
    EXPECT_EQ(lines_of(run({"explain", "-o", "name"})).size(), here.size());
    EXPECT_EQ(run({"explain"}), run({"explain", "--remote"}));
    EXPECT_THAT(try_to({"explain", "CreateReqest"}).errors, HasSubstr("did you mean \"CreateRequest\"?"));
    daemon_.stop();
    EXPECT_THAT(run({"explain", "CreateRequest"}), HasSubstr("machine_count"));
    EXPECT_EQ(try_to({"explain", "CreateRequest", "--remote"}).status, 3);
}

TEST_F(Ctl, CompletionKnowsWhatTheDaemonHas) {
    make_template("small");
    make_template("smart", {"--no-active"});
    const auto request = text_of(member(json({"request", "create", "small", "1", "--wait"}), "request_id"));
    const auto machine = lines_of(run({"machine", "list", "-o", "name"})).at(0);
    EXPECT_EQ(run({"__complete", "template", "get", "sm"}), "smart\tlocal\nsmall\tlocal\n");
    EXPECT_EQ(run({"__complete", "request", "list", "--template-id=sma"}),
              "--template-id=smart\tlocal\n--template-id=small\tlocal\n");
    EXPECT_EQ(run({"__complete", "request", "get", ""}), request + "\tcomplete small\n");
    EXPECT_THAT(run({"__complete", "machine", "return", ""}), StartsWith(machine + "\trunning"));
    EXPECT_THAT(run({"__complete", "describe", "provider", ""}), StartsWith("local\tprocess"));
    daemon_.stop();
    const auto without = try_to({"__complete", "template", "get", ""});
    EXPECT_EQ(without.status, 0);
    EXPECT_EQ(without.output + without.errors, "");
}

TEST_F(Ctl, NobodyWaitsForCompletion) {
    make_template("small");
    daemon_.suspend();
    const auto begin = std::chrono::steady_clock::now();
    const auto offered = try_to({"__complete", "template", "get", ""});
    const auto took = std::chrono::steady_clock::now() - begin;
    daemon_.resume();
    EXPECT_EQ(offered.status, 0);
    EXPECT_EQ(offered.output + offered.errors, "");
    EXPECT_LT(took, 9s) << "and not the ten that a call may take";
}

// A person waits for what the provider finds; a script may say that it doesn't.
TEST_F(Ctl, AValidationWaitsForItsFinding) {
    make_template("small");
    const auto valid = try_to({"template", "validate", "small"});
    EXPECT_EQ(valid.status, 0) << valid.errors;
    EXPECT_THAT(valid.output, AllOf(HasSubstr("valid"), Not(HasSubstr("checking"))));
    make_template("wrong", {"--configuration", R"(command=["/no/such/program"])"});
    const auto invalid = try_to({"template", "validate", "wrong"});
    EXPECT_EQ(invalid.status, 1);
    EXPECT_THAT(invalid.output, AllOf(HasSubstr("invalid"), HasSubstr("/no/such/program")));
    const auto at_once = try_to({"template", "validate", "small", "--no-wait"});
    EXPECT_EQ(at_once.status, 0);
    EXPECT_THAT(at_once.output, HasSubstr("checking"));
}

TEST_F(Ctl, ACheckOfAProviderSaysWhetherItAnswers) {
    const auto answers = try_to({"provider", "check", "local"});
    EXPECT_EQ(answers.status, 0) << answers.errors;
    EXPECT_THAT(answers.output, HasSubstr("healthy"));
    EXPECT_EQ(try_to({"provider", "check", "nobody"}).status, 6);
}

TEST_F(Ctl, ACheckOfAProviderThatDoesNotAnswerSaysWhyAndFails) {
    ASSERT_EQ(try_to({"provider", "check", "local"}).status, 0);
    const auto aside = daemon_.directory() / "aside";
    std::filesystem::rename(daemon_.machines_directory(), aside);
    const auto silent = try_to({"provider", "check", "local"});
    std::filesystem::rename(aside, daemon_.machines_directory());
    EXPECT_EQ(silent.status, 5);
    EXPECT_THAT(silent.errors, AllOf(HasSubstr("local does not answer: "), HasSubstr("No such file or directory")));
    EXPECT_THAT(silent.output, HasSubstr("unreachable"));
    EXPECT_EQ(try_to({"provider", "check", "local"}).status, 0);
}

TEST_F(Ctl, ARefusedImportSaysWhereToLook) {
    const auto file = daemon_.directory() / "wrong.json";
    std::ofstream(file) << R"({"templates": [{"templateId": "t", "maxNumber": -7}]})";
    const auto refused = try_to({"template", "import", file.string()});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.errors, AllOf(HasSubstr("explain ImportTemplates"), Not(HasSubstr("MESSAGE"))));
}

}  // namespace
}  // namespace hf::system_test
