// LaunchTemplates: the templates from which fleets and groups make their machines. One is created
// for each launch, has the launch's token in its name, and is deleted afterwards.
#pragma once

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class LaunchTemplates {
public:
    explicit LaunchTemplates(Caller& ec2) : ec2_(ec2) {}

    // Creates the template; a repeated launch gets the same one. Does nothing if the site names a
    // launch template of its own.
    [[nodiscard]] AwsResult<void> create(const LaunchJob& job);
    // Deletes the template; it is no error if there is none.
    [[nodiscard]] AwsResult<void> remove(const std::string& token);

    [[nodiscard]] static std::string name_of(const std::string& token) { return "hostfactory-" + token; }
    [[nodiscard]] static Form form_of(const LaunchJob& job);
    // Names the template in a call, below `prefix`: LaunchTemplateName or LaunchTemplateId, and Version.
    static void refer(Form& form, const std::string& prefix, const LaunchJob& job);

private:
    Caller& ec2_;
};

}  // namespace hf::aws
