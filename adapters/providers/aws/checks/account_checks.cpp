#include "adapters/providers/aws/checks/account_checks.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/template/machine_attributes.hpp"

namespace hf::aws {
namespace {

class Checks {
public:
    explicit Checks(Caller& ec2) : ec2_(ec2) {}

    // Asks for each name separately, so that the findings cover all that are wrong.
    void exist(const std::vector<std::string>& names, const std::string& action, const std::string& parameter,
               const std::string& field) {
        for (const auto& name : names) {
            if (name.empty() || failure_) continue;
            const auto answer = ec2_.query(action, Form().add(parameter, name));
            if (!answer) note(answer.error(), field);
        }
    }

    // A dry run tries the first type alone.
    void check_adapters(const pugi::xml_node type, std::uint32_t wanted) {
        const auto network = type.child("networkInfo");
        if (wanted == 0 || !network) return;
        const std::string name = type.child_value("instanceType");
        const auto most = network.child("efaInfo").child("maximumEfaInterfaces").text().as_uint();
        if (network.child("efaSupported").text().as_string() == std::string_view("false"))
            check_.findings.push_back({"efaCount", fmt::format("must be 0 with {}, which takes no EFA", name)});
        else if (most > 0 && wanted > most)
            check_.findings.push_back({"efaCount", fmt::format("must be at most {} with {}", most, name)});
    }

    void know_types(const LaunchSpecification& spec, Cpus cpus) {
        MachineAttributes attributes;
        for (const auto& [types, field] :
             {std::pair{&spec.types, "vmTypes"}, {&spec.types_on_demand, "vmTypesOnDemand"}})
            for (const auto& type : *types) {
                if (failure_) return;
                const auto answer = ec2_.query("DescribeInstanceTypes", Form().add("InstanceType.1", type));
                if (!answer) {
                    note(answer.error(), field);
                    continue;
                }
                const auto item = answer->child("instanceTypeSet").child("item");
                attributes.add(item);
                check_adapters(item, spec.efa_count);
            }
        check_.attributes = attributes.values(cpus);
        // With CpuOptions the machine has fewer CPUs than its type.
        if (!spec.native.contains("CpuOptions")) return;
        check_.attributes.erase("ncores");
        check_.attributes.erase("ncpus");
    }

    void note(const AwsError& error, const std::string& field) {
        const auto told = provider_error(error);
        using enum ProviderErrorKind;
        if (told.kind == unreachable || told.kind == throttled || told.kind == credentials)
            failure_ = error;
        else
            check_.findings.push_back({field, told.message});
    }

    AwsResult<TemplateCheck> result() && {
        if (failure_) return tl::make_unexpected(std::move(*failure_));
        return std::move(check_);
    }

private:
    Caller& ec2_;
    TemplateCheck check_;
    std::optional<AwsError> failure_;
};

}  // namespace

AwsResult<TemplateCheck> check_against_account(const LaunchSpecification& spec, Caller& ec2, Images& images,
                                               Cpus cpus) {
    Checks checks(ec2);
    if (!spec.image_id.empty()) {
        const auto id = images.id_of(spec.image_id);
        if (id)
            checks.exist({*id}, "DescribeImages", "ImageId.1", "imageId");
        else
            checks.note(id.error(), "imageId");
    }
    checks.exist(spec.subnets, "DescribeSubnets", "SubnetId.1", "subnetId");
    checks.exist(spec.security_groups, "DescribeSecurityGroups", "GroupId.1", "securityGroupIds");
    checks.exist({spec.key_name}, "DescribeKeyPairs", "KeyName.1", "keyName");
    checks.know_types(spec, cpus);
    checks.exist({spec.launch_template_id}, "DescribeLaunchTemplates", "LaunchTemplateId.1", "launchTemplateId");
    return std::move(checks).result();
}

}  // namespace hf::aws
