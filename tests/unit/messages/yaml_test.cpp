#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "adapters/yaml/core_schema.hpp"
#include "adapters/yaml/yaml_source.hpp"
#include "adapters/yaml/yaml_writer.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/messages/samples.hpp"

namespace hf::testing {
namespace {

const MsgpackCodec codec;

struct QuerySection {
    std::uint32_t workers = 1;
    std::string endpoint;
    std::map<std::string, std::string> labels;

    static constexpr auto describe = message(
        "query", "Answers queries.", field<&QuerySection::workers>("workers", "how many").optional().between(1, 64),
        field<&QuerySection::endpoint>("endpoint", "where"),
        field<&QuerySection::labels>("labels", "free words").optional());
};

struct Settings {
    bool verbose{};
    double rate = 1.0;
    std::string name;
    std::vector<std::string> paths;
    std::optional<QuerySection> query;
    Value anything;

    static constexpr auto describe = message(
        "settings", "A configuration.", field<&Settings::verbose>("verbose", "tell more").optional(),
        field<&Settings::rate>("rate", "how fast").optional(), field<&Settings::name>("name", "its name").optional(),
        field<&Settings::paths>("paths", "where to look").optional(),
        field<&Settings::query>("query", "the query side"),
        field<&Settings::anything>("anything", "a value").optional());
};

std::string problem_in(const std::string& text, Settings& settings) {
    const auto problem = decode_yaml(text, "x.yaml", settings);
    return problem ? in_words(*problem) : "";
}

std::string problem_in(const std::string& text) {
    Settings settings;
    return problem_in(text, settings);
}

Value value_of(const std::string& text) {
    Value value;
    const auto problem = decode_yaml(text, "x.yaml", value);
    EXPECT_FALSE(problem) << text << in_words(*problem);
    return value;
}

template <class T>
std::string yaml_of(const T& value) {
    YamlWriter writer(codec);
    write(value, writer);
    return writer.text();
}

TEST(CoreSchema, ResolvesPlainScalars) {
    for (const auto* text : {"", "~", "null", "Null", "NULL"}) EXPECT_EQ(resolve_plain(text), Value()) << text;
    for (const auto* text : {"true", "True", "TRUE"}) EXPECT_EQ(resolve_plain(text), Value(true)) << text;
    for (const auto* text : {"false", "False", "FALSE"}) EXPECT_EQ(resolve_plain(text), Value(false)) << text;
    for (const auto* text : {"17", "+17", "017", "0x11", "0o21"}) EXPECT_EQ(resolve_plain(text), Value(17)) << text;
    EXPECT_EQ(resolve_plain("-17"), Value(-17));
    EXPECT_EQ(resolve_plain("18446744073709551615"), Value(std::numeric_limits<std::uint64_t>::max()));
    EXPECT_EQ(resolve_plain("-9223372036854775808"), Value(std::numeric_limits<std::int64_t>::min()));
    EXPECT_EQ(resolve_plain("18446744073709551616"), Value(18446744073709551616.0));
    for (const auto* text : {"0.5", ".5", "+.5", "5e-1", "0.5e0", "05E-1", "5.e-1"})
        EXPECT_EQ(resolve_plain(text), Value(0.5)) << text;
    EXPECT_EQ(resolve_plain("-1."), Value(-1.0));
    for (const auto* text : {".inf", "+.Inf", "1e999"}) EXPECT_EQ(resolve_plain(text), Value(HUGE_VAL)) << text;
    EXPECT_EQ(resolve_plain("-.INF"), Value(-HUGE_VAL));
    EXPECT_TRUE(std::isnan(*resolve_plain(".NaN").as<double>()));
}

TEST(CoreSchema, LeavesWordsAlone) {
    for (const auto* text : {"yes", "no",  "on",  "off", "tRUE",  "nil",  "1_000", "1,5", "12:30", "1.2.3",
                             "0b1", "0x",  "0xg", "0o8", "0x-1",  "-0x1", "+",     "-",   ".",     "e5",
                             "1e",  "1e+", "inf", "nan", "-.nan", "1 2",  "0X1F",  "--1", "+-1",   ".e1"})
        EXPECT_EQ(resolve_plain(text), Value(text)) << text;
}

TEST(YamlSource, ReadsAConfiguration) {
    Settings settings;
    ASSERT_EQ(problem_in("# a comment\n"
                         "verbose: true\n"
                         "rate: 2\n"
                         "name: 'a name'\n"
                         "paths: [/a, \"b c\"]\n"
                         "query:\n"
                         "  workers: 0x4\n"
                         "  endpoint: ipc:///run/x.sock\n"
                         "anything: {a: [1, 2.5, no, ~, 'null', \"1\"]}\n",
                         settings),
              "");
    EXPECT_TRUE(settings.verbose);
    EXPECT_EQ(settings.rate, 2.0);
    EXPECT_EQ(settings.name, "a name");
    EXPECT_EQ(settings.paths, (std::vector<std::string>{"/a", "b c"}));
    ASSERT_TRUE(settings.query);
    EXPECT_EQ(settings.query->workers, 4U);
    EXPECT_EQ(settings.query->endpoint, "ipc:///run/x.sock");
    EXPECT_EQ(settings.anything, Value(ValueMap{{"a", ValueList{1, 2.5, "no", Value(), "null", "1"}}}));
}

TEST(YamlSource, NothingIsAnEmptyMap) {
    for (const auto* text : {"", "\n\n", "# nothing\n", "---\n", "---\n# nothing\n...\n", "~", "{}", "...\n",
                             "---\n...\n# end", "{}\n..."})
        EXPECT_EQ(problem_in(text), "") << text;
}

TEST(YamlSource, TextIsTextWhereAStringBelongs) {
    Settings settings;
    ASSERT_EQ(problem_in("name: 0660\npaths: [1.10, true, 2026-01-02]\nquery: {endpoint: 1e3, labels: {cost: 4711}}\n",
                         settings),
              "");
    EXPECT_EQ(settings.name, "0660");
    EXPECT_EQ(settings.paths, (std::vector<std::string>{"1.10", "true", "2026-01-02"}));
    EXPECT_EQ(settings.query->endpoint, "1e3");
    EXPECT_EQ(settings.query->labels.at("cost"), "4711");
    EXPECT_EQ(problem_in("query:\n  endpoint:\n"), "x.yaml:2: query.endpoint must be a string, not null");
}

TEST(YamlSource, NamesFileAndLine) {
    EXPECT_EQ(problem_in("verbose: true\nquery:\n  endpoint: x\n  workrs: 1\n"),
              "x.yaml:4: query.workrs is not known here; did you mean \"workers\"?");
    EXPECT_EQ(problem_in("\n\nquery:\n  workers: 1\nname: x\n"), "x.yaml:4: query.endpoint is missing");
    EXPECT_EQ(problem_in("query:\n  endpoint: x\n  workers: 65\n"),
              "x.yaml:3: query.workers must be from 1 to 64, not 65");
    EXPECT_EQ(problem_in("verbose: yes\n"), "x.yaml:1: verbose must be a boolean, not \"yes\"");
    EXPECT_EQ(problem_in("verbose: 'true'\n"), "x.yaml:1: verbose must be a boolean, not \"true\"");
    EXPECT_EQ(problem_in("name: a\npaths:\n  - /a\n  - [b]\n"), "x.yaml:4: paths[1] must be a string, not a list");
    EXPECT_EQ(problem_in("name: a\nname: b\n"), "x.yaml:2: name is given twice");
    EXPECT_EQ(problem_in("anything:\n  k: 1\n  k: 2\n"), "x.yaml:3: anything.k is given twice");
    EXPECT_EQ(problem_in("rate: .nan\n"), "x.yaml:1: rate must be a finite number, not .nan");
    EXPECT_EQ(problem_in("\n- a\n"), "x.yaml:2: must be a map, not a list");
    EXPECT_EQ(problem_in("just words\n"), "x.yaml:1: must be a map, not \"just words\"");
}

TEST(YamlSource, TellsAllThatIsWrongALineEach) {
    EXPECT_EQ(problem_in("verbose: yes\n"
                         "nam: [a,\n"
                         "  b]\n"
                         "rate: .inf\n"
                         "paths:\n"
                         "  - /a\n"
                         "  - {b: !odd c}\n"
                         "query:\n"
                         "  workers: 65\n"
                         "anything: !secret [x, y]\n"
                         "name: good\n"),
              "x.yaml:1: verbose must be a boolean, not \"yes\"\n"
              "x.yaml:2: nam is not known here; did you mean \"name\"?\n"
              "x.yaml:4: rate must be a finite number, not .inf\n"
              "x.yaml:7: paths[1] must be a string, not a map\n"
              "x.yaml:9: query.workers must be from 1 to 64, not 65\n"
              "x.yaml:9: query.endpoint is missing\n"
              "x.yaml:10: anything has the tag \"!secret\", which is not known here");
}

TEST(YamlSource, SaysWhereTheTextIsBroken) {
    EXPECT_EQ(problem_in("name: a\nquery: {endpoint: x\n").substr(0, 7), "x.yaml:");
    EXPECT_EQ(problem_in("name: a\n\tquery: x\n").substr(0, 9), "x.yaml:2:");
    EXPECT_EQ(problem_in("name: *nobody\n").substr(0, 9), "x.yaml:1:");
    EXPECT_EQ(problem_in("name: a\nrate: \xff\n"), "x.yaml:2: the text is not valid UTF-8");
    EXPECT_EQ(problem_in("name: a\n---\nname: b\n"), "x.yaml:3: a second document begins here; there may be only one");
    EXPECT_EQ(problem_in("- -\n,ab\n"), "x.yaml:2: a second document begins here; there may be only one")
        << "in which yaml-cpp finds documents without end";
    EXPECT_EQ(problem_in(std::string("name: a\nrate: \0", 15)), "x.yaml:2: the text has a zero byte");
    EXPECT_NE(problem_in("name: a\n}\n"), "");
    EXPECT_NE(problem_in("name: a\n]: b\n"), "");
    for (const auto* text : {"name: 'a", "name: 'a\n", "name: \"a", "name: \"a\nrate: 1\n", "name: a\nrate: '1\n\n"})
        EXPECT_NE(problem_in(text), "") << text;
}

TEST(YamlSource, RefusesKeysAndTagsThatItDoesNotKnow) {
    EXPECT_EQ(problem_in("? [a, b]\n: c\n"), "x.yaml:1: a key must be a single value");
    EXPECT_EQ(problem_in("~: c\n"), "x.yaml:1: a key must be a single value");
    EXPECT_EQ(problem_in("name: !secret x\n"), "x.yaml:1: name has the tag \"!secret\", which is not known here");
    EXPECT_EQ(problem_in("anything: !!str 12\n"), "");
    EXPECT_EQ(value_of("!!str 12"), Value("12"));
    EXPECT_EQ(value_of("!!map {a: !!seq [1]}"), Value(ValueMap{{"a", ValueList{1}}}));
}

TEST(YamlSource, KeepsBlockScalars) {
    EXPECT_EQ(value_of("a: |\n  x\n  y\n"), Value(ValueMap{{"a", "x\ny\n"}}));
    EXPECT_EQ(value_of("a: |-\n  x\n"), Value(ValueMap{{"a", "x"}}));
    EXPECT_EQ(value_of("a: |+\n  x\n\n"), Value(ValueMap{{"a", "x\n\n"}}));
    EXPECT_EQ(value_of("a: >\n  x\n  y\n"), Value(ValueMap{{"a", "x y\n"}}));
    EXPECT_EQ(value_of("a: |\n  123\n"), Value(ValueMap{{"a", "123\n"}}));
}

TEST(YamlSource, FollowsAnchors) {
    Settings settings;
    ASSERT_EQ(problem_in("name: &n hello\npaths: [*n, *n]\nanything: {a: &m {k: 1}, b: *m}\n", settings), "");
    EXPECT_EQ(settings.paths, (std::vector<std::string>{"hello", "hello"}));
    EXPECT_EQ(settings.anything, Value(ValueMap{{"a", ValueMap{{"k", 1}}}, {"b", ValueMap{{"k", 1}}}}));
}

TEST(YamlSource, LimitsWhatAliasesAddUpTo) {
    std::string bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
    for (int i = 1; i < 12; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 9; ++j) bomb += before + ", ";
        bomb += before + "]\n";
    }
    Value value;
    const auto problem = decode_yaml(bomb, "bomb.yaml", value);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->message, "has more than 500000 elements in all");
}

