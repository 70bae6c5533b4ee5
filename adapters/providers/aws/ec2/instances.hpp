// Instances: EC2's instances as machines, looked up in batches and page by page.
//
//     Instances instances(account.ec2());
//     auto found = instances.tagged(tag::token, token);
//
// Ids that EC2 doesn't know are missing from an answer, and keep no other from being told.
// Thread-safe.
#pragma once

#include <span>

#include "adapters/providers/aws/api/caller.hpp"

namespace hf::aws {

// Which of an account's instances are told.
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
