#include "ctl/field_option.hpp"

#include <gmock/gmock.h>

#include "core/commands/create_request.hpp"
#include "core/commands/create_template.hpp"
#include "core/commands/return_machines.hpp"
#include "core/queries/list_machines.hpp"
#include "ctl/cell.hpp"

namespace hf::ctl {
namespace {

template <class M>
FieldOption option(std::string_view name) {
    static const M defaults;
    return {*field_of(&type_of<M>, name), &defaults};
}

using testing::ElementsAre;

TEST(FieldOption, IsNamedAfterItsField) {
    EXPECT_THAT(option<CreateRequest>("machine_count").flags(), ElementsAre("--machine-count"));
    EXPECT_EQ(option<CreateRequest>("machine_count").argument(), "N");
    EXPECT_EQ(option<CreateRequest>("template_id").argument(), "TEMPLATE_ID");
}

TEST(FieldOption, ListsAndMapsGoByTheirSingularToo) {
    EXPECT_THAT(option<ReturnMachines>("machine_ids").flags(), ElementsAre("--machine-ids", "--machine-id"));
    EXPECT_THAT(option<CreateRequest>("tags").flags(), ElementsAre("--tags", "--tag"));
    EXPECT_EQ(option<ReturnMachines>("machine_ids").argument(), "MACHINE_ID");
    EXPECT_EQ(option<CreateRequest>("tags").argument(), "KEY=VALUE");
}

TEST(FieldOption, TellsBoundsChoicesAndDefaults) {
    EXPECT_EQ(option<CreateRequest>("priority").help(), "higher goes first (0 to 9; default 0)");
    EXPECT_EQ(option<ListMachines>("limit").help(), "most items in the answer (1 to 1000; default 50)");
    EXPECT_EQ(option<CreateTemplate>("price_type").help(),
              "how machines are paid for (ondemand, spot, heterogeneous; default ondemand)");
    EXPECT_EQ(option<CreateRequest>("template_id").help(), "the template to make machines of (required)");
}

TEST(FieldOption, MakesValuesOfTheFieldsType) {
    ValueMap body;
    EXPECT_FALSE(option<CreateRequest>("machine_count").add("5", body));
    EXPECT_FALSE(option<CreateRequest>("user_id").add("5", body));
    EXPECT_FALSE(option<CreateRequest>("tags").add("team=a=b", body));
    EXPECT_FALSE(option<CreateRequest>("tags").add("size=5", body));
    EXPECT_EQ(body,
              (ValueMap{{"machine_count", 5}, {"user_id", "5"}, {"tags", ValueMap{{"team", "a=b"}, {"size", "5"}}}}));
}

TEST(FieldOption, TakesJsonForWhatIsNotOursToKnow) {
    const auto configuration = option<CreateTemplate>("configuration");
    ValueMap body;
    EXPECT_FALSE(configuration.add("command=[\"/bin/sleep\", \"60\"]", body));
    EXPECT_FALSE(configuration.add("type=X86_64", body));
    EXPECT_FALSE(configuration.add("count=4", body));
    EXPECT_FALSE(configuration.add("version=\"4\"", body));
    EXPECT_EQ(body["configuration"],
              Value(ValueMap{
                  {"command", ValueList{"/bin/sleep", "60"}}, {"type", "X86_64"}, {"count", 4}, {"version", "4"}}));
    EXPECT_EQ(configuration.file_flag(), "--configuration-file");
    EXPECT_EQ(option<CreateRequest>("tags").file_flag(), std::nullopt);
}

TEST(FieldOption, TakesAWholeObjectForAMapOfValues) {
    const auto configuration = option<CreateTemplate>("configuration");
    ValueMap body;
    EXPECT_FALSE(configuration.add("version=4", body));
    EXPECT_FALSE(configuration.add(R"({"command": ["sh", "-c", "a=b"], "version": 5})", body));
    EXPECT_EQ(body["configuration"], Value(ValueMap{{"command", ValueList{"sh", "-c", "a=b"}}, {"version", 5}}));
    EXPECT_EQ(configuration.add(R"({"command": ["a=b")", body),
              R"(must be KEY=VALUE or an object of JSON, not "{"command": ["a=b"")");
}

TEST(FieldOption, TakesJsonForEachObjectOfAList) {
    const auto sources = option<CreateTemplate>("sources");
    EXPECT_THAT(sources.flags(), ElementsAre("--sources", "--source"));
    EXPECT_EQ(sources.argument(), "JSON");
    EXPECT_EQ(sources.file_flag(), "--sources-file");
    ValueMap body;
    EXPECT_FALSE(sources.add(R"({"provider": "local", "weight": 2})", body));
    EXPECT_FALSE(sources.add(R"({"provider": "spare"})", body));
    EXPECT_EQ(body["sources"],
              Value(ValueList{ValueMap{{"provider", "local"}, {"weight", 2}}, ValueMap{{"provider", "spare"}}}));
}

TEST(FieldOption, SaysWhatIsWrong) {
    ValueMap body;
    EXPECT_EQ(option<CreateRequest>("machine_count").add("five", body), "must be a whole number, not \"five\"");
    EXPECT_EQ(option<CreateRequest>("machine_count").add("5x", body), "must be a whole number, not \"5x\"");
    EXPECT_EQ(option<CreateRequest>("tags").add("alone", body), "must be KEY=VALUE, not \"alone\"");
}

TEST(FieldOption, KnowsWhatMayStandThere) {
    EXPECT_EQ(option<CreateTemplate>("price_type").offer().words,
              (std::vector<std::string>{"ondemand", "spot", "heterogeneous"}));
    EXPECT_EQ(option<CreateRequest>("template_id").offer().ids_of, "template id");
    EXPECT_EQ(option<ReturnMachines>("machine_ids").offer().ids_of, "machine id");
    EXPECT_EQ(option<ListMachines>("machine_ids").offer().ids_of, "machine id");
    EXPECT_TRUE(option<CreateRequest>("machine_count").offer().empty());
    EXPECT_TRUE(option<CreateRequest>("tags").offer().empty());
}

TEST(FieldOption, ListsGrow) {
    ValueMap body;
    EXPECT_FALSE(option<ReturnMachines>("machine_ids").add("i-1", body));
    EXPECT_FALSE(option<ReturnMachines>("machine_ids").add("i-2", body));
    EXPECT_EQ(body["machine_ids"], Value(ValueList{"i-1", "i-2"}));
}

}  // namespace
}  // namespace hf::ctl
