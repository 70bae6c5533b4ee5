#include "core/errors/findings.hpp"

#include <gtest/gtest.h>

#include "core/bus/message_type.hpp"

namespace hf::testing {
namespace {

Value finding(std::string field, std::string message) {
    return ValueMap{{"field", std::move(field)}, {"message", std::move(message)}};
}

TEST(Findings, AreOneErrorThatTellsThemAll) {
    const std::vector<Finding> findings{{"machine_count", "must be from 1 to 100, not 0"},
                                        {"tagz", "is not known here; did you mean \"tags\"?"}};
    const auto error = error_of(Code::validation_error, findings);
    EXPECT_EQ(error.code, Code::validation_error);
    EXPECT_EQ(error.field, "machine_count");
    EXPECT_EQ(error.message,
              "machine_count must be from 1 to 100, not 0; tagz is not known here; did you mean \"tags\"?");
    EXPECT_EQ(error.details.at("findings"),
              Value(ValueList{finding("machine_count", "must be from 1 to 100, not 0"),
                              finding("tagz", "is not known here; did you mean \"tags\"?")}));
}

TEST(Findings, WithoutAFieldAreOfTheWhole) {
    const auto error = error_of(Code::malformed, std::vector<Finding>{{"", "is cut short"}}, "the body");
    EXPECT_EQ(error.field, std::nullopt);
    EXPECT_EQ(error.message, "the body is cut short");
}

TEST(Findings, AreToldUpToANumber) {
    const std::vector<Finding> findings(1000, {"x", "is wrong"});
    const auto error = error_of(Code::validation_error, findings);
    const auto& told = *error.details.at("findings").as<ValueList>();
    EXPECT_EQ(told.size(), most_findings + 1);
    EXPECT_EQ(told.back(), finding("", "is wrong in more places"));
    EXPECT_TRUE(error.message.ends_with("x is wrong; it is wrong in more places"));
}

TEST(Findings, OfABodyAreMalformedOnlyWhereNothingInItIsToBlame) {
    EXPECT_EQ(undecodable(Problem{"", "must be a map, not 1", {}}).code, Code::malformed);
    EXPECT_EQ(undecodable(Problem{"", "must be a map, not 1", {}}).message, "the body must be a map, not 1");
    const auto both =
        undecodable(Problem{"tags", "must be a map, not 1", {{"priority", "must be from 0 to 9, not 10", {}}}});
    EXPECT_EQ(both.code, Code::validation_error);
    EXPECT_EQ(both.message, "tags must be a map, not 1; priority must be from 0 to 9, not 10");
}

}  // namespace
}  // namespace hf::testing
