#include "adapters/providers/aws/checks/account_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

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

    // A dry run of a spot machine doesn't have the reservation.
    void check_reservation(const LaunchSpecification& spec) {
        const auto& reservation = spec.capacity_reservation;
        if (failure_ || !reservation.starts_with("cr-")) return;
        const auto answer =
            ec2_.query("DescribeCapacityReservations", Form().add("CapacityReservationId.1", reservation));
        if (!answer) return note(answer.error(), "capacityReservation");
        const auto item = answer->child("capacityReservationSet").child("item");
        const std::string type = item.child_value("instanceType");
        const std::string_view state = item.child_value("state");
        const auto find = [&](std::string message) {
            check_.findings.push_back({"capacityReservation", std::move(message)});
        };
        if (state == "expired" || state == "cancelled" || state == "failed")
            find(fmt::format("{} is {}", reservation, state));
        const auto& types = spec.types_on_demand.empty() ? spec.types : spec.types_on_demand;
        if (!type.empty() && !types.empty() && std::find(types.begin(), types.end(), type) == types.end())
            find(fmt::format("{} is for {}, which is none of the template's types", reservation, type));
    }

    // Where a volume has the root device, the keys of the root device count, and nobody sees it.
    void check_devices(const LaunchSpecification& spec, const std::string& image, Images& images) {
        if (failure_ || !spec.root || spec.volumes.empty()) return;
        const auto root = images.root_device_of(image);
        if (!root) return note(root.error(), "imageId");
        for (std::size_t i = 0; i < spec.volumes.size(); ++i)
            if (spec.volumes[i].device == *root)
                check_.findings.push_back(
                    {fmt::format("volumes[{}].device", i),
                     "is the image's root device: say its size, type and iops in one of the two places"});
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
        if (id) {
            checks.exist({*id}, "DescribeImages", "ImageId.1", "imageId");
            checks.check_devices(spec, *id, images);
        } else {
            checks.note(id.error(), "imageId");
        }
    }
    for (const auto& volume : spec.volumes)
        checks.exist({volume.snapshot}, "DescribeSnapshots", "SnapshotId.1", "volumes");
    checks.check_reservation(spec);
    checks.exist(spec.subnets, "DescribeSubnets", "SubnetId.1", "subnetId");
    checks.exist(spec.security_groups, "DescribeSecurityGroups", "GroupId.1", "securityGroupIds");
    checks.exist({spec.key_name}, "DescribeKeyPairs", "KeyName.1", "keyName");
    checks.know_types(spec, cpus);
    checks.exist({spec.launch_template_id}, "DescribeLaunchTemplates", "LaunchTemplateId.1", "launchTemplateId");
    return std::move(checks).result();
}

}  // namespace hf::aws
