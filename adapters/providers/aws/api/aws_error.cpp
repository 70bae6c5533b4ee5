#include "adapters/providers/aws/api/aws_error.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/providers/aws/api/error_codes.hpp"

namespace hf::aws {
namespace {

using enum ProviderErrorKind;

struct FieldOfWord {
    std::string_view word;
    std::string_view field;
};

// For codes that only say that some parameter is wrong.
constexpr std::array field_of_word{
    FieldOfWord{"IamFleetRole", "fleetRole"},
    FieldOfWord{"CapacityReservation", "capacityReservation"},
    FieldOfWord{"AssociatePublicIpAddress", "publicIp"},
    FieldOfWord{"InstanceRequirements", "abisInstanceRequirements"},
    FieldOfWord{"SpotPrice", "maxSpotPrice"},
    FieldOfWord{"iamInstanceProfile", "instanceProfile"},
    FieldOfWord{"IamInstanceProfile", "instanceProfile"},
    FieldOfWord{"InstanceType", "vmTypes"},
    FieldOfWord{"instance type", "vmTypes"},
    FieldOfWord{"subnet", "subnetId"},
    FieldOfWord{"security group", "securityGroupIds"},
    FieldOfWord{"iops", "iops"},
    FieldOfWord{"VolumeType", "volumeType"},
};

bool is_about_some_parameter(std::string_view code) {
    return code.starts_with("InvalidParameter") || code == "ValidationError" ||
           code == "InvalidSpotFleetRequestConfig" || code.starts_with("InvalidFleetConfig");
}

// EC2 has one code for keys that it does not believe, and for an image of somebody else's.
bool is_about_an_image(const AwsError& error) {
    return error.code == "AuthFailure" && error.message.find("image") != std::string::npos;
}

std::string_view refusal_in_words(ProviderErrorKind kind) {
    if (kind == unauthorized) return " is not allowed to us";
    return kind == credentials ? " is not allowed: our credentials are not accepted" : "";
}

}  // namespace

bool AwsError::throttled() const { return answered() && kind_of(*this) == ProviderErrorKind::throttled; }

bool AwsError::expired_credentials() const {
    return code == "ExpiredToken" || code == "ExpiredTokenException" || code == "RequestExpired";
}

bool AwsError::no_such_action() const { return code == "InvalidAction"; }

bool AwsError::open() const {
    if (!answered()) return sent;
    return kind_of(*this) == unreachable;
}

ProviderErrorKind kind_of(const AwsError& error) {
    if (!error.answered()) return unreachable;
    if (is_about_an_image(error)) return invalid;
    // The table goes first: EC2 reports a lack of capacity with status 500.
    if (const auto* known = error_code(error.code)) return known->kind;
    return error.status >= 500 ? unreachable : other;
}

std::string_view field_of_template(const AwsError& error) {
    if (is_about_an_image(error)) return "imageId";
    if (const auto* known = error_code(error.code); known && !known->field.empty()) return known->field;
    if (!is_about_some_parameter(error.code)) return {};
    for (const auto& [word, field] : field_of_word)
        if (error.message.find(word) != std::string::npos) return field;
    return {};
}

ProviderError provider_error(const AwsError& error) {
    const auto kind = kind_of(error);
    const auto request = error.request_id.empty() ? std::string{} : fmt::format(" [AWS request {}]", error.request_id);
    if (!error.answered()) return {kind, fmt::format("{}: {}{}", error.action, error.message, request)};
    auto text = fmt::format("{}{}: {}: {}", error.action, refusal_in_words(kind), error.code, error.message);
    if (const auto field = field_of_template(error); !field.empty()) text += fmt::format(" (template's {})", field);
    return {kind, std::move(text) + request};
}

ProviderError error_of_open_launch(const AwsError& error) {
    using enum ProviderErrorKind;
    auto [kind, message, refusal] = provider_error(error);
    if (kind == credentials || kind == unauthorized) refusal = kind;
    return {unreachable, std::move(message), refusal};
}

}  // namespace hf::aws
