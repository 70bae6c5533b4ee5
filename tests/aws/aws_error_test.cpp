#include "adapters/providers/aws/api/aws_error.hpp"

#include <gtest/gtest.h>

namespace hf::aws {
namespace {

AwsError error(const std::string& code, int status = 400, const std::string& message = "words") {
    return {"RunInstances", code, message, status, true};
}

TEST(AwsErrors, MeanOneOfOurs) {
    using enum ProviderErrorKind;
    EXPECT_EQ(kind_of(error("RequestLimitExceeded", 503)), throttled);
    EXPECT_EQ(kind_of(error("InsufficientInstanceCapacity", 500)), no_capacity);
    EXPECT_EQ(kind_of(error("Unsupported")), no_capacity);
    EXPECT_EQ(kind_of(error("VcpuLimitExceeded")), quota);
    EXPECT_EQ(kind_of(error("SomethingNewLimitExceeded")), quota);
    EXPECT_EQ(kind_of(error("UnauthorizedOperation", 403)), unauthorized);
    EXPECT_EQ(kind_of(error("InternalError", 500)), unreachable);
    EXPECT_EQ(kind_of(error("WhatEverItIs", 502)), unreachable);
    EXPECT_EQ(kind_of(error("InvalidInstanceID.NotFound")), not_found);
    EXPECT_EQ(kind_of(error("InvalidAMIID.NotFound")), invalid) << "the template names it";
    EXPECT_EQ(kind_of(error("InvalidParameterValue")), invalid);
    EXPECT_EQ(kind_of(error("", 0)), unreachable);
}

TEST(AwsErrors, TellTheActionAndTheTemplatesField) {
    EXPECT_EQ(provider_error(error("InvalidAMIID.NotFound")).message,
              "RunInstances: InvalidAMIID.NotFound: words (template's imageId)");
    EXPECT_EQ(provider_error(error("UnauthorizedOperation", 403)).message,
              "RunInstances is not allowed to us: UnauthorizedOperation: words");
    EXPECT_EQ(field_of_template(error("InvalidParameterValue", 400, "Value (x) for parameter iamInstanceProfile.name")),
              "instanceProfile");
    EXPECT_EQ(field_of_template(error("InvalidSpotFleetRequestConfig", 400,
                                      "Parameter: SpotFleetRequestConfig.IamFleetRole is invalid.")),
              "fleetRole");
    EXPECT_EQ(field_of_template(error("InvalidSubnetID.NotFound")), "subnetId");
    EXPECT_EQ(field_of_template(error("UnauthorizedOperation", 403, "subnet")), "");
}

TEST(AwsErrors, AreOpenWhenNobodyKnowsWhatTheCallDid) {
    EXPECT_TRUE(error("", 0).open());
    EXPECT_TRUE(error("InternalError", 500).open());
    EXPECT_FALSE(error("InsufficientInstanceCapacity", 500).open());
    EXPECT_FALSE((AwsError{"RunInstances", "", "no connection", 0, false}.open()));
}

}  // namespace
}  // namespace hf::aws
