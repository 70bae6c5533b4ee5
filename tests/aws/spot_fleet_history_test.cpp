// The recorded events of a Spot Fleet request as provider errors. The records have the form of the
// API reference.
#include "adapters/providers/aws/handlers/spot_fleet_history.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hf::aws {
namespace {

using enum ProviderErrorKind;

std::string record(const std::string& type, const std::string& code, const std::string& description = "") {
    return fmt::format(
        "<item><timestamp>2026-11-25T10:00:00.000Z</timestamp><eventType>{}</eventType><eventInformation>"
        "<eventSubType>{}</eventSubType><eventDescription>{}</eventDescription></eventInformation></item>",
        type, code, description);
}

std::optional<ProviderError> reason_of(const std::string& records) {
    pugi::xml_document document;
    const auto text = "<set>" + records + "</set>";
    EXPECT_TRUE(document.load_buffer(text.data(), text.size()));
    SpotFleetHistory history;
    for (const auto item : document.child("set").children("item")) history.add(item);
    return history.reason();
}

TEST(SpotFleetHistory, HasAKindForEachError) {
    const auto kind_of = [](const std::string& code) { return reason_of(record("error", code))->kind; };
    EXPECT_EQ(kind_of("spotInstanceCountLimitExceeded"), quota);
    EXPECT_EQ(kind_of("spotFleetRequestConfigurationInvalid"), invalid);
    EXPECT_EQ(kind_of("iamFleetRoleInvalid"), unauthorized);
    EXPECT_EQ(kind_of("allLaunchSpecsTemporarilyBlacklisted"), no_capacity);
}

TEST(SpotFleetHistory, NamesTheTemplatesField) {
    EXPECT_EQ(reason_of(record("error", "iamFleetRoleInvalid"))->message, "iamFleetRoleInvalid (template's fleetRole)");
    EXPECT_EQ(reason_of(record("error", "spotFleetRequestConfigurationInvalid", "m5.large: no such subnet"))->message,
              "spotFleetRequestConfigurationInvalid: m5.large: no such subnet (template's subnetId)");
    EXPECT_EQ(reason_of(record("information", "launchSpecUnusable"))->message,
              "launchSpecUnusable (template's maxSpotPrice)");
}

TEST(SpotFleetHistory, TakesTheWordsOfInformationAndTheKindOfErrors) {
    const auto looked_at_again = record("information", "launchSpecTemporarilyBlacklisted", "too many");
    const auto reason = reason_of(looked_at_again + record("error", "spotInstanceCountLimitExceeded") +
                                  looked_at_again + record("error", "allLaunchSpecsTemporarilyBlacklisted"));
    EXPECT_EQ(reason->kind, quota);
    EXPECT_EQ(reason->message,
              "launchSpecTemporarilyBlacklisted: too many; spotInstanceCountLimitExceeded; "
              "allLaunchSpecsTemporarilyBlacklisted")
        << "each once";
}

TEST(SpotFleetHistory, HasNoReasonInWhatWentWell) {
    EXPECT_FALSE(reason_of(""));
    EXPECT_FALSE(reason_of(record("fleetRequestChange", "active") + record("instanceChange", "launched")));
}

}  // namespace
}  // namespace hf::aws