TEST(YamlSource, LimitsDepth) {
    Value value;
    EXPECT_TRUE(decode_yaml("&a [*a]", "x.yaml", value));
    const auto problem = decode_yaml(std::string(40, '[') + std::string(40, ']'), "x.yaml", value);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->message, "is nested more than 32 deep");
    EXPECT_TRUE(decode_yaml(std::string(10'000, '['), "x.yaml", value));
    EXPECT_TRUE(decode_yaml(std::string(10'000, '{'), "x.yaml", value));
}

TEST(YamlSource, ReadsFiles) {
    const TemporaryDirectory directory;
    const auto name = directory.path().string();
    const auto file = directory.file("settings.yaml");
    Settings settings;

    EXPECT_EQ(in_words(*decode_yaml_file(file, settings)), file + ": it can't be read: No such file or directory");
    EXPECT_EQ(in_words(*decode_yaml_file(name, settings)), name + ": it can't be read: Is a directory");
    std::ofstream(file).flush();
    EXPECT_FALSE(decode_yaml_file(file, settings));
    std::ofstream(file) << "name: from a file\n";
    EXPECT_FALSE(decode_yaml_file(file, settings));
    EXPECT_EQ(settings.name, "from a file");
    std::ofstream(file) << "nam: x\n";
    EXPECT_EQ(in_words(*decode_yaml_file(file, settings)), file + ":1: nam is not known here; did you mean \"name\"?");
}

TEST(YamlWriter, WritesForPeople) {
    EXPECT_EQ(yaml_of(Part{"bolt", 12, Colour::red}), "name: bolt\nweight: 12\ncolour: red\n");
    EXPECT_EQ(yaml_of(ValueMap{{"a", ValueList{}}, {"b", ValueMap{}}, {"c", ValueList{1, 2.0}}, {"d", Value()}}),
              "a: []\nb: {}\nc:\n  - 1\n  - 2.0\nd: ~\n");
    YamlWriter writer(codec);
    writer.begin_map(1);
    writer.key("at");
    writer.time({1'767'323'045'000'006});
    writer.end_map();
    EXPECT_EQ(writer.text(), "at: 2026-01-02T03:04:05.000006Z\n");
}

TEST(YamlWriter, QuotesWhatWouldReadBackAsSomethingElse) {
    for (const std::string text : {"",
                                   " ",
                                   "~",
                                   "null",
                                   "true",
                                   "no",
                                   "Yes",
                                   "y",
                                   "123",
                                   "-1",
                                   "0x1f",
                                   "0b11",
                                   "1_000",
                                   "1e3",
                                   ".inf",
                                   ".nan",
                                   "12:30:45",
                                   "2026-01-02",
                                   "2026-01-02T03:04:05Z",
                                   "<<",
                                   "=",
                                   "- a",
                                   "a: b",
                                   "a #b",
                                   "#a",
                                   "[a",
                                   "{a",
                                   "*a",
                                   "&a",
                                   "!a",
                                   "|",
                                   ">",
                                   "%a",
                                   "@a",
                                   "`a",
                                   "'a'",
                                   "\"a\"",
                                   "a\nb",
                                   "a\tb",
                                   "\ttab",
                                   "trailing ",
                                   "---",
                                   "...",
                                   "?",
                                   ":",
                                   "a:",
                                   "back\\slash",
                                   "grüße 世界 🙂",
                                   "\x01\x7f",
                                   "\u0085\u2028\ufeff",
                                   "word",
                                   "two words",
                                   "/a/path:x"}) {
        const auto written = yaml_of(Value(text));
        EXPECT_EQ(value_of(written), Value(text)) << written;
        const auto in_map = yaml_of(ValueMap{{text, ValueList{text}}});
        EXPECT_EQ(value_of(in_map), Value(ValueMap{{text, ValueList{text}}})) << in_map;
    }
    EXPECT_EQ(yaml_of(Value("no")), "\"no\"\n");
    EXPECT_EQ(yaml_of(Value("two words")), "two words\n");
}

TEST(YamlWriter, ReadsBackWhatItWrote) {
    const auto& value = full_sample().anything;
    EXPECT_EQ(value_of(yaml_of(value)), value);
    const Value awkward = ValueMap{
        {std::string(3000, 'k'), 1},
        {"nested", ValueList{ValueList{ValueList{}, ValueList{1}}, ValueMap{{"a", ValueList{ValueMap{{"b", 0.1}}}}}}},
        {"numbers", ValueList{std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::int64_t>::min(),
                              1e300, 5e-324, -0.5, 1e15, 1e16, 1e17}}};
    EXPECT_EQ(value_of(yaml_of(awkward)), awkward) << yaml_of(awkward);
}

TEST(YamlWriter, OpensEncodedValues) {
    MsgpackWriter data;
    write(ValueMap{{"size", 1}}, data);
    YamlWriter writer(codec);
    writer.begin_map(1);
    writer.key("data");
    writer.encoded(data.bytes());
    writer.end_map();
    EXPECT_EQ(writer.text(), "data:\n  size: 1\n");
    writer.encoded("\xc1");
    EXPECT_TRUE(writer.failed());
}

}  // namespace
}  // namespace hf::testing
