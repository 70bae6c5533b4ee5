#include "adapters/providers/aws/api/aws_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hf::aws {
namespace {

using enum ProviderErrorKind;

template <std::size_t N>
bool is_one_of(std::string_view code, const std::array<std::string_view, N>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

constexpr std::array<std::string_view, 9> throttling{"RequestLimitExceeded",
                                                     "Throttling",
                                                     "ThrottlingException",
                                                     "RequestThrottled",
                                                     "ThrottledException",
                                                     "RequestThrottledException",
                                                     "TooManyRequestsException",
                                                     "EC2ThrottledException",
                                                     "SlowDown"};

constexpr std::array<std::string_view, 10> capacity{"InsufficientInstanceCapacity",
                                                    "InsufficientHostCapacity",
                                                    "InsufficientReservedInstanceCapacity",
                                                    "InsufficientCapacity",
                                                    "InsufficientFreeAddressesInSubnet",
                                                    "SpotMaxPriceTooLow",
                                                    "Unsupported",
                                                    "UnfulfillableCapacity",
                                                    "InsufficientCapacityOnOutpost",
                                                    "InsufficientAddressCapacity"};

constexpr std::array<std::string_view, 7> quotas{
    "InstanceLimitExceeded", "VcpuLimitExceeded", "MaxSpotInstanceCountExceeded", "MaxSpotFleetRequestCountExceeded",
    "ResourceLimitExceeded", "LimitExceeded",     "ResourceCountExceeded"};

constexpr std::array<std::string_view, 18> authorisation{"UnauthorizedOperation",
                                                         "AuthFailure",
                                                         "AccessDenied",
                                                         "AccessDeniedException",
                                                         "InvalidClientTokenId",
                                                         "SignatureDoesNotMatch",
                                                         "IncompleteSignature",
                                                         "ExpiredToken",
                                                         "ExpiredTokenException",
                                                         "RequestExpired",
                                                         "OptInRequired",
                                                         "UnrecognizedClientException",
                                                         "MissingAuthenticationToken",
                                                         "NotAuthorized",
                                                         "Blocked",
                                                         "PendingVerification",
                                                         "NoCredentials",
                                                         "InvalidSecurityToken"};

// The service is down or its answer is still open. This includes a client token that was used with
// other parameters: an earlier call of this daemon took effect, which does not show yet.
constexpr std::array<std::string_view, 7> down{
    "IdempotentParameterMismatch", "InternalError",       "InternalFailure", "Unavailable",
    "ServiceUnavailable",          "InternalServerError", "RequestTimeout"};

struct FieldOfCode {
    std::string_view prefix;
    std::string_view field;
};

constexpr std::array field_of_code{
    FieldOfCode{"InvalidAMI", "imageId"},
    FieldOfCode{"InvalidSubnet", "subnetId"},
    FieldOfCode{"InsufficientFreeAddresses", "subnetId"},
    FieldOfCode{"InvalidGroup", "securityGroupIds"},
    FieldOfCode{"InvalidSecurityGroup", "securityGroupIds"},
    FieldOfCode{"InvalidKeyPair", "keyName"},
    FieldOfCode{"InvalidLaunchTemplate", "launchTemplateId"},
    FieldOfCode{"InvalidPlacementGroup", "pgrpName"},
    FieldOfCode{"InvalidInstanceType", "vmTypes"},
    FieldOfCode{"InvalidBlockDeviceMapping", "rootDeviceVolumeSize"},
    FieldOfCode{"InvalidUserData", "userDataScript"},
    FieldOfCode{"InvalidIamInstanceProfile", "instanceProfile"},
    FieldOfCode{"SpotMaxPriceTooLow", "maxSpotPrice"},
    FieldOfCode{"ParameterNotFound", "imageId"},
};

// For codes that only say that some parameter is wrong.
constexpr std::array field_of_word{
    FieldOfCode{"IamFleetRole", "fleetRole"},
    FieldOfCode{"InstanceRequirements", "abisInstanceRequirements"},
    FieldOfCode{"SpotPrice", "maxSpotPrice"},
    FieldOfCode{"iamInstanceProfile", "instanceProfile"},
    FieldOfCode{"IamInstanceProfile", "instanceProfile"},
    FieldOfCode{"InstanceType", "vmTypes"},
    FieldOfCode{"instance type", "vmTypes"},
    FieldOfCode{"subnet", "subnetId"},
    FieldOfCode{"security group", "securityGroupIds"},
    FieldOfCode{"iops", "iops"},
    FieldOfCode{"VolumeType", "volumeType"},
};

bool is_about_some_parameter(std::string_view code) {
    return code.starts_with("InvalidParameter") || code == "ValidationError" ||
           code == "InvalidSpotFleetRequestConfig" || code == "InvalidFleetConfig";
}

}  // namespace

bool AwsError::throttled() const { return is_one_of(code, throttling); }

bool AwsError::expired_credentials() const {
    return code == "ExpiredToken" || code == "ExpiredTokenException" || code == "RequestExpired";
}

bool AwsError::no_such_action() const { return code == "InvalidAction"; }

bool AwsError::open() const {
    if (!answered()) return sent;
    return kind_of(*this) == unreachable;
}

ProviderErrorKind kind_of(const AwsError& error) {
    const std::string_view code = error.code;
    if (!error.answered()) return unreachable;
    if (error.throttled()) return throttled;
    // Check these before the status: EC2 reports a lack of capacity with status 500.
    if (is_one_of(code, capacity)) return no_capacity;
    if (is_one_of(code, quotas) || code.ends_with("LimitExceeded")) return quota;
    if (is_one_of(code, authorisation)) return unauthorized;
    if (is_one_of(code, down) || error.status >= 500) return unreachable;
    // If a template names something that does not exist, the template is wrong.
    if ((code.ends_with("NotFound") || code.ends_with(".Unknown")) && field_of_template(error).empty())
        return not_found;
    return invalid;
}

std::string_view field_of_template(const AwsError& error) {
    for (const auto& [prefix, field] : field_of_code)
        if (std::string_view(error.code).starts_with(prefix)) return field;
    if (!is_about_some_parameter(error.code)) return {};
    for (const auto& [word, field] : field_of_word)
        if (error.message.find(word) != std::string::npos) return field;
    return {};
}

ProviderError provider_error(const AwsError& error) {
    const auto kind = kind_of(error);
    const auto request = error.request_id.empty() ? std::string{} : fmt::format(" [AWS request {}]", error.request_id);
    if (!error.answered()) return {kind, fmt::format("{}: {}{}", error.action, error.message, request)};
    auto text = fmt::format("{}{}: {}: {}", error.action, kind == unauthorized ? " is not allowed to us" : "",
                            error.code, error.message);
    if (const auto field = field_of_template(error); !field.empty()) text += fmt::format(" (template's {})", field);
    return {kind, std::move(text) + request};
}

}  // namespace hf::aws
