// Instances: finds EC2 instances and returns them as machines, in batches and page by page.
//
//     Instances instances(account.ec2());
//     auto found = instances.tagged(tag::token, token);
//
// Ids that EC2 does not know are missing from the result and do not affect the others. Thread-safe.
#pragma once

#include <span>

#include "adapters/providers/aws/api/caller.hpp"

namespace hf::aws {

// Which instances of an account are returned.
enum class Living : std::uint8_t { all, only };

[[nodiscard]] ProviderMachine machine_of(pugi::xml_node instance);

class Instances {
public:
    explicit Instances(Caller& ec2) : ec2_(ec2) {}

    [[nodiscard]] AwsResult<std::vector<ProviderMachine>> of(std::span<const std::string> ids);
    [[nodiscard]] AwsResult<std::vector<ProviderMachine>> tagged(const std::string& key, const std::string& value,
                                                                 Living living = Living::all);

private:
    [[nodiscard]] AwsResult<void> describe(const Form& filters, std::vector<ProviderMachine>& into);

    Caller& ec2_;
};

}  // namespace hf::aws
