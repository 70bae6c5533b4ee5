#include "adapters/providers/aws/handlers/launch_templates.hpp"

#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"

namespace hf::aws {

Form LaunchTemplates::form_of(const LaunchJob& job) {
    Form form;
    form.add("LaunchTemplateName", name_of(job.order.token));
    form.add("ClientToken", client_token(job.order.token, 0, "launch template"));
    add_launch_data(form, "LaunchTemplateData.", job.ready);
    if (on_demand_of(job) > 0) add_reservation(form, "LaunchTemplateData.", job.ready.spec);
    // A launch template must name a type, although each offering names its own.
    if (const auto& types = types_of(job); !types.empty()) form.set("LaunchTemplateData.InstanceType", types.front());
    const auto tags = tag::of(job.order);
    tag::add(form, "LaunchTemplateData.TagSpecification.1.", "instance", tags);
    tag::add(form, "LaunchTemplateData.TagSpecification.2.", "volume", tags);
    tag::add(form, "TagSpecification.1.", "launch-template", tags);
    return form;
}

AwsResult<void> LaunchTemplates::create(const LaunchJob& job) {
    if (!job.ready.spec.launch_template_id.empty()) return {};
    const auto made = ec2_.query("CreateLaunchTemplate", form_of(job));
    if (!made && made.error().code != "InvalidLaunchTemplateName.AlreadyExistsException")
        return tl::make_unexpected(made.error());
    return {};
}

AwsResult<void> LaunchTemplates::remove(const std::string& token) {
    // Use a filter, since services differ in what they answer to an unknown name.
    const auto there =
        ec2_.query("DescribeLaunchTemplates",
                   Form().add("Filter.1.Name", "launch-template-name").add("Filter.1.Value.1", name_of(token)));
    if (!there) return tl::make_unexpected(there.error());
    for (const auto item : there->child("launchTemplates").children("item")) {
        const auto removed =
            ec2_.query("DeleteLaunchTemplate", Form().add("LaunchTemplateId", item.child_value("launchTemplateId")));
        if (!removed && removed.error().code.find("NotFound") == std::string::npos)
            return tl::make_unexpected(removed.error());
    }
    return {};
}

void LaunchTemplates::refer(Form& form, const std::string& prefix, const LaunchJob& job) {
    const auto& spec = job.ready.spec;
    if (spec.launch_template_id.empty()) {
        form.add(prefix + "LaunchTemplateName", name_of(job.order.token)).add(prefix + "Version", "$Latest");
        return;
    }
    form.add(prefix + "LaunchTemplateId", spec.launch_template_id);
    form.add(prefix + "Version", spec.launch_template_version.empty() ? "$Default" : spec.launch_template_version);
}

}  // namespace hf::aws
