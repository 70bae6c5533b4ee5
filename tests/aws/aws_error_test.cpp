#include "adapters/providers/aws/api/aws_error.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "adapters/providers/aws/api/error_codes.hpp"
#include "core/messages/describe.hpp"
#include "tests/support/places.hpp"

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
    EXPECT_EQ(kind_of(error("ReservationCapacityExceeded")), no_capacity);
    EXPECT_EQ(kind_of(error("SpotMaxPriceTooLow")), no_capacity);
    EXPECT_EQ(kind_of(error("VcpuLimitExceeded")), quota);
    EXPECT_EQ(kind_of(error("MaxFleetCountExceeded")), quota);
    EXPECT_EQ(kind_of(error("UnauthorizedOperation", 403)), unauthorized);
    EXPECT_EQ(kind_of(error("AuthFailure", 401)), credentials);
    EXPECT_EQ(kind_of(error("PendingVerification")), credentials);
    EXPECT_EQ(kind_of(error("InternalError", 500)), unreachable);
    EXPECT_EQ(kind_of(error("WhatEverItIs", 502)), unreachable);
    EXPECT_EQ(kind_of(error("InvalidInstanceID.NotFound")), not_found);
    EXPECT_EQ(kind_of(error("InvalidAMIID.NotFound")), invalid) << "the template names it";
    EXPECT_EQ(kind_of(error("InvalidParameterValue")), invalid);
    EXPECT_EQ(kind_of(error("IdempotentInstanceTerminated")), throttled) << "another launch has another token";
    EXPECT_EQ(kind_of(error("", 0)), unreachable);
}

TEST(AwsErrors, ThatNobodyKnowsAreNotTheTemplatesFault) {
    using enum ProviderErrorKind;
    for (const auto* code : {"WhatEverItIs", "SomethingNewLimitExceeded", "InvalidNovelty.NotFound"}) {
        EXPECT_EQ(kind_of(error(code)), other) << code;
        EXPECT_EQ(provider_error(error(code)).message, fmt::format("RunInstances: {}: words", code));
    }
    EXPECT_FALSE(is_hopeless(other)) << "they are tried again";
}

TEST(AwsErrors, TellTheActionAndTheTemplatesField) {
    EXPECT_EQ(provider_error(error("InvalidAMIID.NotFound")).message,
              "RunInstances: InvalidAMIID.NotFound: words (template's imageId)");
    EXPECT_EQ(provider_error(error("UnauthorizedOperation", 403)).message,
              "RunInstances is not allowed to us: UnauthorizedOperation: words");
    EXPECT_EQ(provider_error(error("AuthFailure", 401)).message,
              "RunInstances is not allowed: our credentials are not accepted: AuthFailure: words");
    auto with_id = error("TagLimitExceeded");
    with_id.request_id = "r-7";
    EXPECT_EQ(provider_error(with_id).message,
              "RunInstances: TagLimitExceeded: words (template's tags) [AWS request r-7]");
    EXPECT_EQ(field_of_template(error("InvalidParameterValue", 400, "Value (x) for parameter iamInstanceProfile.name")),
              "instanceProfile");
    EXPECT_EQ(field_of_template(error("InvalidSpotFleetRequestConfig", 400,
                                      "Parameter: SpotFleetRequestConfig.IamFleetRole is invalid.")),
              "fleetRole");
    EXPECT_EQ(field_of_template(error("InvalidSubnetID.NotFound")), "subnetId");
    EXPECT_EQ(field_of_template(error("UnauthorizedOperation", 403, "subnet")), "");
    const auto of_others = error("AuthFailure", 401, "Not authorized for images: [ami-1]");
    EXPECT_EQ(kind_of(of_others), ProviderErrorKind::invalid);
    EXPECT_EQ(field_of_template(of_others), "imageId");
}

TEST(AwsErrors, AreOpenWhenNobodyKnowsWhatTheCallDid) {
    EXPECT_TRUE(error("", 0).open());
    EXPECT_TRUE(error("InternalError", 500).open());
    EXPECT_FALSE(error("InsufficientInstanceCapacity", 500).open());
    EXPECT_FALSE((AwsError{"RunInstances", "", "no connection", 0, false}.open()));
}

TEST(ErrorCodes, StandInTheDocument) {
    std::ifstream file(hf::testing::source("docs/AWS.md"));
    std::set<std::string> there;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) inside = line == "## Error codes";
        if (inside && line.starts_with("| `")) there.insert(line);
    }
    for (const auto& [code, kind, field, source] : error_codes()) {
        const auto row = fmt::format("| `{}` | {} | {} | {} |", code, name_of(kind),
                                     field.empty() ? "" : fmt::format("`{}`", field), in_words(source));
        EXPECT_EQ(there.erase(row), 1U) << "docs/AWS.md lacks the line\n" << row;
        EXPECT_EQ(error_code(code)->code, code);
    }
    for (const auto& row : there) ADD_FAILURE() << "docs/AWS.md has a line too many\n" << row;
}

}  // namespace
}  // namespace hf::aws
