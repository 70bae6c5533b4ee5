// DaemonAtMoto: the base of tests of the whole way: the built hostfactoryd with a provider of type
// `aws` called "cloud", which reaches moto through a proxy.
//
//     class AwsDaemon : public DaemonAtMoto {
//     protected:
//         AwsDaemon() {
//             config_.lane.poll_ms = 200;
//             register_provider(cloud_);
//             create_every_way();
//         }
//     };
#pragma once

#include <gtest/gtest.h>

#include "tests/aws/fault_proxy.hpp"
#include "tests/aws/moto.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::aws::testing {

// A way to make machines, and the name of its template.
struct NamedWay {
    const char* name;
    const char* api;
    const char* fleet_type;
};

inline constexpr std::array every_way{NamedWay{"RunInstances", "RunInstances", ""},
                                      NamedWay{"EC2Fleet-instant", "EC2Fleet", "instant"},
                                      NamedWay{"EC2Fleet-request", "EC2Fleet", "request"},
                                      NamedWay{"EC2Fleet-maintain", "EC2Fleet", "maintain"},
                                      NamedWay{"SpotFleet-request", "SpotFleet", "request"},
                                      NamedWay{"SpotFleet-maintain", "SpotFleet", "maintain"},
                                      NamedWay{"ASG", "ASG", ""}};

inline constexpr auto fleet_role = "arn:aws:iam::123456789012:role/fleets";

class DaemonAtMoto : public ::testing::Test {
protected:
    explicit DaemonAtMoto(const system_test::RunningDaemon::Options& options = {}) : daemon_(options) {}

    void register_provider(const ProviderName& name);  // with the settings of config_
    void create(const CreateTemplate& tmpl);
    void create_every_way();

    // A template of one small machine type, without a limit.
    [[nodiscard]] CreateTemplate template_of(const std::string& id);

    Moto moto_;
    FaultProxy proxy_{moto_.url()};
    // Puts its keys into the environment before the daemon inherits that.
    AwsConfig config_ = config_for(proxy_.url());
    system_test::RunningDaemon daemon_;
    const ProviderName cloud_{"cloud"};
};

}  // namespace hf::aws::testing
