#include "adapters/providers/aws/ec2/instances.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/ec2/tags.hpp"

namespace hf::aws {
namespace {

// EC2's limits for the values in one filter and for the instances in one page.
constexpr std::size_t most_values = 200;
constexpr auto instances_a_page = "1000";
constexpr auto not_whole = "the answer doesn't tell of instances as EC2 does";

MachineStatus status_of(std::string_view state) {
    using enum MachineStatus;
    if (state == "running") return running;
    if (state == "stopping") return stopping;
    if (state == "stopped") return stopped;
    if (state == "shutting-down") return shutting_down;
    if (state == "terminated") return terminated;
    return launching;
}

// An instance that ended without a call for it has failed; AWS gives the reason.
bool ended_by_itself(std::string_view reason_code) {
    return reason_code.starts_with("Server.") || reason_code == "Client.VolumeLimitExceeded" ||
           reason_code == "Client.InternalError" || reason_code == "Client.InvalidSnapshot.NotFound" ||
           reason_code == "Client.InstanceInitiatedShutdown";
}

}  // namespace

ProviderMachine machine_of(pugi::xml_node instance) {
    ProviderMachine machine;
    machine.id = instance.child_value("instanceId");
    machine.status = status_of(instance.child("instanceState").child_value("name"));
    machine.name = instance.child_value("privateDnsName");
    machine.private_ip = instance.child_value("privateIpAddress");
    machine.public_ip = instance.child_value("ipAddress");
    machine.instance_type = instance.child_value("instanceType");
    const bool is_spot = std::string_view(instance.child_value("instanceLifecycle")) == "spot";
    machine.price_type = is_spot ? PriceType::spot : PriceType::ondemand;
    for (const auto item : instance.child("tagSet").children("item"))
        if (std::string_view(item.child_value("key")) == tag::token) machine.token = item.child_value("value");
    const auto reason = instance.child("stateReason");
    if (!is_live(machine.status) || machine.status == MachineStatus::shutting_down) {
        machine.reason = reason.child_value("message");
        if (machine.status == MachineStatus::terminated && ended_by_itself(reason.child_value("code")))
            machine.status = MachineStatus::failed;
    }
    const auto detail = [&](const char* key, std::string value) {
        if (!value.empty()) machine.details.emplace(key, std::move(value));
    };
    detail("zone", instance.child("placement").child_value("availabilityZone"));
    detail("subnet_id", instance.child_value("subnetId"));
    detail("image_id", instance.child_value("imageId"));
    detail("lifecycle", instance.child_value("instanceLifecycle"));
    detail("spot_request_id", instance.child_value("spotInstanceRequestId"));
    return machine;
}

AwsResult<void> Instances::describe(const Form& filters, std::vector<ProviderMachine>& into) {
    auto form = filters;
    form.add("MaxResults", instances_a_page);
    bool whole = true;
    auto all = ec2_.pages("DescribeInstances", form, [&](const XmlAnswer& page) {
        for (const auto reservation : page.child("reservationSet").children("item"))
            for (const auto instance : reservation.child("instancesSet").children("item")) {
                into.push_back(machine_of(instance));
                whole &= !into.back().id.empty() && *instance.child("instanceState").child_value("name");
            }
    });
    if (all && !whole) return tl::make_unexpected(AwsError{"DescribeInstances", {}, not_whole, 200, true});
    return all;
}

AwsResult<std::vector<ProviderMachine>> Instances::of(std::span<const std::string> ids) {
    std::vector<ProviderMachine> machines;
    while (!ids.empty()) {
        const auto batch = ids.first(std::min(ids.size(), most_values));
        ids = ids.subspan(batch.size());
        // Use a filter: with InstanceId, one unknown id would make the whole call fail.
        Form form;
        form.add("Filter.1.Name", "instance-id");
        for (std::size_t i = 0; i < batch.size(); ++i) form.add(fmt::format("Filter.1.Value.{}", i + 1), batch[i]);
        if (auto done = describe(form, machines); !done) return tl::make_unexpected(std::move(done.error()));
    }
    return machines;
}

AwsResult<std::vector<ProviderMachine>> Instances::tagged(const std::string& key, const std::string& value,
                                                          Living living) {
    Form form;
    form.add("Filter.1.Name", "tag:" + key).add("Filter.1.Value.1", value);
    if (living == Living::only) {
        form.add("Filter.2.Name", "instance-state-name");
        int number = 0;
        for (const auto* state : {"pending", "running", "stopping", "stopped"})
            form.add(fmt::format("Filter.2.Value.{}", ++number), state);
    }
    std::vector<ProviderMachine> machines;
    if (auto done = describe(form, machines); !done) return tl::make_unexpected(std::move(done.error()));
    return machines;
}

}  // namespace hf::aws
