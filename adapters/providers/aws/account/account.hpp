// Account: the services of an AWS account in one region, called with this provider's credentials.
//
//     auto account = Account::open(config, Environment::of_this_process());
//     if (!account) …   // why, in words
//     auto answer = (*account)->ec2().query("DescribeRegions", {});
//
// Thread-safe.
#pragma once

#include "adapters/providers/aws/account/aws_config.hpp"
#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/credentials/environment.hpp"
#include "adapters/system/system_clock.hpp"

namespace hf::aws {

class Account {
public:
    // Opens the account without any network traffic.
    static tl::expected<std::unique_ptr<Account>, std::string> open(const AwsConfig& config,
                                                                    const Environment& environment);

    Account(const AwsConfig& config, const std::string& region, const Environment& environment,
            std::unique_ptr<HttpClient> http);
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;

    [[nodiscard]] Caller& ec2() { return ec2_; }
    [[nodiscard]] Caller& auto_scaling() { return auto_scaling_; }
    [[nodiscard]] Caller& ssm() { return ssm_; }
    [[nodiscard]] Caller& sts() { return sts_; }
    [[nodiscard]] Leaving& leaving() { return http_->leaving(); }
    [[nodiscard]] CurrentCredentials& credentials() { return credentials_; }
    [[nodiscard]] const Clock& clock() const { return clock_; }

private:
    SystemClock clock_;
    const std::unique_ptr<HttpClient> http_;
    Pacing pacing_;
    CurrentCredentials credentials_;
    Caller ec2_;
    Caller auto_scaling_;
    Caller ssm_;
    Caller sts_;
};

}  // namespace hf::aws
