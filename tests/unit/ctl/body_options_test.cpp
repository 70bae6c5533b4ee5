#include "ctl/body_options.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/catalogue.hpp"

namespace hf::ctl {
namespace {

const Verb& verb(std::string_view noun, std::string_view name) {
    const auto all = verbs();
    return *std::find_if(all.begin(), all.end(),
                         [&](const auto& each) { return each.noun == noun && each.verb == name; });
}

tl::expected<ValueMap, std::string> parsed(const Verb& row, std::vector<std::string> words) {
    CLI::App app;
    const BodyOptions options(app, row);
    std::reverse(words.begin(), words.end());
    app.parse(words);
    return options.body();
}

TEST(BodyOptions, TakesWhatIsRequiredByItsPlaceOrByItsName) {
    const ValueMap expected{{"template_id", "small"}, {"machine_count", 5}};
    EXPECT_EQ(parsed(verb("request", "create"), {"small", "5"}), expected);
    EXPECT_EQ(parsed(verb("request", "create"), {"--template-id", "small", "--machine-count", "5"}), expected);
    EXPECT_EQ(parsed(verb("request", "create"), {"--machine-count", "5", "small"}), expected);
}

TEST(BodyOptions, ARepeatedOptionLeavesThePositionalsAlone) {
    const auto body = parsed(verb("request", "create"), {"--tag", "a=1", "small", "--tags", "b=2", "5"});
    ASSERT_TRUE(body) << body.error();
    EXPECT_EQ(body->at("tags"), Value(ValueMap{{"a", "1"}, {"b", "2"}}));
    EXPECT_EQ(body->at("template_id"), Value("small"));
}

TEST(BodyOptions, TakesAListByItsPlace) {
    const auto body = parsed(verb("machine", "return"), {"i-1", "i-2", "--name", "host-3", "--ignore-unknown"});
    ASSERT_TRUE(body) << body.error();
    EXPECT_EQ(
        *body,
        (ValueMap{{"machine_ids", ValueList{"i-1", "i-2"}}, {"names", ValueList{"host-3"}}, {"ignore_unknown", true}}));
}

TEST(BodyOptions, SaysOnlyWhatTheUserSaid) {
    EXPECT_EQ(parsed(verb("template", "update"), {"small", "--no-active"}),
              (ValueMap{{"template_id", "small"}, {"active", false}}));
}

TEST(BodyOptions, ChecksByTheDescription) {
    EXPECT_EQ(parsed(verb("request", "create"), {"small"}).error(), "--machine-count is missing");
    EXPECT_EQ(parsed(verb("request", "create"), {"small", "0"}).error(), "--machine-count must be at least 1, not 0");
    EXPECT_EQ(parsed(verb("request", "create"), {"small", "1", "--template-id", "other"}).error(),
              "--template-id is given twice");
}

TEST(BodyOptions, AChangeHasNoDefaults) {
    CLI::App app;
    const BodyOptions options(app, verb("template", "update"));
    EXPECT_EQ(app.get_option("--price-type")->get_description().find("default"), std::string::npos);
    CLI::App other;
    const BodyOptions of_new(other, verb("template", "create"));
    EXPECT_NE(other.get_option("--price-type")->get_description().find("default ondemand"), std::string::npos);
}

TEST(Verbs, EveryMessageHasOne) {
    // Messages that another verb sends, or only programs send.
    const std::set<std::string_view> elsewhere{"AuditProvider",    "Describe",        "GetRequest",
                                               "GetRequestStatus", "ImportTemplates", "ReadEvents",
                                               "ReadSnapshot",     "ResumeSite",      "CheckUnknownMachines"};
    Catalogue commands;
    Catalogue queries;
    add_every_command(commands);
    add_every_query(queries);
    for (const auto& type : commands.types())
        EXPECT_TRUE(verb_of(type.name, true) || elsewhere.contains(type.name))
            << "the command " << type.name << " has no row in ctl/verbs.cpp";
    for (const auto& type : queries.types())
        EXPECT_TRUE(verb_of(type.name, false) || elsewhere.contains(type.name))
            << "the query " << type.name << " has no row in ctl/verbs.cpp";
}

TEST(Verbs, EveryPositionalAndColumnIsAField) {
    for (const auto& row : verbs()) {
        const auto known = [](const TypeInfo* type, std::string_view name) {
            return std::any_of(type->fields.begin(), type->fields.end(), [&](const auto& f) { return f.name == name; });
        };
        for (const auto name : row.positionals) EXPECT_TRUE(known(row.message.body, name)) << row.verb << ' ' << name;
        for (const auto& column : row.columns)
            EXPECT_TRUE(known(row.message.result->fields[0].type->element, column.field))
                << row.verb << ' ' << column.field;
    }
}

}  // namespace
}  // namespace hf::ctl
