// Moto: the moto server, an independent implementation of AWS's APIs, on a free port of this host.
// `./dev` installs it (tests/aws/requirements.txt).
//
//     Moto moto;
//     AwsConfig config; config.ec2_endpoint = moto.url();
//     EXPECT_EQ(moto.instances("running").size(), 10U);
#pragma once

#include <sys/types.h>

#include <memory>
#include <set>

#include "adapters/providers/aws/account/account.hpp"
#include "adapters/providers/aws/ec2/instances.hpp"

namespace hf::aws::testing {

class Moto {
public:
    Moto();
    ~Moto();
    Moto(const Moto&) = delete;
    Moto& operator=(const Moto&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    // The ids of moto's instances in one of these states, or of all if none is given; asked past any proxy.
    [[nodiscard]] std::set<std::string> instances(const std::set<std::string>& states = {"pending", "running"});
    [[nodiscard]] std::string tag_of(const std::string& instance, const std::string& key);
    [[nodiscard]] Caller& ec2() { return account_->ec2(); }
    // The number of launch templates, groups, and fleets that may still make machines.
    [[nodiscard]] std::size_t leftovers();
    // One of the images that moto has from the start.
    [[nodiscard]] std::string image();
    [[nodiscard]] std::vector<std::string> subnets();

private:
    std::string url_;
    pid_t pid_ = -1;
    std::unique_ptr<Account> account_;
};

// All tests of a program share one moto; each test has its own token and site.
Moto& shared_moto();

// Puts the key that moto accepts into this process's environment, and returns a configuration that uses it.
AwsConfig config_for(const std::string& url);

}  // namespace hf::aws::testing
