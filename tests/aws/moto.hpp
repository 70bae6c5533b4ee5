// Moto: the moto server, an implementation of AWS's APIs that isn't ours, on a free port of this
// host. `./dev` installs it (tests/aws/requirements.txt).
//
//     Moto moto;
//     AwsConfig config; config.ec2_endpoint = moto.url();
//     EXPECT_EQ(moto.instances("running").size(), 10U);
#pragma once

#include <sys/types.h>

#include <memory>
#include <set>

#include "adapters/providers/aws/account.hpp"
#include "adapters/providers/aws/ec2/instances.hpp"

namespace hf::aws::testing {

class Moto {
public:
    Moto();
    ~Moto();
    Moto(const Moto&) = delete;
    Moto& operator=(const Moto&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    // As moto itself tells them, past any proxy: the ids of those in one of these states; all without.
    [[nodiscard]] std::set<std::string> instances(const std::set<std::string>& states = {"pending", "running"});
    [[nodiscard]] std::string tag_of(const std::string& instance, const std::string& key);
    [[nodiscard]] Caller& ec2() { return account_->ec2(); }
    // Launch templates, groups, and fleets that may still make machines.
    [[nodiscard]] std::size_t leftovers();
    // One of those that moto has from the start.
    [[nodiscard]] std::string image();
    [[nodiscard]] std::vector<std::string> subnets();

private:
    std::string url_;
    pid_t pid_ = -1;
    std::unique_ptr<Account> account_;
};

// One for all tests of a program that keep apart by their tokens and sites.
Moto& shared_moto();

// The key that moto takes, in this process's environment, and a provider's configuration with it.
AwsConfig config_for(const std::string& url);

}  // namespace hf::aws::testing
