#include "ctl/plugin/input.hpp"

#include <gtest/gtest.h>

#include "ctl/value_text.hpp"

namespace hf::plugin {
namespace {

Value input(const std::string& json) { return ctl::value_from_text(json); }

TEST(PluginInput, ReadsAnOrder) {
    const auto wanted =
        read_wanted_machines(input(R"({"template": {"templateId": "Spot-Template-VM", "machineCount": 10}})"));
    ASSERT_TRUE(wanted);
    EXPECT_EQ(wanted->template_id, "Spot-Template-VM");
    EXPECT_EQ(wanted->count, 10U);
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": "3"}})"))->count, 3U);
}

TEST(PluginInput, SaysWhatAnOrderLacks) {
    EXPECT_EQ(read_wanted_machines(input("{}")).error(), "the input has no template");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"machineCount": 1}})")).error(),
              "template.templateId is missing");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a"}})")).error(),
              "template.machineCount is missing");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": -1}})")).error(),
              "template.machineCount must be at least 1, not -1");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": "0"}})")).error(),
              "template.machineCount must be at least 1, not 0");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": 4294967296}})")).error(),
              "template.machineCount must be from 1 to 4294967295, not 4294967296");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": 1.5}})")).error(),
              "template.machineCount must be a whole number, not 1.5");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": "3 or 4"}})")).error(),
              "template.machineCount must be a whole number, not \"3 or 4\"");
    EXPECT_EQ(read_wanted_machines(input(R"({"template": {"templateId": "a", "machineCount": [2]}})")).error(),
              "template.machineCount must be a whole number, not a list of 1");
}

TEST(PluginInput, TakesOneObjectForAList) {
    using Ids = std::vector<std::string>;
    EXPECT_EQ(read_request_ids(input(R"({"requests": [{"requestId": "req-1"}, {"requestId": "ret-2"}]})")),
              (Ids{"req-1", "ret-2"}));
    EXPECT_EQ(read_request_ids(input(R"({"requests": {"requestId": "req-1"}})")), Ids{"req-1"});
    EXPECT_FALSE(read_request_ids(input("{}")));
    EXPECT_FALSE(read_request_ids(input(R"({"requests": [{}]})")));
}

TEST(PluginInput, AMachineIsNamedByIdOrByName) {
    using Machines = std::vector<NamedMachine>;
    EXPECT_EQ(read_machines(input(R"({"machines": [{"name": "a", "machineId": "i-1"}, {"name": "b"}]})")),
              (Machines{{"i-1", "a"}, {"", "b"}}));
    EXPECT_EQ(read_machines(input(R"({"machines": {"name": "a", "machineId": null}})")), (Machines{{"", "a"}}));
    EXPECT_EQ(read_machines(input("{}")), Machines{});
    EXPECT_FALSE(read_machines(input(R"({"machines": [{}]})")));
}

}  // namespace
}  // namespace hf::plugin
