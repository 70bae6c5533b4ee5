// AwsConfig: the settings of a provider of type `aws`: an account and a region of AWS, or of
// another cloud with EC2's API.
//
//     providers:
//       - {name: cloud, type: aws, region: eu-west-1, profile: hostfactory}
#pragma once

#include "adapters/providers/aws/template/cpus.hpp"
#include "core/domain/values/secret_reference.hpp"
#include "core/ports/lane_settings.hpp"

namespace hf::aws {

struct AwsConfig {
    LaneSettings lane{.max_calls = 8, .calls_per_second = 20, .poll_ms = 10'000, .machines_per_call = 100};
    std::string region;
    std::string profile;
    std::optional<SecretReference> access_key_id;
    std::optional<SecretReference> secret_access_key;
    std::optional<SecretReference> session_token;
    std::string role_arn;
    std::string external_id;
    std::string ec2_endpoint;
    std::string autoscaling_endpoint;
    std::string ssm_endpoint;
    std::string sts_endpoint;
    std::string metadata_endpoint = "http://169.254.169.254";
    std::string ca_file;
    std::uint32_t timeout_ms = 30'000;
    std::uint32_t settle_ms = 5'000;
    std::uint32_t gather_s = 120;
    std::uint32_t missing_s = 60;
    std::uint32_t unavailable_s = 180;
    std::uint32_t impaired_s = 300;
    std::uint32_t on_demand_before_s = 300;
    Cpus ncpus = Cpus::cores;

    static constexpr auto describe = message(
        "AwsConfig", "How a provider of type aws is set up.", flat<&AwsConfig::lane>(),
        field<&AwsConfig::region>("region",
                                  "aws: where machines are made; without it that of the environment or of "
                                  "the profile")
            .optional()
            .at_most(64),
        field<&AwsConfig::profile>("profile", "aws: the profile of the shared files that the credentials are in")
            .optional()
            .at_most(256),
        field<&AwsConfig::access_key_id>("access_key_id",
                                         "aws: a reference to the key's id; without it the usual chain is followed"),
        field<&AwsConfig::secret_access_key>("secret_access_key", "aws: a reference to the key itself"),
        field<&AwsConfig::session_token>("session_token",
                                         "aws: a reference to the session's token, where there is one"),
        field<&AwsConfig::role_arn>("role_arn", "aws: a role that is assumed with these credentials")
            .optional()
            .at_most(2048),
        field<&AwsConfig::external_id>("external_id", "aws: the external id that the role's owner requires")
            .optional()
            .at_most(1224),
        field<&AwsConfig::ec2_endpoint>("ec2_endpoint", "aws: where EC2 is, in place of the region's own address")
            .optional()
            .at_most(1024),
        field<&AwsConfig::autoscaling_endpoint>("autoscaling_endpoint", "aws: the same for Auto Scaling")
            .optional()
            .at_most(1024),
        field<&AwsConfig::ssm_endpoint>("ssm_endpoint", "aws: the same for Systems Manager").optional().at_most(1024),
        field<&AwsConfig::sts_endpoint>("sts_endpoint", "aws: the same for the Security Token Service")
            .optional()
            .at_most(1024),
        field<&AwsConfig::metadata_endpoint>("metadata_endpoint", "aws: the same for the instance's metadata service")
            .optional()
            .at_most(1024),
        field<&AwsConfig::ca_file>("ca_file", "aws: the certificates that are trusted, in place of the system's")
            .optional()
            .at_most(4096),
        field<&AwsConfig::timeout_ms>("timeout_ms", "aws: most time for one call").optional().between(100, 600'000),
        field<&AwsConfig::settle_ms>("settle_ms",
                                     "aws: how long after an unanswered launch its machines may take to show")
            .optional()
            .between(0, 300'000),
        field<&AwsConfig::gather_s>("gather_s", "aws: how long the machines of a fleet or a group are waited for")
            .optional()
            .between(1, 3'600),
        field<&AwsConfig::missing_s>("missing_s", "aws: how long a machine that EC2 doesn't show is waited for")
            .optional()
            .between(0, 3'600),
        field<&AwsConfig::unavailable_s>(
            "unavailable_s", "aws: how long an offering (type, subnet, price) that was unavailable is left alone")
            .optional()
            .between(0, 86'400),
        field<&AwsConfig::impaired_s>(
            "impaired_s", "aws: how long a machine's status checks may fail before there is a return notice")
            .optional()
            .between(0, 86'400),
        field<&AwsConfig::on_demand_before_s>(
            "on_demand_before_s",
            "aws: of a heterogeneous request, so many seconds before its deadline what spot can't give is asked for on "
            "demand")
            .optional()
            .between(0, 86'400),
        field<&AwsConfig::ncpus>(
            "ncpus",
            "aws: what is reported to schedulers as ncpus where a template doesn't say: the cores of "
            "its instance type, or its threads")
            .optional());
};

}  // namespace hf::aws
