#include "adapters/providers/process/process_rules.hpp"

#include <gtest/gtest.h>

#include <set>

#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/machine_records.hpp"

namespace hf {
namespace {

using process::machine_name;
using process::parse_machine_id;

std::vector<std::string> findings(const ValueMap& configuration) {
    std::vector<std::string> result;
    for (const auto& finding : process_template_findings(configuration))
        result.push_back(finding.field + ": " + finding.message);
    return result;
}

using Findings = std::vector<std::string>;

TEST(ProcessTemplateFindings, AcceptWhatTheProviderCanRun) {
    EXPECT_EQ(findings({}), Findings{});
    EXPECT_EQ(findings({{"command", ValueList{"/bin/sleep", "10", ""}},
                        {"environment", ValueMap{{"A", "1"}, {"B", ""}}},
                        {"grace_s", 0}}),
              Findings{});
}

TEST(ProcessTemplateFindings, RefuseWhatLooksLikeAMisspeltKey) {
    EXPECT_EQ(findings({{"comand", ValueList{"x"}}}), Findings{"comand: is not known here; did you mean \"command\"?"});
    EXPECT_EQ(findings({{"enviroment", ValueMap{}}}).size(), 1U);
}

TEST(ProcessTemplateFindings, LeaveTheKeysOfOtherProvidersAlone) {
    EXPECT_EQ(findings({{"vmType", "t3.large"}, {"imageId", "ami-1"}, {"iops", 100}, {"command", ValueList{"x"}}}),
              Findings{});
}

TEST(ProcessTemplateFindings, RefuseCommandsThatNameNoProgram) {
    EXPECT_EQ(findings({{"command", ValueList{}}}),
              Findings{"command: number of elements must be from 1 to 4096, not 0"});
    EXPECT_EQ(findings({{"command", ValueList{"", "x"}}}), Findings{"command[0]: must name a program, not be empty"});
    EXPECT_TRUE(findings({{"command", "sleep 10"}}).at(0).starts_with("command: must be a list"));
    EXPECT_TRUE(findings({{"command", ValueList{"sleep", 10}}}).at(0).starts_with("command[1]: must be a string"));
}

TEST(ProcessTemplateFindings, TellOfEverythingThatIsWrong) {
    EXPECT_EQ(findings({{"command", ValueList{"x", std::string("a\0b", 3)}},
                        {"environment", ValueMap{{"HOSTFACTORY_TOKEN", "mine"}, {"X", std::string("\0", 1)}}}}),
              (Findings{"command[1]: must not contain a NUL byte",
                        "environment.HOSTFACTORY_TOKEN: names that begin with HOSTFACTORY_ are set by hostfactory",
                        "environment.X: must not contain a NUL byte"}));
    EXPECT_EQ(findings({{"environment", ValueMap{{"", "x"}, {"a=b", "x"}}}}).size(), 2U);
}

TEST(ProcessTemplateFindings, BoundTheGrace) {
    EXPECT_EQ(findings({{"grace_s", 86'400}}), Findings{});
    EXPECT_EQ(findings({{"grace_s", 86'401}}).size(), 1U);
    EXPECT_EQ(findings({{"grace_s", -1}}).size(), 1U);
}

constexpr const char* token = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b-1";

TEST(MachineId, IsItsTokenAndItsIndex) {
    const auto parts = parse_machine_id(process::machine_id(token, 12));
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->token, token);
    EXPECT_EQ(parts->index, 12U);
}

TEST(MachineId, IsNeverAPathOutOfTheDirectory) {
    for (const auto* id : {"", "-", "x", "x-", "-1", "x-0", "x-01", "x-1x", "../x-1", "a/b-1", "..", ".", "x.y-1",
                           ".new-x-1", "x-99999999999"})
        EXPECT_FALSE(parse_machine_id(id)) << id;
    std::string too_long(101, 'x');
    too_long += "-1";
    EXPECT_FALSE(parse_machine_id(too_long));
}

TEST(MachineName, IsALabelOfTheHostAndTheLaunch) {
    EXPECT_EQ(machine_name("node7", token, 3), "node7-0c1d2e3f4a5b-1-3");
    EXPECT_EQ(machine_name("Node_7.example.org", token, 3), "node-7-0c1d2e3f4a5b-1-3");
    EXPECT_EQ(machine_name("", token, 3), "process-0c1d2e3f4a5b-1-3");
    EXPECT_EQ(machine_name("h", "short", 1), "h-short-1");
}

TEST(MachineName, IsShortEnoughAndItsOwn) {
    std::set<std::string> names;
    for (const auto& host : {std::string("h"), std::string(200, 'h'), std::string("-.-")})
        for (const auto& launch : {std::string(token), std::string(100, 'x'), std::string(100, 'X'), std::string("abc"),
                                   std::string("ABC"), std::string("abc-1")})
            for (const auto index : {1U, 4'294'967'295U}) {
                const auto name = machine_name(host, launch, index);
                EXPECT_LE(name.size(), 63U);
                EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos) << name;
                EXPECT_NE(name.front(), '-');
                EXPECT_TRUE(names.insert(name).second) << name;
            }
}

TEST(MachineRecords, ReadWhatTheyWrite) {
    using process::Ended;
    for (const auto& ended :
         {Ended{.how = Ended::How::exited, .value = 3}, Ended{.how = Ended::How::signalled, .value = 9},
          Ended{.how = Ended::How::unrunnable, .kind = ProviderErrorKind::invalid, .words = "cannot run x: y"},
          Ended{.how = Ended::How::lost, .words = "was killed; its exit status was not seen"}}) {
        const auto again = process::ended_from(process::to_text(ended));
        EXPECT_EQ(again.how, ended.how);
        EXPECT_EQ(again.value, ended.value);
        EXPECT_EQ(again.words, ended.words);
        EXPECT_EQ(in_words(again), in_words(ended));
    }
    EXPECT_EQ(in_words(Ended{.how = Ended::How::signalled, .value = 9}), "signal 9 (Killed)");

    process::MachineSpecRecord order{token, "site", "req-1", "small", "name", 7, {"a", "b\xff"}, 5, {{"owner", "x"}}};
    const auto again = process::order_from(to_text(order));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->token, order.token);
    EXPECT_EQ(again->index, 7U);
    EXPECT_EQ(again->tags, order.tags);
}

TEST(MachineRecords, SurviveWhatADiskFailureLeaves) {
    for (const std::string text : {"", "\n", "{", "[]", "{}", "{\"token\": 1}", "\xff\xff"})
        EXPECT_FALSE(process::order_from(text)) << text;
    for (const std::string text : {"", "keeper", "keeper -5\n", "keeper x\ncommand 99999999999999999999\n", " \n \n"}) {
        const auto started = process::started_from(text);
        EXPECT_FALSE(started.revoked);
        EXPECT_EQ(started.keeper.pid, 0);
        EXPECT_EQ(started.command.pid, 0);
        EXPECT_FALSE(in_words(process::ended_from(text)).empty());
    }
}

}  // namespace
}  // namespace hf
