// LaunchTemplates: what fleets and groups make their machines of. One is made for a launch, bears its
// token in its name, and is deleted after it.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class LaunchTemplates {
public:
    explicit LaunchTemplates(Caller& ec2) : ec2_(ec2) {}

    // Made again by a repeated launch it is the same. Nothing where the site has one of its own.
    [[nodiscard]] AwsResult<void> create(const LaunchJob& job);
    // One that isn't there is no error.
    [[nodiscard]] AwsResult<void> remove(const std::string& token);

    [[nodiscard]] static std::string name_of(const std::string& token) { return "hostfactory-" + token; }
    [[nodiscard]] static Form form_of(const LaunchJob& job);
    // Which template a call means, below `prefix`: LaunchTemplateName or LaunchTemplateId, and Version.
    static void refer(Form& form, const std::string& prefix, const LaunchJob& job);

private:
    Caller& ec2_;
};

}  // namespace hf::aws
