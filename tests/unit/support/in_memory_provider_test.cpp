// The provider that tests of the core use keeps the contract of all providers, so that what passes with it can be
// relied on with the real ones.
#include "tests/unit/support/in_memory_provider.hpp"

#include "tests/contract/provider_contract.hpp"
#include "tests/unit/support/in_memory_type.hpp"

namespace hf::testing {
namespace {

// Its machines are there as long as it is, whatever happens to the daemon.
class InMemoryHarness {
public:
    Provider& provider() { return cloud_; }
    Provider& restarted() { return cloud_; }
    static Capabilities capabilities() { return InMemoryType().capabilities(); }
    static LaunchSpec order() { return {}; }
    LaunchSpec refused(LaunchSpec order) {
        cloud_.fail(1, {ProviderErrorKind::invalid, "no such image"});
        return order;
    }
    LaunchSpec stubborn(LaunchSpec order) {
        cloud_.be_slow(true);
        return order;
    }
    static LaunchSpec in_units(LaunchSpec order) {
        order.configuration = {{"units", 3}};
        return order;
    }
    [[nodiscard]] const ProviderType& type() const { return type_; }
    void launch_unheard(const LaunchSpec& order) {
        cloud_.lose_answers(1);
        EXPECT_EQ(cloud_.launch(order).error.value_or(ProviderError{}).kind, ProviderErrorKind::unreachable);
    }
    void kill(const std::string& id) { cloud_.kill(id); }
    [[nodiscard]] std::multiset<std::string> living(const std::string& site) const {
        const auto ids = cloud_.living(site);
        return {ids.begin(), ids.end()};
    }

private:
    InMemoryProvider cloud_;
    InMemoryType type_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(InMemory, ProviderContract, InMemoryHarness);

}  // namespace
}  // namespace hf::testing
