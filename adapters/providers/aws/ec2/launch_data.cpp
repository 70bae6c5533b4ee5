#include "adapters/providers/aws/ec2/launch_data.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "adapters/providers/aws/ec2/block_devices.hpp"
#include "adapters/providers/aws/ec2/network_interfaces.hpp"

namespace hf::aws {
namespace {

void add_value(Form& form, const std::string& name, const Value& value) {
    if (const auto* map = value.as<ValueMap>()) {
        for (const auto& [key, inner] : *map) add_value(form, fmt::format("{}.{}", name, key), inner);
    } else if (const auto* list = value.as<ValueList>()) {
        for (std::size_t i = 0; i < list->size(); ++i) add_value(form, fmt::format("{}.{}", name, i + 1), (*list)[i]);
    } else if (const auto* text = value.as<std::string>()) {
        form.set(name, *text);
    } else if (const auto* flag = value.as<bool>()) {
        form.set(name, *flag ? "true" : "false");
    } else if (const auto* real = value.as<double>()) {
        form.set(name, fmt::format("{}", *real));
    } else if (const auto number = value.as_integer()) {
        form.set(name, std::to_string(*number));
    }
}

// A reservation is one of its own, a resource group of several, or a preference.
std::string_view name_of_reservation(std::string_view reservation) {
    if (reservation.starts_with("cr-")) return "CapacityReservationTarget.CapacityReservationId";
    if (reservation.starts_with("arn:")) return "CapacityReservationTarget.CapacityReservationResourceGroupArn";
    return "CapacityReservationPreference";
}

void set_host_name(Form& form, const std::string& prefix, const std::string& type) {
    const auto options = prefix + "PrivateDnsNameOptions.";
    form.set(options + "HostnameType", type);
    // Without the record nobody finds the machine by this name.
    const auto record = options + "EnableResourceNameDnsARecord";
    if (type == "resource-name" && !form.value(record)) form.set(record, "true");
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

void add_native(Form& form, const std::string& prefix, const ValueMap& parameters) {
    for (const auto& [key, value] : parameters) add_value(form, prefix + key, value);
}

void add_launch_data(Form& form, const std::string& prefix, const ReadySpecification& ready) {
    const auto& spec = ready.spec;
    add_native(form, prefix, spec.native);
    const auto set = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) form.set(prefix + name, value);
    };
    set("ImageId", ready.image_id);
    set("KeyName", spec.key_name);
    set("UserData", ready.user_data);
    set("Placement.GroupName", spec.placement_group);
    set(spec.instance_profile.starts_with("arn:") ? "IamInstanceProfile.Arn" : "IamInstanceProfile.Name",
        spec.instance_profile);
    add_interfaces(form, prefix, spec);
    set_groups(form, prefix, spec.security_groups);
    if (spec.root) set_volume(form, prefix, *spec.root, ready.root_device);
    for (const auto& volume : spec.volumes) add_volume(form, prefix, volume);
    if (!spec.host_name_type.empty()) set_host_name(form, prefix, spec.host_name_type);
}

void add_reservation(Form& form, const std::string& prefix, const LaunchSpecification& spec) {
    const auto& reservation = spec.capacity_reservation;
    if (reservation.empty()) return;
    form.set(fmt::format("{}CapacityReservationSpecification.{}", prefix, name_of_reservation(reservation)),
             reservation);
}

}  // namespace hf::aws
