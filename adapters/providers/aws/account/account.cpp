#include "adapters/providers/aws/account/account.hpp"

#include "adapters/providers/aws/account/chain.hpp"
#include "adapters/providers/aws/account/profile_credentials.hpp"

namespace hf::aws {

tl::expected<std::unique_ptr<Account>, std::string> Account::open(const AwsConfig& config,
                                                                  const Environment& environment) {
    auto region = config.region;
    for (const auto* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
        if (region.empty()) region = environment.get(variable).value_or("");
    if (region.empty()) region = profile_setting(environment, config.profile, "region").value_or("");
    if (region.empty()) return tl::make_unexpected("region must be set: neither environment nor profile have one");
    return std::make_unique<Account>(config, region, environment,
                                     std::make_unique<HttpClient>(HttpSettings{.ca_file = config.ca_file}));
}

Account::Account(const AwsConfig& config, const std::string& region, const Environment& environment,
                 std::unique_ptr<HttpClient> http)
    : http_(std::move(http)),
      credentials_(credentials_chain({config, region, environment}, *http_, pacing_, clock_), clock_),
      ec2_(*http_, ec2_service(region, config.ec2_endpoint), &credentials_, pacing_, clock_,
           std::chrono::milliseconds{config.timeout_ms}),
      auto_scaling_(*http_, auto_scaling_service(region, config.autoscaling_endpoint), &credentials_, pacing_, clock_,
                    std::chrono::milliseconds{config.timeout_ms}),
      ssm_(*http_, ssm_service(region, config.ssm_endpoint), &credentials_, pacing_, clock_,
           std::chrono::milliseconds{config.timeout_ms}),
      sts_(*http_, sts_service(region, config.sts_endpoint), &credentials_, pacing_, clock_,
           std::chrono::milliseconds{config.timeout_ms}) {}

}  // namespace hf::aws
