#include "adapters/providers/aws/ec2/network_interfaces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::aws {
namespace {

std::string list_of_interfaces(const std::string& prefix) { return prefix + "NetworkInterface."; }

// The prefixes of those network interfaces that have neither this parameter nor an existing interface, which has all.
std::vector<std::string> interfaces_without(const Form& form, const std::string& prefix, std::string_view parameter) {
    std::vector<std::string> without;
    for (const auto number : form.numbers_in(list_of_interfaces(prefix))) {
        auto here = fmt::format("{}NetworkInterface.{}.", prefix, number);
        const auto& fields = form.fields();
        const bool has = std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
            return field.first.starts_with(here + std::string(parameter)) || field.first == here + "NetworkInterfaceId";
        });
        if (!has) without.push_back(std::move(here));
    }
    return without;
}

// The prefix of the first interface of this network card, which is added if it is missing.
std::string interface_of_card(Form& form, const std::string& prefix, std::uint32_t card) {
    const auto list = list_of_interfaces(prefix);
    const auto numbers = form.numbers_in(list);
    const std::string device = card == 0 ? "0" : "1";
    for (const auto number : numbers) {
        auto here = fmt::format("{}{}.", list, number);
        if (form.value(here + "NetworkCardIndex").value_or("0") == std::to_string(card) &&
            form.value(here + "DeviceIndex").value_or("0") == device)
            return here;
    }
    auto here = fmt::format("{}{}.", list, numbers.empty() ? 1 : *numbers.rbegin() + 1);
    form.set(here + "DeviceIndex", device);
    if (card > 0) form.set(here + "NetworkCardIndex", std::to_string(card));
    // Otherwise it may outlive its machine, and takes an address of the subnet.
    form.set(here + "DeleteOnTermination", "true");
    return here;
}

}  // namespace

void add_interfaces(Form& form, const std::string& prefix, const LaunchSpecification& spec) {
    for (std::uint32_t card = 0; card < spec.efa_count; ++card)
        form.set(interface_of_card(form, prefix, card) + "InterfaceType", "efa");
    // EC2 gives no public address to a machine with several interfaces, and refuses the parameter there, even as false.
    if (!spec.public_ip || form.numbers_in(list_of_interfaces(prefix)).size() > 1) return;
    form.set(interface_of_card(form, prefix, 0) + "AssociatePublicIpAddress", *spec.public_ip ? "true" : "false");
}

void set_groups(Form& form, const std::string& prefix, const std::vector<std::string>& groups) {
    auto places = interfaces_without(form, prefix, "SecurityGroupId");
    if (form.numbers_in(list_of_interfaces(prefix)).empty()) places.push_back(prefix);
    for (const auto& place : places)
        for (std::size_t i = 0; i < groups.size(); ++i)
            form.set(fmt::format("{}SecurityGroupId.{}", place, i + 1), groups[i]);
}

void set_subnet(Form& form, const std::string& subnet) {
    if (form.numbers_in(list_of_interfaces({})).empty()) form.set("SubnetId", subnet);
    for (const auto& interface : interfaces_without(form, "", "SubnetId")) form.set(interface + "SubnetId", subnet);
}

}  // namespace hf::aws
