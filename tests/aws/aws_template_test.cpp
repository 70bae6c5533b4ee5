#include "adapters/providers/aws/template/aws_template.hpp"

#include <gtest/gtest.h>

namespace hf::aws {
namespace {

using Words = std::vector<std::string>;

Words findings(const ValueMap& configuration) {
    Words result;
    const auto read = read_aws_template(configuration);
    if (!read)
        for (const auto& [field, message] : read.error()) result.push_back(field + ": " + message);
    return result;
}

LaunchSpecification read(ValueMap configuration) {
    configuration.emplace("imageId", "ami-1");
    configuration.emplace("vmType", "m5.large");
    auto made = read_aws_template(configuration);
    EXPECT_TRUE(made);
    return made ? *made : LaunchSpecification{};
}

TEST(AwsTemplate, ReadsWhatSitesWrite) {
    EXPECT_EQ(read({{"subnetId", "subnet-1"}}).subnets, Words{"subnet-1"});
    EXPECT_EQ(read({{"subnetId", "subnet-1, subnet-2"}}).subnets, (Words{"subnet-1", "subnet-2"}));
    EXPECT_EQ(read({{"subnetId", ValueList{"subnet-1", "subnet-2"}}}).subnets, (Words{"subnet-1", "subnet-2"}));
    EXPECT_EQ(read({{"vmTypes", ValueMap{{"c5.large", 1}, {"m5.large", 2}}}}).types, (Words{"m5.large", "c5.large"}));
    EXPECT_EQ(read({{"maxSpotPrice", 0.25}}).max_spot_price, "0.25");
    EXPECT_EQ(read({{"maxSpotPrice", "0.25"}}).max_spot_price, "0.25");
    EXPECT_EQ(read({{"allocationStrategy", "capacityOptimized"}}).allocation_strategy, "capacity-optimized");
    EXPECT_EQ(findings({{"imageId", "ami-1"}, {"vmType", "t3.micro"}, {"rank", 3}, {"priceInfo", "x"}}), Words{});
}

TEST(AwsTemplate, OrdersTypesByTheirPlaces) {
    const auto made = read_aws_template({{"imageId", "ami-1"},
                                         {"vmTypes", ValueMap{{"a", 1}, {"b", 1}, {"c", 1}}},
                                         {"vmTypesPriority", ValueMap{{"c", 1}, {"a", 2}}}});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->types, (Words{"c", "a", "b"}));
}

TEST(AwsTemplate, TellsEverythingThatIsWrong) {
    EXPECT_EQ(findings({}), (Words{"imageId: must be given, unless a launchTemplateId has it",
                                   "vmTypes: must name an instance type, unless a launchTemplateId has it"}));
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}}), Words{});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"imageid", "ami-1"}}),
              Words{"imageid: is not known here; did you mean \"imageId\"?"});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"nativeSpec", ValueMap{{"ClientToken", "x"}}}}),
              Words{"nativeSpec.ClientToken: is set by hostfactory itself"});
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"subnetId", 7}}).size(), 1U);
    EXPECT_EQ(findings({{"launchTemplateId", "lt-1"}, {"maxSpotPrice", "cheap"}}).size(), 1U);
}

}  // namespace
}  // namespace hf::aws
