// The AWS provider keeps the contract of all providers, before moto. Two of its other ways to make machines do so in
// the soak, since moto is slow; what P6 asks of each way is tested by aws_provider_test.cpp.
#include "adapters/providers/aws/aws_provider.hpp"
#include "adapters/providers/aws/aws_type.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "tests/aws/fault_proxy.hpp"
#include "tests/aws/moto.hpp"
#include "tests/contract/provider_contract.hpp"

namespace hf::testing {
namespace {

using namespace aws;
using namespace aws::testing;

struct OfRunInstances {
    static constexpr auto api = "RunInstances";
    static constexpr auto call = "RunInstances";  // the one that makes machines
};
struct OfInstantFleet {
    static constexpr auto api = "EC2Fleet";
    static constexpr auto call = "CreateFleet";
};
struct OfAutoScalingGroup {
    static constexpr auto api = "ASG";
    static constexpr auto call = "CreateAutoScalingGroup";
};

template <class Way>
class AwsHarness {
public:
    Provider& provider() { return *providers_.front(); }
    Provider& restarted() { return *providers_.emplace_back(make()); }
    static Capabilities capabilities() { return AwsType().capabilities(); }

    static LaunchSpec order() {
        LaunchSpec order;
        order.provider_api = Way::api;
        order.price_type = "ondemand";
        order.configuration = {
            {"imageId", shared_moto().image()}, {"vmType", "t3.micro"}, {"subnetId", shared_moto().subnets().at(0)}};
        return order;
    }
    LaunchSpec refused(LaunchSpec order) {
        proxy_.next(Way::call, refusal("InvalidSubnetID.NotFound", 400));
        return order;
    }
    // EC2 asks nobody for how long a machine may take to end.
    static LaunchSpec stubborn(LaunchSpec order) { return order; }
    // Moto's groups lower their target by a machine's number and not by its weight. What the other ways make of units
    // is tested by aws_provider_test.cpp.
    static LaunchSpec in_units(LaunchSpec order) {
        if (Way::api != std::string_view("RunInstances")) return order;
        order.configuration.erase("vmType");
        order.configuration.emplace("vmTypes", ValueMap{{"t3.large", 4}, {"t3.small", 2}});
        return order;
    }
    [[nodiscard]] const ProviderType& type() const { return type_; }
    void launch_unheard(const LaunchSpec& order) {
        proxy_.next(Way::call, drop_reply);
        EXPECT_EQ(provider().launch(order).error.value_or(ProviderError{}).kind, ProviderErrorKind::unreachable);
    }
    static void kill(const std::string& id) {
        EXPECT_TRUE(shared_moto().ec2().query("TerminateInstances", Form().add("InstanceId.1", id)));
    }
    static std::multiset<std::string> living(const std::string& site) {
        const auto there = Instances(shared_moto().ec2()).tagged(tag::site, site, Living::only);
        EXPECT_TRUE(there);
        std::multiset<std::string> ids;
        if (there)
            for (const auto& machine : *there) ids.insert(machine.id);
        return ids;
    }

    ~AwsHarness() { EXPECT_EQ(shared_moto().leftovers(), 0U) << "what made machines is still there"; }

private:
    std::unique_ptr<AwsProvider> make() {
        return std::make_unique<AwsProvider>(std::move(*Account::open(config_, Environment::of_this_process())),
                                             config_);
    }

    AwsType type_;
    FaultProxy proxy_{shared_moto().url()};
    const AwsConfig config_ = config_for(proxy_.url());
    std::vector<std::unique_ptr<AwsProvider>> providers_ = [this] {
        std::vector<std::unique_ptr<AwsProvider>> first;
        first.push_back(make());
        return first;
    }();
};

INSTANTIATE_TYPED_TEST_SUITE_P(AwsRunInstances, ProviderContract, AwsHarness<OfRunInstances>);
INSTANTIATE_TYPED_TEST_SUITE_P(AwsInstantFleetSoak, ProviderContract, AwsHarness<OfInstantFleet>);
INSTANTIATE_TYPED_TEST_SUITE_P(AwsAutoScalingGroupSoak, ProviderContract, AwsHarness<OfAutoScalingGroup>);

}  // namespace
}  // namespace hf::testing
